"""Verdicts on the own solution, made outside of the sandbox."""

from collections.abc import Iterator

import pytest

from lectorium.rooms.authoring.notebooks import try_solution
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.sandbox import Sandbox, open_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    if opened.problems():
        pytest.skip("; ".join(opened.problems()))
    yield opened
    opened.close()


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
    odd, text = try_solution(freeze_program(spec), sandbox).findings
    assert (
        odd.message == "Your own solution fails the test “half(3)”: Called half(3), expected 1.5, got 1. "
        "Correct one of the two."
    )
    assert "TypeError" in text.message
    assert {odd.code, text.code} == {"solution_fails"}


def test_without_a_solution_nothing_is_run(sandbox: Sandbox) -> None:
    spec = {"title": "x", "tests": [{"id": "a", "call": "f()", "expected": "1"}]}
    assert try_solution(freeze_program(spec), sandbox).findings == ()
