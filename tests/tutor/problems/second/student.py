def second_largest(values):
    best = 0
    second = 0
    for v in values:
        if v > best:
            best = v
        elif v > second:
            second = v
    return second
