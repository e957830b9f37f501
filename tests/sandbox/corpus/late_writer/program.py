import os, time
print("contained", flush=True)
if os.fork() == 0:
    os.setsid()
    for _ in range(100):
        time.sleep(0.01)
        os.write(1, b"rewritten\n")
os._exit(0)
