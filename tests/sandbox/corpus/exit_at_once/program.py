import os
print("contained", flush=True)
os._exit(0)
