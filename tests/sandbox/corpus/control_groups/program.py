def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import os
places = ["/sys/fs/cgroup", "/sys/kernel", "/proc/kcore", "/proc/self/oom_adj/x"]
def look(path):
    return os.listdir(path) if os.path.isdir(path) else open(path, "rb+").read(1)
print("contained" if all([refused(lambda p=p: look(p)) for p in places]) else "")
