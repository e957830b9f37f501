# %% double
def double(x):
    return None
# %% asserted
pass
# %% asserted
pass
# %% hidden
pass
# %% hidden
pass
# %% compared
pass
# %% compared
pass
