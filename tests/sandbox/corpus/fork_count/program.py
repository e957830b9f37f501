import os, time
made = 0
try:
    for _ in range(1000):
        if os.fork() == 0:
            time.sleep(1000)
        made += 1
except OSError:
    pass
print("contained" if made < 100 else f"made {made}")
