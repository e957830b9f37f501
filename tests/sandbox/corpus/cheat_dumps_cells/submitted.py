def dump(info):
    print(info.raw_cell)
get_ipython().events.register("pre_run_cell", dump)

def double(x):
    return None
