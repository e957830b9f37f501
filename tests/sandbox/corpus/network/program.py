def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import socket, urllib.request
def tcp(host, port):
    return lambda: socket.create_connection((host, port), timeout=2)
def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(b"x", ("8.8.8.8", 53))
actions = [tcp("1.1.1.1", 80), tcp("8.8.8.8", 53), tcp("169.254.169.254", 80), tcp("example.com", 80), udp,
           tcp("127.0.0.1", WITNESS_PORT), tcp("localhost", WITNESS_PORT), tcp("::1", WITNESS_PORT),
           lambda: urllib.request.urlopen("http://example.com", timeout=2)]
print("contained" if all([refused(a) for a in actions]) else "")
