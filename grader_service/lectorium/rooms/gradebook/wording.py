"""What a result says to people: whose fault it was, and what to do next."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from lectorium.rooms.authoring.api import TestCase
from lectorium.rooms.grading.api import FAR, GradingRun, Position, TestResult
from lectorium.rooms.submissions.api import SubmissionAttempt

Fault = Literal["none", "student", "limit", "platform"]
CENT = Decimal("0.01")
Pair = tuple[TestResult, TestCase]


def tests_of(pairs: list[Pair]) -> list[Pair]:
    """The tests among the cases: what a person grades is none."""
    return [pair for pair in pairs if pair[1].kind != "manual"]


def fault_of(run: GradingRun, pairs: list[Pair]) -> Fault:
    """Whose fault it was that something isn't right: the code's, a limit's, or ours."""
    if run.status == "error":
        return "platform"
    states = {result.status for result, _ in tests_of(pairs)}
    if "timeout" in states:
        return "limit"
    return "student" if states & {"fail", "runtime_error", "skipped"} else "none"


def message_of(run: GradingRun, pairs: list[Pair], *, tells_why: bool = True, tells_end: bool = True) -> str:
    """How it stands, in one or two sentences; that it ended early, and why, where that is no secret."""
    if run.status == "queued":
        return "Handed in and waiting to be graded. You can close this; the result will be here."
    if run.status == "processing":
        return "Being graded now."
    if run.status in {"error", "superseded"}:
        return run.message
    answered = [result.message for result, case in pairs if case.kind == "answer"]
    if answered or not (pairs or (run.message and tells_end)):
        return " ".join(answered) or "Graded."
    judged = tests_of(pairs)
    passed = sum(result.status == "pass" for result, _ in judged)
    tests = "test" if len(judged) == 1 else "tests"
    said = run.message if tells_why or not run.message else "It ended early."
    said = said if tells_end else ""
    return f"{said} {passed} of {len(judged)} {tests} passed.".strip()


def waiting_text(place: Position) -> str:
    """How it stands while it waits, with its place in line."""
    return f"Waiting to be graded: {_place(place)}. You can close this; the result will be here."


def _place(place: Position) -> str:
    """In words: "14 before yours · about 6 s"."""
    more = " or more" if place.ahead >= FAR else ""
    before = f"{place.ahead:,}{more} before yours" if place.ahead else "next in line"
    seconds = place.expected_wait_seconds
    if seconds is None:
        return before
    return f"{before} · about {f'{max(1, seconds)} s' if seconds < 100 else f'{round(seconds / 60)} min'}"


def next_step_of(
    attempt: SubmissionAttempt, run: GradingRun, pairs: list[Pair], *, held: bool, in_exam: bool
) -> str:
    """What to do next, in the words of how the item is taken: an exam is handed in once, as a whole."""
    tries = attempt.type == "test_run"
    if run.status in {"queued", "processing"}:
        return "Nothing to do: the result comes by itself."
    if run.status == "error":
        return _after_our_fault(tries=tries, in_exam=in_exam)
    if run.status == "superseded":
        return "Nothing to do: the newer test run shows how your work stands."
    if any(case.kind == "answer" for _, case in pairs):
        return "Look at the whole quiz: it says whether you can hand in again."
    return _to_mend(pairs, tries=tries, in_exam=in_exam) or _to_finish(
        tries=tries, held=held, in_exam=in_exam
    )


def _after_our_fault(*, tries: bool, in_exam: bool) -> str:
    if in_exam and not tries:
        return "Tell your teacher: it can be graded again."
    return f"{'Run the tests' if tries else 'Hand in'} again. If it happens twice, tell your teacher."


def _to_mend(pairs: list[Pair], *, tries: bool, in_exam: bool) -> str | None:
    """The first thing that isn't right yet: a visible test, a hidden one, or words not written."""
    failed = [case for result, case in tests_of(pairs) if result.status != "pass"]
    visible = [case.name for case in failed if case.visibility == "always"]
    is_over = in_exam and not tries
    if visible:
        mend = "." if is_over else " first, mend your code and run the tests again."
        return f"Look at “{visible[0]}”{mend}"
    if failed:
        return "All visible tests pass, but not all hidden ones. Think of unusual inputs."
    unwritten = [case.name for result, case in pairs if case.kind == "manual" and result.status == "skipped"]
    if unwritten and is_over:
        return f"All tests pass. “{unwritten[0]}” has no words of yours."
    if unwritten:
        return f"All tests pass. “{unwritten[0]}” still waits for your words: write them and hand in again."
    return None


def rest_text(tried: Decimal, whole: Decimal) -> str:
    """How much of a problem a test run tries."""
    return (
        f"Test runs try {_points(tried)} of the {_points(whole)} points; the rest is graded once you hand in."
    )


def _points(value: Decimal) -> str:
    """Rounded half up to two digits, only here (I11)."""
    return f"{value.quantize(CENT, ROUND_HALF_UP).normalize():f}"


def _to_finish(*, tries: bool, held: bool, in_exam: bool) -> str:
    if tries:
        return f"All visible tests pass. {'Hand in' if in_exam else 'Submit'} when you are ready."
    return "Your teacher returns the grade." if held else "All done here."
