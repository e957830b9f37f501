import os
written = 0
for name in ("0", "3", "4"):
    try:
        file = os.open(f"/proc/self/fd/{name}", os.O_RDWR)
        for _ in range(100):
            written += os.write(file, b"x" * 1_000_000)
    except OSError:
        pass
print("contained" if written < 70_000_000 else written)
