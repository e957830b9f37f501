# Displays that change later
from IPython.display import HTML, Markdown, clear_output, display, update_display

handle = display("first", display_id="mine")
display(HTML("<b>bold</b>"), Markdown("*slanted*"))
# %%
handle.update("second")
update_display({"text/plain": "third", "text/html": "<i>third</i>"}, display_id="mine", raw=True)
# %%
print("gone")
clear_output()
print("stays")
clear_output(wait=True)
print("alone")
# %%
# Widgets, with output that goes into one
import ipywidgets

box = ipywidgets.Output()
with box:
    print("inside")
    display("shown inside")
display(ipywidgets.IntSlider(3), box)
ipywidgets.interact(lambda x: x * 2, x=(0, 10))
# %%
[part["text"] for part in box.outputs if part["output_type"] == "stream"]
# %%
# Plots
%matplotlib inline
import matplotlib.pyplot as plt

plt.plot([1, 4, 9])
print("before the picture")
# %%
figure, axes = plt.subplots(1, 2)
axes[0].bar(["a", "b"], [1, 2])
plt.show()
figure
# %%
# Asynchronous cells
import asyncio


async def later(value):
    await asyncio.sleep(0.01)
    return value


await asyncio.gather(*(later(n) for n in range(3)))
# %%
async with asyncio.timeout(5):
    print(await later("async"))
# %%
# Input is refused
input("your name? ")
# %%
import getpass

getpass.getpass()
# %%
# Output past Python's own streams
import ctypes
import os
import subprocess
import sys

os.write(1, b"descriptor 1\n")
os.write(2, b"descriptor 2\n")
# %%
subprocess.run(["echo", "from a child"])
!echo from a shell
# %%
ctypes.CDLL(None).puts(b"from C")
ctypes.CDLL(None).fflush(None)
# %%
print("to stderr", file=sys.stderr)
import warnings

warnings.warn("mind this")
# %%
import logging

logging.warning("logged")
# %%
# Magics
%%capture caught
print("caught")
# %%
caught.stdout
# %%
%%bash
echo from bash; echo and errors >&2; exit 3
# %%
%who
%%writefile made.txt
# %%
%load_ext autoreload
%autoreload 2
# %%
# Errors of several kinds
def inner(x):
    return 1 / x


def outer(x):
    return inner(x)


outer(0)
# %%
raise ExceptionGroup("several", [ValueError("one"), KeyError("two")])
# %%
def broken(:
# %%
assert [1, 2] == [2, 1], "not the same"
# %%
try:
    {}["key"]
except KeyError as error:
    raise RuntimeError("while looking") from error
# %%
class Odd:
    def __repr__(self):
        raise ValueError("no repr")


Odd()
# %%
# Tables
import numpy as np
import pandas as pd

pd.DataFrame({"a": np.arange(3), "b": list("xyz")})
# %%
np.arange(12).reshape(3, 4)
# %%
_, Out[29].sum()
# %%
from IPython.display import JSON, SVG, Image, Latex

display(JSON({"a": [1, 2]}), Latex("$x$"), SVG("<svg xmlns='http://www.w3.org/2000/svg'/>"))
# %%
x = 1; x
# %%
x;
# %%
None
# %%
exit_code = os.system("exit 4")
os.waitstatus_to_exitcode(exit_code)
# %%
import threading

thread = threading.Thread(target=lambda: print("from a thread"))
thread.start()
thread.join()
# %%
"ä€😀" * 3
# %%
print("a" * 5000)
# %%
os.kill(os.getpid(), 11)
# %%
print("never")
