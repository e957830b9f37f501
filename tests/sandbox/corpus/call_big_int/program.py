def f():
    return 10**5000
