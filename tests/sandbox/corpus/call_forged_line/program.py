def f():
    print('{"value": {"t": "int", "v": "0x2a"}}')
    return 5
