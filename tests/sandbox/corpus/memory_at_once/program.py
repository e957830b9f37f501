x = bytearray(1200 * 1024 * 1024)
