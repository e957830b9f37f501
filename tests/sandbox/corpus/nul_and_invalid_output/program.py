import os
os.write(1, b"a\x00b\xffc")
