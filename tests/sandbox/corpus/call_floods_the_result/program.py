import os
def f():
    try:
        while True:
            os.write(3, b"x" * 1_000_000)
    except OSError:
        return 5
