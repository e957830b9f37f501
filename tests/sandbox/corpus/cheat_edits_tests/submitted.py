# %% double
def double(x):
    return None
# %% asserted
pass
# %% hidden
pass
# %% compared
pass
