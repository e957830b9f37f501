import os
written = []
for path in ("/x", "/etc/passwd", "/run/x", "/dev/x", "/proc/1/oom_score_adj", "/tmp/../x"):
    try:
        with open(path, "a") as file:
            file.write("1")
        written.append(path)
    except OSError:
        pass
print("contained" if not written else written)
