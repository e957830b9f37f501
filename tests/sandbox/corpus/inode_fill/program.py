def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

def fill():
    for number in range(100_000):
        open(f"/tmp/{number}", "w").close()
print("contained" if refused(fill) else "")
