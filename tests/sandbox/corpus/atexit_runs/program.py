import atexit
atexit.register(print, "contained")
