"""What a kernel needs once it runs, loaded and tried before it is forked.

What a kernel imports only when it starts, plots or fails would otherwise be loaded again by
each notebook.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import linecache
import sys
import types
from typing import Any, Final

from lectorium.sandbox.local.inside import prepared

_LAZY: Final = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "pdb",
    "sqlite3",
    "stack_data",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
    "unittest.case",
)
_CELLS: Final = "/tmp/ipykernel_"
_FAILS: Final = '''"""A cell."""
import re  # with what a cell has


def f(n: int) -> float:
    return [re.escape(f"{n} %s" % n), 1.5 / n, "a\\n"]


for n in (1, 0):
    f(n)
'''
_DEBUGGER: Final = "debugpy"  # a fifth of a second, and threads, for what no grader asks


def warm() -> None:
    """Load what a kernel loads late, let one cell fail, and make what all kernels share."""
    sys.modules[_DEBUGGER] = None  # type: ignore[assignment]  # an import of it fails
    try:
        for name in _LAZY:
            with contextlib.suppress(ImportError):  # another version of IPython
                importlib.import_module(name)
    finally:
        del sys.modules[_DEBUGGER]  # a notebook may import it
    _remember_styles()
    _know_cells()
    _fail_once()
    prepared.prepare()


def _remember_styles() -> None:
    """Half of a traceback's time goes into computing the same 300 terminal colours again."""
    stack_data: Any = importlib.import_module("stack_data")
    formatter: Any = importlib.import_module("pygments.formatters.terminal256").Terminal256Formatter
    stack_data.style_with_executing_node = functools.cache(stack_data.style_with_executing_node)
    usual, known = formatter._setup_styles, dict[Any, dict[str, Any]]()  # noqa: SLF001

    def setup(self: Any) -> None:
        key = (type(self), self.style, self.usebold, self.useunderline, self.useitalic)
        if key not in known:
            usual(self)
            known[key] = dict(self.style_string)
        self.style_string.update(known[key])

    formatter._setup_styles = setup  # noqa: SLF001


def _know_cells() -> None:
    """A cell's frame is no module's. To find that out, Python looks through all modules, five times."""
    usual: Any = inspect.getmodule

    def getmodule(object: Any, _filename: Any = None) -> Any:  # noqa: A002 (the name that it has)
        if type(object) is types.FrameType and object.f_code.co_filename.startswith(_CELLS):
            return None
        return usual(object, _filename)

    inspect.getmodule = getmodule


def _fail_once() -> None:
    """A traceback needs a parser, a highlighter and its expressions, loaded when the first one is shown."""
    from IPython.core.ultratb import AutoFormattedTB

    formatter = AutoFormattedTB(mode="Context", theme_name="neutral")  # type: ignore[no-untyped-call]
    name = f"{_CELLS}0/0.py"
    linecache.cache[name] = (len(_FAILS), None, _FAILS.splitlines(keepends=True), name)
    try:
        exec(compile(_FAILS, name, "exec"), {})
    except ZeroDivisionError:
        formatter.structured_traceback(*sys.exc_info())
    finally:
        del linecache.cache[name]
    inspect.getmodule(sys._getframe())  # noqa: SLF001 (of a frame, it looks for all modules' files)
