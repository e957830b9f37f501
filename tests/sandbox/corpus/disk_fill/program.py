def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False

def fill():
    for number in range(100):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(b"x" * 4 * 1024 * 1024)
print("contained" if refused(fill) else "")
