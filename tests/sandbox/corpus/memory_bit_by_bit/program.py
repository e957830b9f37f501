x = []
while True:
    x.append(bytearray(4 * 1024 * 1024))
