import os
print("x" * 100, flush=True)
os.ftruncate(1, 0)
print("contained")
