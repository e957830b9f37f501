input("name?")
# %%
1
