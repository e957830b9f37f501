import pandas as pd
def f():
    return pd.DataFrame({"a": [1, 2]})
