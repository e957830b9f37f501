import subprocess
print(subprocess.run(["echo", "contained"], capture_output=True, text=True).stdout)
