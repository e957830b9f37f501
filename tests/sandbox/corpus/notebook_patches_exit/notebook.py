import os, sys
os._exit = sys.exit = None
# %%
1
