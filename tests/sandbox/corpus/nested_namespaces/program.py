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

flags = [0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000]
results = [denied(272, flag) for flag in flags] + [denied(56, flag | 17, 0, 0, 0, 0) for flag in flags]
print("contained" if all(results + [denied(435, 0, 0), denied(308, 0, 0)]) else "")
