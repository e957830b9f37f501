"""The checks as a student meets them: run by hand in a test cell."""

import tracemalloc
from collections import Counter, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lectorium_checks import CheckFailed, check_close, check_equal, check_prints, check_raises
from lectorium_checks.arrays import all_close, array_equal
from lectorium_checks.comparing import difference
from lectorium_checks.kinds import Frame, Rules

TABLE = pd.DataFrame({"line": ["T1", "T2"], "delay": [2.0, 4.5]})
LATER = TABLE.assign(delay=[2.0, 4.6])


@pytest.mark.parametrize(
    ("got", "wanted", "said"),
    [
        (3, 4, "expected 4, got 3"),
        ("4", 4, "expected 4, got '4'"),
        ([1, 2], [1, 3], "at index 1, expected 3, got 2"),
        ([1, 2], (1, 2), "expected a tuple, got a list"),
        ([1], [1, 2], "expected 2 items, got 1; missing: 2"),
        ({"a": [1]}, {"a": [2]}, "at key 'a', at index 0, expected 2, got 1"),
        ({}, {"a": 1}, "the key 'a' is missing"),
        ({"a": 1, "b": 2}, {"a": 1}, "the key 'b' is too much"),
        ({1, 2}, {1, 3}, "3 is missing"),
        (np.array([[1, 2], [3, 4]]), np.array([[1, 2], [3, 5]]), "at index 1, 1, expected 5, got 4"),
        (np.array([1, 2]), np.array([[1, 2]]), "expected an array of shape (1, 2), got one of shape (2,)"),
        (LATER, TABLE, "at row 1, column 'delay', expected 4.5, got 4.6"),
        (TABLE[["line"]], TABLE, "the column 'delay' is missing"),
        (TABLE[["delay", "line"]], TABLE, "expected the columns ['line', 'delay'], got ['delay', 'line']"),
        (TABLE.iloc[::-1], TABLE, "in the row labels, at index 0, expected 0, got 1"),
        (TABLE.head(1), TABLE, "expected 2 rows, got 1"),
        ([1, 2], TABLE, "expected a table of 2 rows with the columns line, delay, got a list"),
        (None, [1], "expected a list, got None"),
        (0.1 + 0.2, 0.3, "expected 0.3, got 0.30000000000000004"),
        ("a" * 200, "a" * 150 + "b" * 50, f"from character 151 on, expected {'b' * 40!r}, got {'a' * 40!r}"),
    ],
)
def test_what_is_not_equal_is_told_by_its_first_difference(got: Any, wanted: Any, said: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        check_equal(got, wanted)
    assert str(failed.value) == said


@pytest.mark.parametrize(
    ("got", "wanted"),
    [
        (4.0, 4),
        (True, 1),
        (Fraction(1, 2), 0.5),
        (Decimal("0.5"), 0.5),
        (deque([1, 2.0]), deque([1, 2])),
        ({"a": 1}.keys(), {"a"}),
        ({"a": [1]}.items(), {"a": [1]}.items()),
        (float("nan"), float("nan")),
        (Counter("aab"), {"a": 2, "b": 1}),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
        (frozenset({1}), {1}),
        (np.int64(3), 3),
        (np.array([1.0, np.nan]), np.array([1, np.nan])),
        (TABLE.copy(), TABLE),
        (TABLE.delay, TABLE["delay"]),
        (10**500, 10**500),
    ],
)
def test_what_python_calls_equal_is_equal(got: Any, wanted: Any) -> None:
    check_equal(got, wanted)


def test_order_and_types_count_as_asked() -> None:
    check_equal([3, [1], 2], [2, 3, [1]], order=False)
    check_equal(TABLE.iloc[::-1][["delay", "line"]], TABLE, order=False)
    check_equal(list(range(900, 0, -1)), list(range(1, 901)), order=False)
    check_equal(np.array([1, 2]), np.array([1.0, 2.0]))
    wrong: list[Callable[[], None]] = [
        lambda: check_equal([1, 1, 2], [1, 2, 2], order=False),
        lambda: check_equal(np.array([1, 2]), np.array([1.0, 2.0]), dtype=True),
        lambda: check_equal(TABLE.delay.astype(int), TABLE.delay.astype(int).astype(float), dtype=True),
    ]
    for one in wrong:
        with pytest.raises(CheckFailed):
            one()


def test_numbers_anywhere_inside_need_only_be_close() -> None:
    check_close(0.1 + 0.2, 0.3)
    check_close({"a": [1.0, (2.0000001,)]}, {"a": [1, (2,)]})
    check_close(TABLE, TABLE.assign(delay=TABLE.delay + 1e-8))
    check_close(1.04, 1, abs=0.05)
    check_close([2.0, 1.0], [1.0 + 1e-9, 2], order=False)
    with pytest.raises(CheckFailed, match=r"no half: expected 1, got 1\.06"):
        check_close(1.06, 1, "no half.", abs=0.05)
    with pytest.raises(CheckFailed):
        check_close(float("inf"), 1e308)


def test_exceptions_are_asked_for_by_class() -> None:
    check_raises(ValueError, int, "x")
    check_raises(LookupError, lambda: "a"[1])
    with pytest.raises(CheckFailed, match="expected ValueError, and nothing was raised"):
        check_raises(ValueError, int, "1")
    with pytest.raises(CheckFailed, match="expected ValueError, got ZeroDivisionError: division by zero"):
        check_raises(ValueError, lambda: 1 / 0)


def test_what_is_printed_is_compared_line_by_line() -> None:
    check_prints("3  \n4\n\n", print, "3\n4")
    with pytest.raises(CheckFailed, match="line 2: expected '4', got nothing more"):
        check_prints("3\n4", print, 3)


def test_a_failed_check_shows_its_line_and_no_frames_of_ours() -> None:
    with pytest.raises(CheckFailed) as failed:
        check_equal(1 + 1, 3)
    assert failed.value._render_traceback_() == ["check_equal(1 + 1, 3)", "CheckFailed: expected 3, got 2"]


def nested(depth: int) -> list[Any]:
    value: list[Any] = [1]
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("compare", "holds"),
    [
        (lambda: all_close([1, 2.000001], np.array([1, 2]), Rules(1e-5, 1e-8, "sum")), True),
        (lambda: all_close(np.full((2, 2), 3.0), 3, Rules(1e-5, 1e-8, "sum")), True),
        (lambda: all_close([1, 2], [1, 2, 3], Rules()), False),
        (lambda: all_close(2, [2, 2], Rules()), True),
        (lambda: all_close([[1, 2]], [1, 2], Rules()), True),
        (lambda: all_close([[2], [2]], [2, 2], Rules()), False),
        (lambda: all_close(deque([1, 2]), [1, 2], Rules()), True),
        (lambda: all_close(range(3), [0, 1, 2], Rules()), True),
        (lambda: all_close([], np.empty(0), Rules()), True),
        (lambda: all_close([], 3, Rules()), False),
        (lambda: all_close(3, [], Rules()), False),
        (lambda: all_close(np.empty((0, 1, 1, 1)), [1, 2], Rules()), False),
        (lambda: all_close(np.empty((0, 1, 1, 1)), [[1, 2]], Rules()), False),
        (lambda: all_close(nested(51), [1, 2], Rules()), False),
        (lambda: all_close({1: 1}.keys(), [1], Rules()), False),
        (lambda: all_close(np.zeros((3000, 1)), np.zeros((1, 3000)), Rules()), False),
        (lambda: all_close({"a": 1}, 3, Rules()), False),
        (lambda: array_equal([1, 2], np.array([1, 2])), True),
        (lambda: array_equal(np.full(2, 3), 3), False),
        (lambda: array_equal([[1, 2], [3]], [[1, 2], [3, 4]]), False),
    ],
)
def test_arrays_are_compared_as_numpy_does(compare: Callable[[], str | None], holds: bool) -> None:
    assert (compare() is None) == holds


