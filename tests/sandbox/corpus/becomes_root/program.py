def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import os
print("contained" if all([refused(lambda: os.setuid(0)), refused(lambda: os.setgid(0)),
    refused(lambda: os.setgroups([0])), refused(lambda: os.chroot("/tmp")),
    refused(lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(8, 0)))]) else "")
