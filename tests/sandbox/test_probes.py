"""Asserts in the student's interpreter: known tricks are named, honest notebooks aren't accused."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import pytest

from lectorium.sandbox import CellObservation, NotebookCell, NotebookJob, Sandbox
from lectorium.sandbox.local import probes

TEST = "assert f(2) == 4"
WRONG = "def f(x): return 5\n"


def grade(sandbox: Sandbox, student: str, *tests: str) -> Sequence[CellObservation]:
    """The tests after a student's cell."""
    cells = [NotebookCell(str(place), source, f"t{place}") for place, source in enumerate(tests or (TEST,))]
    return sandbox.run_notebook(NotebookJob([NotebookCell("s", student), *cells])).cells[1:]


REWRITES = """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Drop())
"""
INPUT = "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"
HOOK = "get_ipython().events.register('pre_run_cell', lambda info: open('seen', 'a').write(info.raw_cell))"
LIST = "cells = []\nget_ipython().events.register('pre_run_cell', cells.append)"
FAKE = """
async def fake(*_, **__):
    return {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
"""
KERNEL = f"{FAKE}\nget_ipython().kernel.do_execute = fake"
CLASS = f"import ipykernel.ipkernel as it\n{FAKE}\nit.IPythonKernel.do_execute = fake"
SHELL = """
shell = get_ipython()
stock = shell.run_cell_async
async def run(code, **options):
    return await stock("pass", **{**options, "transformed_cell": "pass"})
shell.run_cell_async = run
"""
HANDLER = """
kernel = get_ipython().kernel
stock = kernel.shell_handlers["execute_request"]
async def handle(stream, ident, parent):
    parent["content"]["code"] = "pass"
    await stock(stream, ident, parent)
kernel.shell_handlers["execute_request"] = handle
"""
REPLY = """
session = get_ipython().kernel.session
stock = session.send
def send(stream, kind, content=None, *rest, **options):
    if kind == "execute_reply":
        content = {**content, "status": "ok"}
    return stock(stream, kind, content, *rest, **options)
session.send = send
"""
SWAP = """
kernel = get_ipython().kernel
class Mine(type(kernel)):
    async def do_execute(self, *_, **__):
        return {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
kernel.__class__ = Mine
"""
EQUAL = """
class Always(int):
    def __eq__(self, other): return True
    __hash__ = None
def f(x): return Always(7)
"""
EQUAL_INSIDE = """
def f(x):
    class Always:
        def __eq__(self, other): return True
    return Always()
f(1)
"""
TRACE = """
import sys
def watch(frame, event, argument):
    return watch
sys.settrace(watch)
"""
COMPILE = """
import builtins, IPython.core.compilerop as compilerop
def lazy(source, name, mode, *rest):
    return builtins.compile(ast.parse("pass") if mode == "exec" else source, name, mode, *rest)
import ast
compilerop.compile = lazy
"""


CODE = """
async def fake(self, *_, **__): return False
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.run_code.__code__ = fake.__code__
"""
RESULT = """
from IPython.core.interactiveshell import ExecutionResult
def keep(self, name, value): object.__setattr__(self, name, None if "error" in name else value)
ExecutionResult.__setattr__ = keep
"""
FORGIVES = """
def forgive(result): result.error_in_exec = None
get_ipython().events.register("post_run_cell", forgive)
"""
FORGIVES_BY_ANOTHER = """
def forgive(result): setattr(result, "error" + "_in_exec", None)
def after(result): forgive(result)
get_ipython().events.register("post_run_cell", after)
"""


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        (REWRITES, "a transformer rewrites cells before they run (ast_transformers)"),
        (INPUT, "a transformer rewrites cells before they run (input_transformers_post)"),
        (HOOK, "a function was registered that runs with every cell (pre_run_cell)"),
        (LIST, "a function was registered that runs with every cell (pre_run_cell)"),
        (KERNEL, "`do_execute` of the kernel's IPythonKernel was replaced"),
        (CLASS, "`do_execute` of the class IPythonKernel was replaced"),
        (SHELL, "`run_cell_async` of the kernel's ZMQInteractiveShell was replaced"),
        (HANDLER, "the kernel's handler of execute_request was replaced"),
        (REPLY, "`send` of the kernel's Session was replaced"),
        (SWAP, "the kernel's IPythonKernel was given another class"),
        (EQUAL, "values of the class Always equal anything"),
        (EQUAL_INSIDE, "values of the class Always equal anything"),
        (TRACE, "a function watches every line that runs, and can change values (settrace)"),
        (COMPILE, "`compile` of the module IPython.core.compilerop was replaced"),
        (CODE, "`run_code` of the class InteractiveShell was replaced"),
        (RESULT, "`__setattr__` of the class ExecutionResult was replaced"),
        (FORGIVES, "a function was registered that runs with every cell (post_run_cell)"),
        (FORGIVES_BY_ANOTHER, "a function was registered that runs with every cell (post_run_cell)"),
        ("import builtins\nbuiltins.abs = lambda x: 1", "the builtin `abs` was replaced"),
        ("import builtins\ndel builtins.sum", "the builtin `sum` was replaced"),
        ("import numpy as np\nnp.allclose = lambda *_: True", "`numpy.allclose` was replaced"),
        (
            "import numpy.testing as t\nt.assert_allclose = lambda *_: None",
            "`numpy.testing.assert_allclose` was replaced",
        ),
        (
            "import unittest\nunittest.TestCase.assertEqual = lambda *_: None",
            "`assertEqual` of unittest.TestCase was replaced",
        ),
        (
            "import sys, types\nsys.modules['math'] = types.SimpleNamespace(isclose=lambda *_: True)",
            "the module math was replaced",
        ),
    ],
)
def test_a_trick_is_named(sandbox: Sandbox, student: str, reason: str) -> None:
    [seen] = grade(sandbox, student)
    assert reason in seen.tampering


