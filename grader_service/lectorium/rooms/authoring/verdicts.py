"""Verdicts: what was expected against what the sandbox saw. Pure, and made outside of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from lectorium.rooms.authoring.notebooks.comparing import shown_value, wrong
from lectorium.rooms.authoring.notebooks.questions import Question, Step, asked, load_steps
from lectorium.sandbox import Answer, values
from lectorium.sandbox.contract import CellObservation, Observation, Outcome

TestStatus = Literal["pass", "fail", "timeout", "runtime_error", "skipped", "infra_error", "pending"]
"""How a test ended; pending until a person has graded it by hand."""

_SHOWN: Final = 400
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*m")
_ARROW: Final = re.compile(r"^-+> ?\d+ (.+)$", re.MULTILINE)  # IPython's mark of the line that failed
_PREPARING: Final = "preparing this check failed"  # the sandbox's words
_NOT_WRITTEN: Final = "Your code isn't written yet: it raises NotImplementedError."
_UNWRITTEN: Final = "NotImplementedError"  # bare, as a starter raises it
_NOT_CARRIED: Final = "can't be compared"
_FAULT: Final = "This test couldn't be run, through no fault of yours. It will be run again."
_ENDINGS: Final[dict[Outcome, tuple[TestStatus, str]]] = {
    "timeout": ("timeout", "It took too long. Look for a loop that never ends."),
    "memory": ("runtime_error", "It used too much memory."),
    "output": ("runtime_error", "It printed far too much."),
    "signal": ("runtime_error", "It crashed."),
    "compile_error": ("runtime_error", "It didn't compile."),
    "skipped": ("skipped", "It was not run."),
}


@dataclass(frozen=True)
class Verdict:
    """What a test came to, in a sentence for people; `got` is the value or output to show.

    The sentence may name the input and what was expected: who may read it is the caller's
    question, as it is for the test itself.
    """

    status: TestStatus
    message: str = ""
    got: str | None = None


def verdict(
    kind: str,
    given: str,
    expected: str | None,
    seen: Observation | CellObservation | None,
    *,
    hidden: bool = True,
) -> Verdict:
    """Judge one test: `given` is what was called or sent in, `expected` what must come.

    `kind` is "io" (`expected` is what is printed), "call" (a Python literal) or "cell" (the
    stored form of its checks, or nothing for plain asserts). Without `hidden` only the visible
    checks were asked. Output on stderr alone fails nothing. Raises ValueError when `expected`
    is no literal: then the test is at fault, not the program.
    """
    if seen is None or seen.outcome == "infra_error":
        return Verdict("infra_error", _FAULT)
    if seen.outcome not in ("ok", "exception"):
        return _ended(kind, seen)
    if isinstance(seen, CellObservation):
        return _of_cell(expected, seen, hidden=hidden)
    if seen.outcome == "exception":
        return _stopped(kind, given, _named(seen))
    if kind == "io":
        return _compare_output(expected or "", seen)
    return _compare_value(given, expected or "", seen)


def expected_value(expected: str) -> Any:
    """The value of a call test's expected literal. Raises ValueError when it is none."""
    try:
        return ast.literal_eval(expected.strip())
    except (SyntaxError, TypeError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(f"not a Python literal: {cut(expected)}") from error


def _of_cell(expected: str | None, seen: CellObservation, *, hidden: bool) -> Verdict:
    if expected:
        return _answered(load_steps(expected), seen, hidden=hidden)
    return Verdict("pass") if seen.outcome == "ok" else _stopped("cell", "", _named(seen))


def _answered(steps: Sequence[Step], seen: CellObservation, *, hidden: bool) -> Verdict:
    """The first check that isn't right decides, as the first assert would; all must be answered."""
    answers = {answer.check_id: answer for answer in seen.answers}
    for check, question in asked(steps, hidden=hidden):
        answer = answers.get(check.id)
        if answer is None:
            return Verdict("fail", "A check of this test gave no answer.")
        if answer.outcome != "ok":
            return _unanswered(question, answer)
        found = wrong(question, answer) if question is not None else None
        if question is not None and found is not None:
            return Verdict("fail", cut(f"{_message(question)}{found}"), shown_value(answer))
    return Verdict("pass")


def _unanswered(question: Question | None, answer: Answer) -> Verdict:
    """What was asked for stopped. An assertion that fails in the student's own code is a wrong answer."""
    error = answer.error or "an error"
    if answer.outcome != "exception":
        status, what = _ENDINGS.get(answer.outcome, ("runtime_error", "It stopped."))
        return Verdict(status, f"{what} ({cut(error)})" if answer.error else what)
    prepared = question is not None and not error.startswith(_PREPARING)
    if question is not None and prepared and question.how == "raises":
        wanted = values.decode(question.wanted)
        said = f"{_message(question)}{question.text} should raise {wanted}, but raises nothing."
        return Verdict("fail", cut(said))
    if question is not None and prepared and _NOT_CARRIED in error:
        return Verdict("fail", cut(f"{_message(question)}{question.text} gives {error}."))
    if error.startswith("AssertionError"):
        return Verdict("fail", cut(error))
    if error.removeprefix(f"{_PREPARING}: ") == _UNWRITTEN:
        return Verdict("runtime_error", _NOT_WRITTEN)
    where = f" at {question.text}" if question is not None else ""
    return Verdict("runtime_error", f"It stopped with an error{where}: {cut(error)}")


def _message(question: Question) -> str:
    """The author's words before ours."""
    said = question.message.strip()
    return f"{said.rstrip('.:')}: " if said else ""


def _named(seen: Observation | CellObservation) -> str:
    """The error; a bare `assert` says nothing but its own line, so that is named."""
    error = seen.error or "an error"
    if isinstance(seen, CellObservation) and error.strip() == "AssertionError":
        line = _failing_line(seen)
        return f"This doesn't hold: {line}" if line else error
    return error


def _failing_line(seen: CellObservation) -> str | None:
    """The line of the test cell at which the traceback points."""
    for output in seen.outputs:
        for frame in output.get("traceback", ()):
            found = _ARROW.search(_ANSI.sub("", str(frame)))
            if found:
                return found[1].strip()
    return None


def _stopped(kind: str, given: str, error: str) -> Verdict:
    """An exception. In a test cell a failed assertion is what a wrong answer looks like."""
    if kind == "cell" and error.startswith(("AssertionError", "This doesn't hold")):
        return Verdict("fail", cut(error))
    if error == _UNWRITTEN:
        return Verdict("runtime_error", _NOT_WRITTEN)
    where = f" when {cut(given)} was called" if kind == "call" else ""
    return Verdict("runtime_error", f"It stopped with an error{where}: {cut(error)}")


def _ended(kind: str, seen: Observation | CellObservation) -> Verdict:
    status, what = _ENDINGS[seen.outcome]
    if kind == "cell" and status == "skipped":
        status = "fail"  # the kernel had died: what wasn't reached isn't earned
    return Verdict(status, f"{what} ({cut(seen.error)})" if seen.error else what)


def _compare_output(expected: str, observation: Observation) -> Verdict:
    wanted, printed = _lines(expected), _lines(observation.stdout)
    got = observation.stdout
    if observation.truncated:
        return Verdict("fail", "It printed more than is kept and compared.", got)
    if wanted == printed:
        return Verdict("pass", got=got)
    place = next(
        (number for number, pair in enumerate(zip(wanted, printed, strict=False)) if pair[0] != pair[1]),
        min(len(wanted), len(printed)),
    )
    expected_line, got_line = _line(wanted, place), _line(printed, place)
    return Verdict("fail", f"Line {place + 1}: expected {expected_line}, got {got_line}.", got)


def same_output(wanted: str, printed: str) -> bool:
    """Whether two outputs are the same as far as programs are judged: line ends' white space is nothing."""
    return _lines(wanted) == _lines(printed)


def _lines(text: str) -> list[str]:
    """Lines without white space at their ends; empty ones at the very end don't count."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip().split("\n")


def _line(lines: list[str], place: int) -> str:
    return cut(repr(lines[place])) if place < len(lines) else "nothing more"


def _compare_value(given: str, expected: str, observation: Observation) -> Verdict:
    wanted = expected_value(expected)
    try:
        got = values.decode(observation.value)
    except values.Unreadable:
        return Verdict("fail", f"Called {cut(given)}, expected {cut(expected)}, got no readable value.")
    shown = cut(values.short_repr(got))
    if equal(got, wanted):
        return Verdict("pass", got=shown)
    return Verdict("fail", f"Called {cut(given)}, expected {cut(expected.strip())}, got {shown}.", shown)


def equal(got: Any, wanted: Any) -> bool:
    """`==` (so 0 equals False). Both are plain values, so no student's `__eq__` has a say.

    What can't be compared (a Decimal's sNaN, say) equals nothing.
    """
    try:
        return bool(got == wanted)
    except Exception:  # noqa: BLE001 - whatever a value makes of it, it is no right answer
        return False


def cut(text: str) -> str:
    """Text short enough for a sentence."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
