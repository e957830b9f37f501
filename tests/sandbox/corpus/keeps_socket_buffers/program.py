import socket
def queued(pair):
    number, one = 0, pair[0]
    for each in pair:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    one.setblocking(False)
    try:
        while True:
            number += one.send(bytes(1 << 16))
    except BlockingIOError:
        return number
with socket.create_server(("127.0.0.1", 0)) as listener:
    connection = socket.create_connection(listener.getsockname()), listener.accept()[0]
sizes = [queued(socket.socketpair()), queued(connection)]
print("contained" if max(sizes) < 1_000_000 else sizes)
