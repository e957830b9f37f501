"""Verdicts on the own solution, made outside of the sandbox."""

from collections.abc import Iterator

import pytest

from lectorium.rooms.authoring.notebooks import check_solution
from lectorium.rooms.authoring.programs import freeze_program, passes, same_output, same_value
from lectorium.sandbox import Observation, Sandbox, open_sandbox
from lectorium.sandbox.values import encode


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    if opened.problems():
        pytest.skip("; ".join(opened.problems()))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("3\n", "3", True),
        ("3 \n4\n", "3\n4\n\n", True),
        ("3\n4", "3 4", False),
        (" 3", "3", False),
        ("", "\n", True),
    ],
)
def test_printed_lines_are_compared_without_trailing_spaces(
    expected: str, printed: str, *, same: bool
) -> None:
    assert same_output(expected, printed) is same


def test_values_are_compared_with_equality() -> None:
    assert same_value(False, 0)
    assert not same_value((1, 2), [1, 2])
    assert not same_value("1", 1)


def test_i25_only_an_equal_value_passes() -> None:
    assert passes("call", "[1, 2]", Observation("t", "ok", value=encode([1, 2])))
    assert not passes("call", "[1, 2]", Observation("t", "ok", value=encode([1, 3])))
    assert not passes("call", "[1, 2]", Observation("t", "ok", value={"t": "forged"}))
    assert not passes("call", "None", Observation("t", "timeout", value=encode(None)))
    assert not passes("io", "x", Observation("t", "ok", stdout="x", truncated=True))


def test_the_own_solution_is_run(sandbox: Sandbox) -> None:
    spec = {
        "title": "Halves",
        "statement": "Write `half(n)`.",
        "solution": "def half(n):\n    return n // 2\n",
        "tests": [
            {"id": "even", "call": "half(4)", "expected": "2"},
            {"id": "odd", "call": "half(3)", "expected": "1.5"},
            {"id": "text", "call": "half('x')", "expected": "0"},
        ],
    }
    odd, text = check_solution(freeze_program(spec), sandbox)
    assert (
        odd.message
        == "Your own solution fails the test “half(3)”: expected 1.5, got 1. Correct one of the two."
    )
    assert "TypeError" in text.message
    assert {odd.code, text.code} == {"solution_fails"}


def test_without_a_solution_nothing_is_run(sandbox: Sandbox) -> None:
    spec = {"title": "x", "tests": [{"id": "a", "call": "f()", "expected": "1"}]}
    assert check_solution(freeze_program(spec), sandbox) == []
