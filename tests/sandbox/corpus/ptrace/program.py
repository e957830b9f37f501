import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def denied(number, *arguments):
    """Whether the kernel refuses the call outright."""
    ctypes.set_errno(0)
    result = libc.syscall(number, *[ctypes.c_long(a) for a in arguments])
    if result == -1 and ctypes.get_errno() in (1, 38):  # EPERM, ENOSYS
        return True
    print("NOT DENIED:", number, result, ctypes.get_errno())
    return False

import os
child = os.fork()
if child == 0:
    import time; time.sleep(1000)
print("contained" if all([denied(101, 16, 1, 0, 0), denied(101, 16, child, 0, 0), denied(101, 0, 0, 0, 0),
    denied(310, 1, 0, 0, 0, 0, 0), denied(311, 1, 0, 0, 0, 0, 0), denied(438, 3, 0, 0)]) else "")
