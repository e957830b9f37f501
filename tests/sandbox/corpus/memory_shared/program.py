import mmap, time
x = mmap.mmap(-1, 900 * 1024 * 1024)
for place in range(0, len(x), 4096):
    x[place] = 1
time.sleep(1000)
