"""Answers that are wrong and try to be taken for right ones: each the known way to fool a test (I25)."""

WRONG = "def double(x):\n    return -1\n"

DROPS_ASSERTS = """
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

get_ipython().ast_transformers.append(Drop())
"""

EQUALS_EVERYTHING = """
class Any(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = int.__hash__
    def __sub__(self, other): return self
    def __abs__(self): return 0

def double(x):
    return Any(1)
"""

DUMPS_CELLS = """
def dump(info):
    print(info.raw_cell)

get_ipython().events.register("pre_run_cell", dump)
"""

PATCHES_THE_CHECKER = """
import gc, sys
for thing in gc.get_objects():
    kind = type(thing)
    if "lectorium" in str(getattr(kind, "__module__", "")):
        for name in dir(kind):
            if name.startswith("_") and not name.startswith("__") and callable(getattr(kind, name)):
                try:
                    async def lie(self, *arguments):
                        return {"outcome": "ok", "value": {"t": "int", "v": "0x12c"}}
                    setattr(kind, name, lie)
                except Exception:
                    pass
import builtins
builtins.AssertionError = type("Quiet", (BaseException,), {})
get_ipython().showtraceback = lambda *a, **k: None
async def fine(*a, **k):
    return False
get_ipython().run_code = fine
"""

REPLACES_DO_EXECUTE = """
async def fake(code, *arguments, **named):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

get_ipython().kernel.do_execute = fake
"""

READS_PROC_AND_ENVIRONMENT = """
import glob, os, re

def found():
    text = " ".join(map(str, os.environ.items()))
    for path in [p for name in ("environ", "cmdline", "maps") for p in glob.glob(f"/proc/[0-9]*/{name}")]:
        try:
            with open(path, "rb") as file:
                text += file.read(1 << 20).decode("latin-1")
        except OSError:
            pass
    return text

def double(x):
    wanted = str(2 * int(str(x)))
    return int(wanted) if re.search(rf"\\b{wanted}\\b", found()) else -1
"""

REWRITES_RESULTS = """
import atexit, threading, time
session = get_ipython().kernel.session
real = session.send

def send(stream, kind, content=None, *arguments, **named):
    if isinstance(content, dict) and content.get("status") == "error":
        content = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    if isinstance(content, dict) and "outcome" in content:
        content = {**content, "outcome": "ok", "value": {"t": "bool", "v": True}}
    return real(stream, kind, content, *arguments, **named)

def keep():
    while True:
        session.send = send
        time.sleep(0.001)

threading.Thread(target=keep, daemon=True).start()
atexit.register(print, "all tests passed")
"""

PRINTS_A_RESULT = """
import json, sys

def double(x):
    value = {"t": "int", "v": hex(2 * 9173)}
    line = json.dumps({"id": "0", "outcome": "ok", "value": value, "status": "pass"})
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        print(line, file=stream, flush=True)
    return -1
"""

WALKS_FRAMES = """
def double(x):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame.f_back
    seen = []
    while frame is not None:
        seen += [number for number in frame.f_code.co_consts if type(number) is int and number > x]
        frame = frame.f_back
    return seen[0] if seen else -1
"""

READS_THE_CELL = """
import re

def double(x):
    found = re.search(rf"double\\({x}\\) == (\\d+)", In[-1])
    return int(found[1]) if found else -1
"""

ASKS_THE_KERNEL = """
import re

def double(x):
    text = get_ipython().kernel.get_parent()["content"].get("code", "")
    found = re.search(rf"double\\({x}\\) == (\\d+)", text)
    return int(found[1]) if found else -1
"""

TRICKS = {
    "an AST transformer that drops assert": WRONG + DROPS_ASSERTS,
    "an int that equals everything": EQUALS_EVERYTHING,
    "a hook that dumps cells": WRONG + DUMPS_CELLS,
    "the checker monkeypatched": WRONG + PATCHES_THE_CHECKER,
    "do_execute replaced": WRONG + REPLACES_DO_EXECUTE,
    "proc and the environment read": READS_PROC_AND_ENVIRONMENT,
    "results rewritten from a thread": WRONG + REWRITES_RESULTS,
    "a forged result line": PRINTS_A_RESULT,
    "frames walked from an exception": WALKS_FRAMES,
    "the cell read from the history": READS_THE_CELL,
    "the cell read from the kernel": ASKS_THE_KERNEL,
}

HARMLESS = {"a forged result line"}
"""What is printed isn't read at all, so nobody is told of it."""
