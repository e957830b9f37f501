import glob, os
def read(path):
    try:
        return open(path, "rb").read()
    except OSError:
        return b""
found = [p for p in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline") if b"WITNESS_SECRET" in read(p)]
assert not found, found
assert not [key for key in os.environ if key.startswith("LECTORIUM")]
