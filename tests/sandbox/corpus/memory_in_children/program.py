import os, time
for _ in range(6):
    if os.fork() == 0:
        x = bytearray(b"x") * (180 * 1024 * 1024)
        time.sleep(1000)
time.sleep(1000)
