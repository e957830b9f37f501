def double(x):
    return x * 2 if isinstance(x, int) else None
