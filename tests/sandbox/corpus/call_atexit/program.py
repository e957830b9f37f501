import atexit, time
atexit.register(time.sleep, 10**6)
def f():
    return 5
