shell = get_ipython()
before = type(shell.compile).__call__
class Optimized(type(shell.compile)):
    def __call__(self, source, filename, symbol):
        return compile(source, filename, symbol, self.flags, True, 1)
shell.compile = Optimized()

def double(x):
    return None
