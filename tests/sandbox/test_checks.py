"""Checks: asked inside, answered as plain values, whatever the student's interpreter makes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest

from lectorium.sandbox import (
    NOTEBOOK_LIMITS,
    Answer,
    CellObservation,
    Check,
    NotebookCell,
    NotebookJob,
    Sandbox,
    values,
)
from lectorium.sandbox.local.answers import Answers

STUDENT = """
import decimal
import numpy as np
import pandas as pd

def double(x):
    print("doubling")
    return x * 2

class Wrong(KeyError):
    pass

def fail():
    raise Wrong("no")

async def later():
    return 5

class Always(int):
    def __eq__(self, other):
        return True
    __hash__ = None

def endless():
    while True:
        pass
"""


def ask(sandbox: Sandbox, *checks: Check, student: str = STUDENT, **limits: float) -> CellObservation:
    """What became of a cell of these checks, after the student's."""
    cells = [NotebookCell("s", student), NotebookCell("t", "never run", "t", checks), NotebookCell("l", "1")]
    changed = dataclasses.replace(NOTEBOOK_LIMITS, **limits)  # type: ignore[arg-type]
    seen = sandbox.run_notebook(NotebookJob(cells, limits=changed))
    assert [answer.check_id for answer in seen.cells[1].answers] == [check.id for check in checks]
    return seen.cells[1]


def answers(sandbox: Sandbox, *checks: Check, student: str = STUDENT) -> Sequence[Answer]:
    return ask(sandbox, *checks, student=student).answers


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("double(21)", 42),
        ("{1: [2.5, None], 'x': (True, {3})}", {1: [2.5, None], "x": (True, {3})}),
        ("decimal.Decimal('1.10')", __import__("decimal").Decimal("1.10")),
        (
            "np.arange(3)",
            values.Array("<i8", (3,), (0).to_bytes(8, "little") + b"\1" + 7 * b"\0" + b"\2" + 7 * b"\0"),
        ),
        ("pd.Series([1, 2], name='s')", values.Frame(("s",), (0, 1), ("int64",), ((1, 2),), series=True)),
        ("Always(7)", 7),
        ("await later()", 5),
        ("  (1,\n 2)", (1, 2)),
        ("float('inf')", float("inf")),
    ],
)
def test_values_come_back(sandbox: Sandbox, expression: str, value: Any) -> None:
    [answer] = answers(sandbox, Check("a", expression))
    assert (answer.outcome, answer.error) == ("ok", None)
    back = values.decode(answer.value)
    assert back == value
    assert type(back) is type(value)


def test_setup_runs_first_and_names_stay(sandbox: Sandbox) -> None:
    seen = answers(
        sandbox,
        Check("a", "x + 1", setup="import asyncio\nawait asyncio.sleep(0)\nx = double(3)"),
        Check("b", "x", setup="%matplotlib inline\n!true"),
    )
    assert [values.decode(answer.value) for answer in seen] == [7, 6]


def test_what_evaluating_prints_is_an_answer_of_its_own(sandbox: Sandbox) -> None:
    cell = ask(
        sandbox,
        Check("a", "double(1)", setup="print('set up')", capture="stdout"),
        Check("b", "double(2)"),
        Check("c", "print('ä' * 10_000)", capture="stdout"),
    )
    assert cell.answers[0] == Answer("a", "ok", stdout="doubling\n")
    assert cell.stdout == "set up\ndoubling\n"
    assert cell.answers[2].stdout.startswith("ä" * 5120 + "\n[cut here: 20001 bytes")


def test_an_exception_is_named_with_its_bases(sandbox: Sandbox) -> None:
    raised, quiet = answers(
        sandbox, Check("a", "fail()", capture="exception"), Check("b", "double(1)", capture="exception")
    )
    names = ["Wrong", "KeyError", "LookupError", "Exception", "BaseException"]
    assert (raised.outcome, values.decode(raised.value), raised.error) == ("ok", names, "Wrong: 'no'")
    assert (quiet.outcome, quiet.value, quiet.error) == ("exception", None, "it raised no exception")


@pytest.mark.parametrize(
    ("check", "error"),
    [
        (Check("a", "fail()"), "Wrong: 'no'"),
        (Check("a", "1 +"), "SyntaxError: invalid syntax (<check>, line 1)"),
        (Check("a", "1", setup="1/0"), "preparing this check failed: ZeroDivisionError: division by zero"),
        (Check("a", "1", setup="raise SystemExit(3)"), "preparing this check failed: SystemExit: 3"),
        (Check("a", "fail()", capture="stdout"), "Wrong: 'no'"),
        (Check("a", "[0] * 10**6"), "a list can't be compared: it takes more room than is carried"),
        (
            Check("a", "(lambda x: [x.append(x), x][1])([])"),
            "a list can't be compared: it is nested too deeply",
        ),
    ],
)
def test_an_error_ends_one_check_only(sandbox: Sandbox, check: Check, error: str) -> None:
    cell = ask(sandbox, check, Check("b", "double(1)"))
    assert (cell.outcome, cell.error) == ("ok", None)
    assert cell.answers[0].outcome == "exception"
    assert str(cell.answers[0].error).startswith(error)
    assert cell.answers[1].outcome == "ok"


