# %% asserted
# %% hidden
# %% compared
# %% double
def double(x):
    return None
