def f():
    return [0] * 10**7
