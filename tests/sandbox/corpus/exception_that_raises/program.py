class Bad(Exception):
    def __str__(self):
        raise Bad()
    __repr__ = __str__
raise Bad()
