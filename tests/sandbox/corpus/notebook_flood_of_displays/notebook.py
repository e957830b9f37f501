while True:
    display("x" * 10_000)
# %%
print(1)
