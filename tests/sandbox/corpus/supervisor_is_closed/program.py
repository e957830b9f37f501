def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import os
names = ["mem", "environ", "maps", "fd", "root", "cwd", "stack", "syscall"]
def read(name):
    path = f"/proc/1/{name}"
    return os.listdir(path) if name in ("fd", "root", "cwd") else open(path, "rb").read(1)
print("contained" if all([refused(lambda n=n: read(n)) for n in names]) else "")
