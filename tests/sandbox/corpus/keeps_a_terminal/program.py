import fcntl, os, termios
reached = []
for name in ("/dev/tty", "/proc/self/fd/0", "/proc/self/fd/2"):
    try:
        file = os.open(name, os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(file, termios.TIOCSTI, b"x")
        reached.append(name)
    except OSError:
        pass
print("contained" if not reached else reached)
