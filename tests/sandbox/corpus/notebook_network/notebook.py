import socket
for host, port in (("1.1.1.1", 80), ("127.0.0.1", WITNESS_PORT)):
    try:
        socket.create_connection((host, port), 2)
        raise SystemError("connected")
    except OSError:
        pass
