exec(compile("y = " + "+".join(["1"] * 10**6), "bomb", "exec"))
