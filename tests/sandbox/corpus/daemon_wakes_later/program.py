import os, signal, sys, time
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 256)
        while True:
            time.sleep(0.01)
            try:
                open("/tmp/work/mine", "w").write("rewritten")
            except OSError:
                pass
    os._exit(0)
print("contained")
