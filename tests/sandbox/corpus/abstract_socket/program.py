def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

import socket
def connect():
    with socket.socket(socket.AF_UNIX) as s:
        s.connect("\0WITNESS_NAME")
print("contained" if refused(connect) else "")
