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

names = dict(bpf=321, perf=298, uring=425, keyctl=250, add_key=248, userfaultfd=323, kexec=246, module=175,
    finit=313, reboot=169, syslog=103, swapon=167, quotactl=179, handle=304, personality=135, acct=163)
print("contained" if all([denied(number, 0, 0, 0, 0, 0) for number in names.values()]) else "")