def test_the_cells_time_holds_for_all_of_its_checks(sandbox: Sandbox) -> None:
    cell = ask(sandbox, *(Check(name, f"{name}()") for name in ("list", "endless", "dict")), wall_seconds=5)
    assert [answer.outcome for answer in cell.answers] == ["ok", "timeout", "skipped"]
    assert cell.answers[1].error == cell.error == "the cell was still running after 5 s"
    assert cell.outcome == "timeout"


def test_a_death_leaves_the_answers_before_it(sandbox: Sandbox) -> None:
    crash = Check("b", "time.sleep(0.3) or os.kill(os.getpid(), 11)", setup="import os, time")
    cell = ask(sandbox, Check("a", "double(1)"), crash, Check("c", "1"))
    assert [answer.outcome for answer in cell.answers] == ["ok", "signal", "skipped"]
    assert cell.answers[1].error == "the kernel crashed (SIGSEGV)"


def test_memory_is_named(sandbox: Sandbox) -> None:
    [answer] = ask(sandbox, Check("a", "'x' * 10**12")).answers
    assert answer.outcome == "memory"


FORGED = """
kernel = get_ipython().kernel
def forge(**content):
    kernel.session.send(kernel.iopub_socket, "lectorium_answer", content, parent=kernel.get_parent())
def f(x):
    forge(id="a", outcome="ok", value={"t": "int", "v": "0x2a"})
    return x
def g(x):
    forge(id="nobody", outcome="ok")
    forge(id=["a"], outcome=7)
    forge()
    return x
"""


def test_a_forged_answer_is_noticed(sandbox: Sandbox) -> None:
    cell = ask(sandbox, Check("a", "f(1)"), Check("b", "g(2)"), student=FORGED)
    assert [answer.outcome for answer in cell.answers] == ["exception", "ok"]
    assert cell.answers[0].error == "a check was answered more than once"
    assert cell.tampering == [
        "a check was answered more than once",
        "the notebook sent an answer to a check that nobody had asked",
    ]


def test_a_silenced_interpreter_earns_nothing(sandbox: Sandbox) -> None:
    student = """
kernel = get_ipython().kernel
def quiet(stream, ident, parent):
    kernel.session.send(stream, "lectorium_questions_reply", {"tricks": []}, parent, ident=ident)
kernel.shell_handlers["lectorium_questions_request"] = quiet
"""
    cell = ask(sandbox, Check("a", "1"), student=student)
    assert cell.answers[0].outcome == "exception"
    assert cell.tampering == ["a check was passed over: the notebook's interpreter gave no answer to it"]


def hear(content: dict[str, Any], capture: Any = "value") -> Answer:
    """How a message that a student could have written is read."""
    heard = Answers([Check("a", "x", capture=capture)], 100)
    assert heard.hear({"msg_type": "lectorium_answer", "content": {"id": "a", **content}})
    [answer] = heard.read(None)
    return answer


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        {},
        {"t": "int"},
        {"t": "list", "v": "ab"},
        {"t": "nothing"},
        {"t": "str", "b64": "a"},
        {"t": "list", "v": [{"t": "str", "v": "x" * 10_000}] * 200},
    ],
)
def test_what_is_no_value_is_an_error(value: Any) -> None:
    answer = hear({"outcome": "ok", "value": value})
    assert (answer.outcome, answer.value, answer.error) == ("exception", None, "its value can't be read")


def test_deep_values_are_refused() -> None:
    value: dict[str, Any] = {"t": "none"}
    for _ in range(400):
        value = {"t": "list", "v": [value]}
    assert hear({"outcome": "ok", "value": value}).error == "its value can't be read"


def test_strange_parts_of_an_answer_do_no_harm() -> None:
    answer = hear({"outcome": ["ok"], "error": {"a": 1}, "stdout": 3})
    assert answer == Answer("a", "exception", error="an error")
    assert hear({"outcome": "timeout", "error": "\0"}).error == "\\x00"
    assert hear({"outcome": "ok", "stdout": "x" * 101}, "stdout").stdout.startswith("x" * 100 + "\n[cut")
