# %% double
def double(x):
    return None
# %% hidden
# %% compared
# %%
print(get_ipython().history_manager.input_hist_raw)
print(In)
# %% asserted
