"""Answers against what is wanted: any value at all is right or wrong, and stops nobody."""

from __future__ import annotations

from collections import deque
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lectorium.rooms.authoring.notebooks.comparing import shown_value, wrong
from lectorium.rooms.authoring.notebooks.questions import How, Question
from lectorium.sandbox import Answer, values
from lectorium_checks.kinds import Rules

CLOSE = Rules(1e-5, 1e-8, "sum")
FORGED: list[dict[str, Any]] = [
    {"t": "array", "shape": [2**70, 0], "v": values.encode([])},
    {"t": "array", "shape": [10**13], "v": values.encode(range(10**13))},
    {
        "t": "frame",
        "series": False,
        "columns": values.encode([]),
        "index": values.encode([]),
        "dtypes": [],
        "v": [values.encode([1]), values.encode([])],
    },
]


def question(how: How, wanted: object, operator: str = "") -> Question:
    rules = CLOSE if how == "array" else Rules()
    return Question("f(1)", how, "f(1)", wanted=values.encode(wanted), rules=rules, operator=operator)


def judged(how: How, wanted: object, got: object, operator: str = "") -> str | None:
    return wrong(question(how, wanted, operator), Answer("0", "ok", value=values.encode(got)))


def nested(depth: int) -> list[Any]:
    value: list[Any] = [1]
    for _ in range(depth):
        value = [value]
    return value


ANYTHING: list[object] = [
    Decimal("sNaN"),
    Decimal("NaN"),
    Decimal("0.6"),
    [Decimal("sNaN")],
    np.array([Decimal("sNaN"), [1]], dtype=object),
    np.empty((0, 1, 1, 1)),
    [],
    range(10**13),
    range(10**30),
    [range(10**12)],
    nested(51),
    pd.DataFrame(),
    pd.Series([], dtype=float),
    [[1], [1, 2]],
    np.array(["2020-01-01", "NaT"], dtype="M8[D]"),
    {"a": 1}.values(),
    deque([nested(3)]),
]
QUESTIONS: list[tuple[How, object, str]] = [
    ("equal", 9, ""),
    ("equal", 0.3, ""),
    ("equal", Decimal("0.3"), ""),
    ("equal", [1, 4], ""),
    ("equal", {1, 4}, ""),
    ("close", 0.3, ""),
    ("array", 9.0, ""),
    ("array", [1, 4], ""),
    ("array", [[1, 4]], ""),
    ("array_equal", [1, 4], ""),
    ("compare", (3, 4), "in"),
    ("compare", 2.5, "contains"),
    ("compare", -1, "<"),
    ("truth", True, ""),
]


@pytest.mark.parametrize(("how", "wanted", "operator"), QUESTIONS)
@pytest.mark.parametrize("got", ANYTHING, ids=lambda got: repr(got)[:30])
def test_i25_no_value_stops_the_judge_or_passes_everywhere(
    how: How, wanted: object, operator: str, got: object
) -> None:
    assert judged(how, wanted, got, operator)


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize(("how", "wanted", "operator"), QUESTIONS)
def test_a_forged_value_is_a_wrong_answer(
    how: How, wanted: object, operator: str, forged: dict[str, Any]
) -> None:
    answer = Answer("0", "ok", value=forged)
    assert "f(1)" in str(wrong(question(how, wanted, operator), answer))
    assert shown_value(answer) is None or isinstance(shown_value(answer), str)


def test_a_comparison_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("lectorium.rooms.authoring.notebooks.comparing.difference", fails)
    assert judged("equal", 4, 4) == "f(1): its value can't be compared."


def test_what_is_wanted_and_unreadable_is_the_authors_fault() -> None:
    asked = Question("f(1)", "equal", "f(1)", wanted={"t": "lie"})
    with pytest.raises(values.Unreadable):
        wrong(asked, Answer("0", "ok", value=values.encode(4)))


@pytest.mark.parametrize(
    ("how", "wanted", "got", "operator"),
    [
        ("compare", "a", {"a": 1}.keys(), "contains"),
        ("compare", 1, {"a": 1}.values(), "contains"),
        ("compare", ("a", 1), {"a": 1}.items(), "contains"),
        ("compare", "z", {"a": 1}.keys(), "lacks"),
        ("compare", "a", deque("ab"), "contains"),
        ("compare", 7, range(10**13), "contains"),
        ("compare", 2.0, range(3), "contains"),
        ("equal", {"a", "b"}, {"a": 1, "b": 2}.keys(), ""),
        ("equal", deque([1]), deque([1]), ""),
        ("equal", 0.5, np.longdouble(0.5), ""),
        ("array", [1, 4], deque([1, 4]), ""),
        ("array", 0, np.zeros((2, 2)), ""),
        ("array", [2, 2], 2, ""),
    ],
)
def test_what_holds_in_python_holds_outside(how: How, wanted: object, got: object, operator: str) -> None:
    assert judged(how, wanted, got, operator) is None


@pytest.mark.parametrize("got", [deque([1]), {1: 1}.keys(), {0: 1}.values()])
def test_what_looks_like_a_list_equals_none(got: object) -> None:
    assert judged("equal", [1], got) is not None


RAISED = {
    "itself": ["ValueError", "Exception", "BaseException"],
    "one below it": ["UnicodeError", "ValueError", "Exception", "BaseException"],
    "one of the notebook's": ["Negative", "TooSmall", "ValueError", "Exception", "BaseException"],
}


@pytest.mark.parametrize("names", RAISED.values(), ids=RAISED)
def test_an_exception_is_what_its_bases_are(names: list[str]) -> None:
    assert judged("raises", "ValueError", names) is None


SEVERAL = {
    "two of Python's": ["E", "ValueError", "TypeError", "Exception", "BaseException"],
    "the other way round": ["E", "TypeError", "ValueError", "Exception", "BaseException"],
    "forged": ["ValueError", "TypeError", "KeyError"],
    "no exception at all": ["E", "Mine"],
    "no names": [1, ["ValueError"]],
}


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_i25_an_exception_that_is_several_passes_no_check(names: list[object]) -> None:
    assert "should raise ValueError, but raises" in str(judged("raises", "ValueError", names))
