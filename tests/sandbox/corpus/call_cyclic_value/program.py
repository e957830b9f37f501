def f():
    x = []
    x.append(x)
    return x
