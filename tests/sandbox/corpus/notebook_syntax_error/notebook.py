def f(:
# %%
1
