print("contained" + "ä" * 20_000)
