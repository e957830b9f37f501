import os
def f():
    os.write(3, b'{"value": {"t": "int", "v": "0x2a"}}')
    return 5