SILENT = """
kernel = get_ipython().kernel
def nothing(stream, ident, parent):
    kernel.session.send(stream, "lectorium_tricks_reply", {"tricks": []}, parent, ident=ident)
kernel.shell_handlers["lectorium_tricks_request"] = nothing
"""


@pytest.mark.parametrize("student", [REWRITES, INPUT, KERNEL, SHELL, HANDLER, REPLY])
def test_probes_notice_where_the_look_inside_was_silenced(sandbox: Sandbox, student: str) -> None:
    [seen] = grade(sandbox, WRONG + student + SILENT)
    assert seen.outcome == "ok"
    assert seen.tampering == [
        "an assertion that can't hold passed: the kernel doesn't report failures any more"
    ]


@pytest.mark.parametrize("student", [CLASS, SWAP])
def test_a_kernel_runs_cells_as_it_did_at_first(sandbox: Sandbox, student: str) -> None:
    [seen] = grade(sandbox, WRONG + student + SILENT)
    assert seen.outcome == "exception"


def test_a_trick_that_a_test_sets_off_is_named_with_that_test(sandbox: Sandbox) -> None:
    student = f"def f(x):\n    {HOOK}\n    return 4"
    first, second = grade(sandbox, student, TEST, "1")
    assert first.outcome == "ok"
    assert first.tampering
    assert second.tampering


def test_always_equal_values_are_noticed_by_a_changed_copy() -> None:
    test = "x = 3\nassert result == 4, 'no'\nassert table['a'][0] == 'b'\nassert f(2) == 4\nassert 1 == g"
    made = [probes.make(test) for _ in range(200)]
    copies = {probe.copied for probe in made}
    assert copies == {None, "result == 4", "table['a'][0] == 'b'"}
    for probe in made:
        with pytest.raises(AssertionError, match=f"^{probe.message}$"):
            exec(probe.source, {"result": 4, "table": {"a": "b"}})
        assert isinstance(ast.parse(probe.source).body[0], ast.Assert)
    assert {probes.places() for _ in range(200)} == {(True, False), (False, True), (True, True)}


@pytest.mark.parametrize("test", ["%%time\nassert x == 1", "assert (", "", "\0"])
def test_probes_are_made_for_any_test(test: str) -> None:
    assert probes.make(test).copied is None


HONEST = {
    "nothing": "",
    "hidden builtins": "sum = 3\nlist = [1]\nint = 5\nmax = min",
    "autoreload": "%load_ext autoreload\n%autoreload 2",
    "plots": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])",
    "widgets": "import ipywidgets\nipywidgets.interact(lambda x: x, x=3)",
    "tables": "import numpy as np, pandas as pd\npd.DataFrame({'a': np.arange(3)}).describe()",
    "own comparison": "class P:\n    x = 1\n    def __eq__(self, other): return self.x == other.x\np = P()",
    "data class": "from dataclasses import dataclass\n@dataclass\nclass D:\n    x: int = 0\nD(1) == D(1)",
    "named tuple": "from typing import NamedTuple\nclass N(NamedTuple):\n    x: int\nN(1)",
    "enum": "import enum\nclass E(enum.IntEnum):\n    A = 1\nE.A == 1",
    "threads": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "async": "import asyncio\ntask = asyncio.create_task(asyncio.sleep(60))\nawait asyncio.sleep(0)",
    "made-up input": "from unittest import mock\nmock.patch('builtins.input', lambda *_: '3').start()",
    "input": "import builtins\nbuiltins.input = lambda *_: '3'",
    "quiet errors": "def quiet(*_, **__): print('error')\nget_ipython().showtraceback = quiet",
    "a magic": "from IPython.core import magic\n@magic.register_line_magic\ndef mine(line): pass",
    "an exception hook": "import sys\nsys.excepthook = lambda *_: None",
    "capture": "%%capture out\nprint(1)",
    "a failing cell": "1/0",
    "a clock after each cell": """
import time
class Clock:
    def stop(self, result): self.stopped = time.time(); print(result.success)
get_ipython().events.register("post_run_cell", Clock().stop)
get_ipython().events.register("post_execute", lambda: None)
""",
    "print that logs": """
import builtins
stock = builtins.print
def log(*what, **how): stock("LOG", *what, **how)
builtins.print = log
""",
    "a module of one's own": "%%writefile helper.py\ndef f(x): return x",
}


@pytest.mark.parametrize("student", HONEST.values(), ids=HONEST)
def test_honest_cells_are_no_tricks(sandbox: Sandbox, student: str) -> None:
    passed, failed = grade(sandbox, student, "y = 3\nassert y == 3", "assert 1 == 2, 'no'")
    assert (passed.outcome, passed.tampering) == ("ok", [])
    assert (failed.outcome, failed.error, failed.tampering) == ("exception", "AssertionError: no", [])
    assert [passed.execution_count, failed.execution_count] in ([1, 2], [2, 3])


def test_slow_and_dying_kernels_are_not_accused(sandbox: Sandbox) -> None:
    died, after = grade(sandbox, "import os", "os.kill(os.getpid(), 11)", "1")
    assert (died.outcome, list(died.tampering)) == ("signal", [])
    assert (after.outcome, after.error, list(after.tampering)) == ("skipped", died.error, [])
