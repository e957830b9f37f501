import sys

sys.setswitchinterval(1000)  # no other thread comes to its turn while this one computes
while True:
    print("x" * 1000)
# %%
print(1)
