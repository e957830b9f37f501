import glob
found = []
for path in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        if b"WITNESS_PROGRAM" in open(path, "rb").read():
            found.append(path)
    except OSError:
        pass
print("contained" if not found else found)
