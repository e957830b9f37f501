# %% double points=100
def double(x):
    return x + x if isinstance(x, int) else None
# %% asserted points=100
# %% hidden points=0
# %% compared points=0
