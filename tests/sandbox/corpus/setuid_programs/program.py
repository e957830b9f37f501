import subprocess
outputs = []
for command in (["su", "-c", "id"], ["mount", "-t", "tmpfs", "x", "/mnt"], ["unshare", "-Ur", "id"], ["sudo", "id"]):
    try:
        outputs.append(subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=5).returncode)
    except OSError:
        outputs.append(1)
print("contained" if all(outputs) else outputs)
