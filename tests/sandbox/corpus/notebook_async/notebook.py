import asyncio
await asyncio.sleep(0.01)
# %%
import threading
t = threading.Thread(target=print, args=("contained",))
t.start(); t.join()
