def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import os
paths = ["WITNESS_FILE", "/etc/shadow", "/etc/hostname", "/root", "/home", "/var", "/sys", "/boot", "/mnt",
         "WITNESS_CHECKOUT/setup.py", "WITNESS_CHECKOUT/grader_service", "WITNESS_CHECKOUT/.git",
         "/proc/1/root/etc/shadow", "/proc/1/cwd/x", "/old", "/new", "/../WITNESS_FILE"]
print("contained" if all([refused(lambda p=p: os.stat(p)) for p in paths]) else "")
