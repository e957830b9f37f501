import os, socket, time
def fill(one):
    one.setblocking(False)
    try:
        while True:
            one.send(bytes(1 << 16))
    except BlockingIOError:
        pass
def hoard():
    listener, kept = socket.create_server(("127.0.0.1", 0)), []
    try:
        while True:
            kept.append(socket.create_connection(listener.getsockname()))
            kept.append(listener.accept()[0])
            for one in kept[-2:]:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
                fill(one)
    except OSError:
        time.sleep(1000)
for _ in range(12):
    if os.fork() == 0:
        hoard()
time.sleep(1000)
