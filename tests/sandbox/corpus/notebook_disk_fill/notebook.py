def fill():
    for number in range(100):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(bytes(4 << 20))
try:
    fill()
except OSError:
    pass
else:
    raise SystemError("not refused")
# %%
1
