def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import os
def hoard():
    for _ in range(1_000_000):
        os.open("/dev/null", os.O_RDONLY)
print("contained" if refused(hoard) else "")
