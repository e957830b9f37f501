import os, socket, time
def fill(one):
    one.setblocking(False)
    try:
        while True:
            one.send(bytes(1 << 16))
    except BlockingIOError:
        pass
def hoard():
    kept = []
    try:
        while True:
            kept.append(socket.socketpair())
            for one in kept[-1]:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
                fill(one)
    except OSError:
        time.sleep(1000)
for _ in range(12):
    if os.fork() == 0:
        hoard()
time.sleep(1000)
