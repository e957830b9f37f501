def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import os
print("contained" if refused(lambda: os.memfd_create("hidden")) else "")
