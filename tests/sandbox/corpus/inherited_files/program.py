import os
extra = []
for name in os.listdir("/proc/self/fd"):
    try:
        target = os.readlink(f"/proc/self/fd/{name}")
    except OSError:
        continue
    if int(name) > 3 and not target.startswith("/proc/"):
        extra.append(target)
print("contained" if not extra else extra)
