import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(1000)
    os._exit(0)
# %%
import subprocess
subprocess.Popen(["sleep", "1000"], start_new_session=True)
