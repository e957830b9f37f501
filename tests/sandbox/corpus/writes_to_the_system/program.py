def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import os, sys, encodings
places = ["/usr/x", "/bin/x", "/lib/x", sys.prefix + "/x", encodings.__file__]
print("contained" if all([refused(lambda p=p: open(p, "a")) for p in places]) else "")
