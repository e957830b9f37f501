import glob, os
refused = 0
paths = glob.glob("/run/kernel/*")
assert paths
for path in paths:
    try:
        os.unlink(path)
    except OSError:
        refused += 1
assert refused == len(paths)
# %%
1
