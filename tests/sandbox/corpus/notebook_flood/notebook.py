while True:
    print("x" * 1000)
# %%
print(1)
