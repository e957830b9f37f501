def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

paths = ["/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches",
         "/proc/sys/kernel/hostname", "/proc/self/uid_map"]
def write(path):
    with open(path, "w") as file:
        file.write("0 0 1" if path.endswith("map") else "1")
print("contained" if all([refused(lambda p=p: write(p)) for p in paths]) else "")
