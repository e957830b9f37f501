import sys, warnings
warnings.warn("careful")
print("x", file=sys.stderr)
# %%
1
