import sys, warnings
def double(x):
    print("thinking", file=sys.stderr)
    warnings.warn("careful")
    return 2 * x