@pytest.mark.parametrize(
    "value",
    [
        range(10**13),
        range(10**30),
        [range(10**12), range(10**12)],
        range(2 * 10**7),
        ["x" * 200_000, *["y"] * 3000],
    ],
    ids=["long", "beyond counting", "rows", "memory", "texts"],
)
def test_what_numpy_would_blow_up_is_no_array(value: Any) -> None:
    tracemalloc.start()
    try:
        assert all_close(value, [1, 4, 9], Rules()) is not None
        assert array_equal(value, [1, 4, 9]) is not None
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("got", "wanted", "rel", "holds"),
    [
        (Decimal("0.6"), Decimal("0.3"), 0.0, False),
        (Decimal("0.3"), Decimal("0.30"), 0.0, True),
        (0.1, Decimal("0.1"), 0.0, False),
        (Decimal("0.1"), 0.1, 1e-9, True),
        (Fraction(3, 10), Decimal("0.3"), 1e-9, True),
        (0.3, Decimal("0.3"), 1e-9, True),
        (Decimal("sNaN"), 9, 0.0, False),
        (Decimal("sNaN"), Decimal(9), 1e-9, False),
        (Decimal("1e999999"), 9, 1e-9, False),
        (Fraction(10**4000, 3), 9, 1e-9, False),
        (3, Fraction(10**4000, 3), 1e-9, False),
        (2**53 + 1, 2.0**53, 0.0, False),
    ],
)
def test_numbers_of_all_kinds_are_compared(got: Any, wanted: Any, rel: float, holds: bool) -> None:
    assert (difference(got, wanted, Rules(rel)) is None) == holds


def test_what_looks_like_a_list_is_none() -> None:
    for other in (deque([1]), {1: 1}.keys(), {1: 1}.values(), range(1, 2)):
        assert difference(other, [1]) is not None


def test_what_holds_itself_is_told_and_ends() -> None:
    circle: list[Any] = []
    circle.append(circle)
    assert difference(circle, [circle]) == "it is nested too deeply to be compared"


def test_two_columns_of_one_name_are_compared_by_place() -> None:
    twice = Frame(["a", "a"], [0], ["int64", "int64"], [[1], [2]])
    other = Frame(["a", "a"], [0], ["int64", "int64"], [[1], [3]])
    assert difference(twice, twice) is None
    assert difference(other, twice) is not None
