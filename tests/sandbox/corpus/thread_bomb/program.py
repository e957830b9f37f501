import threading, time
made = 0
try:
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        made += 1
except RuntimeError:
    pass
print("contained" if made < 100 else f"made {made}")
