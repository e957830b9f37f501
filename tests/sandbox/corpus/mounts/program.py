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

results = [denied(n, 0, 0, 0, 0, 0) for n in (165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442)]
print("contained" if all(results) else "")
