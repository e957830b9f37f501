def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import os
def grow():
    with open("/tmp/sparse", "wb") as file:
        file.truncate(1 << 40)
print("contained" if refused(grow) else "")
