x = 20
# %%
print("contained", x)
# %%
x + 1
# %%
raise ValueError("no")
# %%
x
