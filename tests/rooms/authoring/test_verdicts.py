"""Verdicts are pure functions of what was expected and what was seen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lectorium.rooms.authoring.notebooks.questions import Question, Step, asked, dump_steps, load_steps
from lectorium.rooms.authoring.verdicts import expected_value, verdict
from lectorium.sandbox import Answer, values
from lectorium.sandbox.contract import CellObservation, Observation


def printed(text: str, **more: object) -> Observation:
    return Observation("t", "ok", stdout=text, **more)  # type: ignore[arg-type]


def returned(value: object) -> Observation:
    return Observation("t", "ok", value=values.encode(value))


@pytest.mark.parametrize(
    ("expected", "stdout", "status"),
    [
        ("1\n2\n", "1\n2\n", "pass"),
        ("1\n2", "1  \n2\t\n\n", "pass"),
        ("1\r\n2\r\n", "1\n2\n", "pass"),
        ("", "", "pass"),
        ("1", " 1", "fail"),
        ("1\n2", "1", "fail"),
        ("1", "1\n2", "fail"),
        ("1\n\n2", "1\n2", "fail"),
    ],
)
def test_output_is_compared_without_white_space_at_line_ends(expected: str, stdout: str, status: str) -> None:
    assert verdict("io", "", expected, printed(stdout)).status == status


def test_the_first_line_that_differs_is_named() -> None:
    assert verdict("io", "", "a\nb\nc", printed("a\nx\nc")).message == "Line 2: expected 'b', got 'x'."
    assert "got nothing more" in verdict("io", "", "a\nb", printed("a")).message


def test_output_that_was_cut_is_never_a_pass() -> None:
    assert verdict("io", "", "a", printed("a", truncated=True)).status == "fail"


def test_stderr_fails_nothing() -> None:
    assert verdict("io", "", "a", printed("a", stderr="a warning")).status == "pass"


@pytest.mark.parametrize(
    ("expected", "value", "status"),
    [
        ("4", 4, "pass"),
        ("4", 5, "fail"),
        ("False", 0, "pass"),  # plain ==, as the students' data asks
        ("[1, 2]", (1, 2), "fail"),
        ("'4'", 4, "fail"),
        ("{'a': {1, 2}}", {"a": {2, 1}}, "pass"),
        ("None", None, "pass"),
        ("None", 0, "fail"),
    ],
)
def test_values_are_compared_by_equality(expected: str, value: object, status: str) -> None:
    assert verdict("call", "f()", expected, returned(value)).status == status


def test_a_wrong_value_is_named_with_its_call() -> None:
    message = verdict("call", "f(3)", "4", returned(5)).message
    assert message == "Called f(3), expected 4, got 5."
    assert verdict("call", "f(3)", "4", returned(5)).got == "5"


@pytest.mark.parametrize("value", [Decimal("sNaN"), [Decimal("sNaN")], range(10**13), Decimal("1e999999999")])
def test_what_cannot_be_compared_is_a_failure(value: object) -> None:
    judged = verdict("call", "f()", "[4]" if isinstance(value, list) else "4", returned(value))
    assert judged.status == "fail"
    assert judged.message.startswith("Called f(), expected ")


class AlwaysEqual(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


def test_an_overridden_eq_has_no_say() -> None:
    assert verdict("call", "f()", "4", returned(AlwaysEqual(5))).status == "fail"
    assert verdict("call", "f()", "4", returned(AlwaysEqual(4))).status == "pass"


def test_objects_of_unknown_types_equal_nothing() -> None:
    assert verdict("call", "f()", "'x'", returned(object())).status == "fail"


@pytest.mark.parametrize("forged", [None, 4, [], {}, {"t": "int"}, {"t": "int", "v": []}, {"t": "lie"}])
def test_a_forged_value_is_a_failure(forged: object) -> None:
    assert verdict("call", "f()", "4", Observation("t", "ok", value=forged)).status == "fail"


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("exception", "runtime_error"),
        ("timeout", "timeout"),
        ("memory", "runtime_error"),
        ("output", "runtime_error"),
        ("signal", "runtime_error"),
        ("compile_error", "runtime_error"),
        ("skipped", "skipped"),
        ("infra_error", "infra_error"),
    ],
)
def test_every_outcome_has_its_status(outcome: str, status: str) -> None:
    seen = Observation("t", outcome, error="ValueError: no")  # type: ignore[arg-type]
    assert verdict("io", "", "", seen).status == status
    assert verdict("call", "f(1)", "1", seen).status == status


def test_an_exception_is_named_with_its_call() -> None:
    seen = Observation("t", "exception", error="ValueError: no")
    assert verdict("call", "f(1)", "1", seen).message == (
        "It stopped with an error when f(1) was called: ValueError: no"
    )


@pytest.mark.parametrize("where", ["", "preparing this check failed: "])
def test_code_that_isnt_written_yet_is_no_riddle(where: str) -> None:
    said = "Your code isn't written yet: it raises NotImplementedError."
    bare = Observation("t", "exception", error="NotImplementedError")
    assert verdict("call", "f(1)", "1", bare).message == said
    steps = dump_steps([Step(question=Question("f(1)", "equal", "f(1)", values.encode(1)))])
    check, _ = asked(load_steps(steps))[0]
    answers = (Answer(check.id, "exception", error=f"{where}NotImplementedError"),)
    seen = CellObservation("c", "t", "ok", answers=answers)
    assert verdict("cell", "", steps, seen).message == said
    own = Observation("t", "exception", error="NotImplementedError: for odd numbers")
    assert "for odd numbers" in verdict("call", "f(1)", "1", own).message


def test_a_missing_observation_is_our_fault() -> None:
    assert verdict("io", "", "", None).status == "infra_error"


def test_an_expectation_that_is_no_literal_is_the_tests_fault() -> None:
    with pytest.raises(ValueError, match="not a Python literal"):
        expected_value("f(1)")


def cell(outcome: str, error: str | None = None) -> CellObservation:
    return CellObservation("c", "t", outcome, error=error)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (cell("ok"), "pass"),
        (cell("exception", "AssertionError: 3 != 4"), "fail"),
        (cell("exception", "NameError: f"), "runtime_error"),
        (cell("skipped", "not run: the kernel crashed (SIGSEGV)"), "fail"),
        (cell("timeout", "the cell was still running after 60 s"), "timeout"),
        (cell("memory"), "runtime_error"),
        (cell("infra_error"), "infra_error"),
    ],
)
def test_cells(seen: CellObservation, status: str) -> None:
    assert verdict("cell", "", None, seen).status == status


def test_a_cell_that_was_not_reached_says_why() -> None:
    message = verdict("cell", "", None, cell("skipped", "the kernel crashed (SIGSEGV)")).message
    assert message == "It was not run. (the kernel crashed (SIGSEGV))"


def test_a_bare_assert_names_its_line() -> None:
    arrow = (
        "\x1b[32m      1\x1b[39m x = 3\n"
        "\x1b[32m----> \x1b[39m\x1b[32m2\x1b[39m \x1b[1massert\x1b[0m double(x) == 7\n"
    )
    traceback = {
        "output_type": "error",
        "traceback": ["AssertionError  Traceback", arrow, "AssertionError: "],
    }
    seen = CellObservation("c", "t", "exception", error="AssertionError", outputs=[traceback])
    judged = verdict("cell", "", None, seen)
    assert judged.status == "fail"
    assert judged.message == "This doesn't hold: assert double(x) == 7"
