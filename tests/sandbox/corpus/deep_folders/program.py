def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import os
os.chdir("/tmp")
def dig():
    for _ in range(100_000):
        os.mkdir("d" * 100)
        os.chdir("d" * 100)
print("contained" if refused(dig) else "")
