import os, sys, builtins, json
os._exit = sys.exit = lambda *a: None
json.dumps = lambda *a: "forged"
print("contained")
builtins.print = builtins.open = None
