def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import socket
kinds = [(40, socket.SOCK_STREAM), (17, socket.SOCK_RAW), (38, socket.SOCK_SEQPACKET), (16, socket.SOCK_RAW)]
protocols = [0, 0, 0, 9]
made = [refused(lambda f=f, k=k, p=p: socket.socket(f, k, p)) for (f, k), p in zip(kinds, protocols)]
made.append(refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)))
print("contained" if all(made) else "")
