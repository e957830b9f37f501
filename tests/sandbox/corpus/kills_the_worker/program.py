def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import os, signal
actions = [lambda: os.kill(WITNESS_PID, signal.SIGKILL), lambda: os.killpg(WITNESS_PID, signal.SIGKILL),
           lambda: os.kill(WITNESS_PID, signal.SIGSTOP), lambda: open("/proc/WITNESS_PID/status")]
print("contained" if all([refused(action) for action in actions]) else "")
