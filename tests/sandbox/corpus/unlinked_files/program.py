def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


def fill():
    kept = []
    for number in range(100):
        file = open(f"/tmp/{number}", "wb")
        kept.append(file)
        __import__("os").unlink(f"/tmp/{number}")
        file.write(b"x" * 4 * 1024 * 1024)
        file.flush()
print("contained" if refused(fill) else "")
