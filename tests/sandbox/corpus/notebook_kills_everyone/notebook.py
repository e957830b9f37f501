import os, signal
for pid in (WITNESS_PID, 1):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
# %%
os.kill(-1, signal.SIGKILL) if os.fork() == 0 else os.wait()
# %%
1
