import time
time.sleep(1)
# %%
time.sleep(60)
# %%
time.sleep(60)
