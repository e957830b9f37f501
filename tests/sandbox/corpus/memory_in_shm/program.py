import time
try:
    for number in range(100):
        with open(f"/dev/shm/{number}", "wb") as file:
            file.write(b"x" * 4 * 1024 * 1024)
    print("NOT REFUSED")
except OSError:
    print("contained")
