"""Verdicts: what was expected against what the sandbox saw. Pure, and made outside of it."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from lectorium.sandbox import values
from lectorium.sandbox.contract import CellObservation, Observation, Outcome

Status = Literal["pass", "fail", "timeout", "runtime_error", "skipped", "infra_error"]
CaseKind = Literal["io", "call"]

_SHOWN: Final = 200
_STATUS_OF: Final[dict[Outcome, Status]] = {
    "exception": "runtime_error",
    "timeout": "timeout",
    "memory": "runtime_error",
    "output": "runtime_error",
    "signal": "runtime_error",
    "compile_error": "runtime_error",
    "skipped": "skipped",
    "infra_error": "infra_error",
}
_MISSING: Final = "This test was not run because of a fault on our side; it will be run again."


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of one test, and a sentence for people.

    The sentence may name the input and what was expected: who may read it is the caller's
    question, as it is for the test itself.
    """

    status: Status
    message: str

    @property
    def passed(self) -> bool:
        """Whether the test's points are earned."""
        return self.status == "pass"


def verdict(
    kind: CaseKind, given: str, expected: str, observation: Observation | None, tolerance: float = 0.0
) -> Verdict:
    """The verdict on one test of a program.

    `given` is the test's stdin or expression; `expected` its stdout, or a Python literal.
    `tolerance` is relative and absolute, for floats wherever they occur in a value; 0 is `==`.
    Raises ValueError when `expected` is no literal: the test is at fault, not the program.
    """
    if observation is None:
        return Verdict("infra_error", _MISSING)
    if observation.outcome != "ok":
        return _unwell(kind, given, observation)
    if kind == "io":
        return _compare_output(expected, observation)
    return _compare_value(given, expected, observation, tolerance)


def cell_verdict(observations: Sequence[CellObservation]) -> Verdict:
    """The verdict on a notebook's test cell, from all executed cells that carry its id."""
    if not observations:
        return Verdict("fail", "The test cell is missing from the notebook.")
    if len(observations) > 1:
        return Verdict("fail", f"The test cell is there {len(observations)} times.")
    [seen] = observations
    if seen.outcome == "ok":
        return Verdict("pass", "Passed.")
    error = seen.error or "the cell failed"
    if seen.outcome == "exception":
        # An assertion is what a test is made of; any other exception fails it no less.
        return Verdict("fail", _sentence(error))
    if seen.outcome == "skipped":
        # The kernel had died: what wasn't reached isn't earned.
        return Verdict("fail", _sentence(error))
    return Verdict(_STATUS_OF[seen.outcome], _sentence(error))


def expected_value(expected: str) -> Any:
    """The value of a call test's expected literal. Raises ValueError when it is none."""
    try:
        return ast.literal_eval(expected.strip())
    except (SyntaxError, TypeError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(f"not a Python literal: {cut(expected)}") from error


def _unwell(kind: CaseKind, given: str, observation: Observation) -> Verdict:
    error = observation.error or "the program failed"
    status = _STATUS_OF[observation.outcome]
    if status == "infra_error":
        return Verdict(status, _MISSING)
    where = f"called {cut(given)}: " if kind == "call" and observation.outcome != "compile_error" else ""
    return Verdict(status, _sentence(where + error))


def _compare_output(expected: str, observation: Observation) -> Verdict:
    wanted, printed = _lines(expected), _lines(observation.stdout)
    if wanted == printed and not observation.truncated:
        return Verdict("pass", "Passed.")
    if observation.truncated:
        return Verdict("fail", "The program printed more than is kept and compared.")
    place = next(
        (number for number, pair in enumerate(zip(wanted, printed, strict=False)) if pair[0] != pair[1]),
        min(len(wanted), len(printed)),
    )
    return Verdict(
        "fail", f"Line {place + 1}: expected {_line(wanted, place)}, got {_line(printed, place)}."
    )


def _lines(text: str) -> list[str]:
    """Lines without white space at their ends; empty ones at the very end don't count."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip().split("\n")


def _line(lines: list[str], place: int) -> str:
    return cut(repr(lines[place])) if place < len(lines) else "nothing more"


def _compare_value(given: str, expected: str, observation: Observation, tolerance: float) -> Verdict:
    wanted = expected_value(expected)
    try:
        got = values.decode(observation.value)
    except values.Unreadable:
        return Verdict("fail", f"Called {cut(given)}, expected {cut(expected)}, got no readable value.")
    if equal(got, wanted, tolerance):
        return Verdict("pass", "Passed.")
    return Verdict("fail", f"Called {cut(given)}, expected {cut(expected.strip())}, got {_shown(got)}.")


def equal(got: Any, wanted: Any, tolerance: float = 0.0) -> bool:
    """`==` (so 0 equals False), with floats within `tolerance`, at any depth.

    Both are plain values (see `values.decode`), so no student's `__eq__` has a say.
    """
    if tolerance and _is_number(got) and _is_number(wanted):
        return math.isclose(got, wanted, rel_tol=tolerance, abs_tol=tolerance)
    if tolerance and type(got) is type(wanted):
        if isinstance(got, (list, tuple)):
            return len(got) == len(wanted) and all(
                equal(a, b, tolerance) for a, b in zip(got, wanted, strict=True)
            )
        if isinstance(got, dict):
            return got.keys() == wanted.keys() and all(
                equal(got[key], wanted[key], tolerance) for key in wanted
            )
    try:
        return bool(got == wanted)
    except RecursionError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return cut(values.short_repr(value))


def cut(text: str) -> str:
    """Text short enough for a sentence."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
