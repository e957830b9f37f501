%matplotlib inline
import numpy as np
import matplotlib.pyplot as plt
# %%
plt.plot(np.arange(3)); plt.show()
