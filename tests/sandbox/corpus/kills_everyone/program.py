import os, signal
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGSEGV):
    for pid in (1, 0 if number == 0 else 1, os.getppid() or 1):
        try:
            os.kill(pid, number)
        except (OSError, ProcessLookupError):
            pass
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
print("contained")
