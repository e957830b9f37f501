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

import resource
print("contained" if all([denied(302, 1, 7, 0, 0), denied(203, 1, 8, 0), denied(144, 1, 0, 0),
    denied(141, 0, 1, 19), denied(251, 1, 1, 0)]) else "")
