import numpy as np
def f():
    return [np.int64(4), np.float64(0.5), np.bool_(True)]
