import glob
found = []
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline") + glob.glob("/proc/*/task/*/environ"):
    try:
        if b"WITNESS_SECRET" in open(path, "rb").read():
            found.append(path)
    except OSError:
        pass
import os
found += [key for key in os.environ if key.startswith("LECTORIUM")]
print("contained" if not found else found)
