def f():
    exit(0)
