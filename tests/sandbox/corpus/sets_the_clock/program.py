def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import time, os
print("contained" if all([refused(lambda: time.clock_settime(time.CLOCK_REALTIME, 0)),
    refused(lambda: os.nice(-5)), refused(lambda: open("/dev/tty")),
    refused(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))]) else "")
