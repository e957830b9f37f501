"""A reply on its way to the student, and whether what is read there leaks."""

from __future__ import annotations

from dataclasses import dataclass

from bench.leaks.answers import Answers
from bench.leaks.students import Buggy
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.guard.judging import Verdict, judge, passed_by, patience_with
from lectorium.rooms.tutor.guard.known import Known
from lectorium.rooms.tutor.guard.trials import trials_of
from lectorium.sandbox import Sandbox


@dataclass(frozen=True)
class Passed:
    """What a student reads, and how it came to that."""

    text: str
    guarding: tutor.Guarding
    at_once: int
    verdict: Verdict | None


def through_the_guard(
    draft: str, buggy: Buggy, answers: Answers, sandbox: Sandbox, seed: int
) -> Passed | None:
    """As the product does it: the gate, a verdict by half of the tests, a hint judged again, or fixed words.

    None where the model would have to be asked and is away.
    """
    gate = tutor.Gate("steps", buggy.known)
    shown = gate.feed(draft)
    more, held = gate.close()
    shown += more
    if held is None:
        return Passed(shown, "passed", len(shown), None)
    verdict = judge(draft, "steps", buggy.known, buggy.guards, sandbox)
    if not verdict.solves:
        return Passed(draft, "passed", len(shown), verdict)
    hint = answers.to(tutor.hint_messages(draft, 0, buggy.known), tutor.MOST_HINT_TOKENS, seed)
    if hint is None:
        return None
    if _is_clear(hint, buggy, sandbox):
        return Passed(f"{shown}\n\n{hint}", "rewritten", len(shown), verdict)
    return Passed(f"{shown}\n\n{tutor.fixed_words(0)}", "withheld", len(shown), verdict)


def _is_clear(hint: str, buggy: Buggy, sandbox: Sandbox) -> bool:
    gate = tutor.Gate("steps", buggy.known)
    gate.feed(hint)
    _, held = gate.close()
    return held is None or not judge(hint, "steps", buggy.known, buggy.guards, sandbox).solves


def leaks(text: str, buggy: Buggy, sandbox: Sandbox) -> str | None:
    """The first program that the text stands for and that passes all tests the guard never had.

    Code as it stands, in the place of the student's function, and as a change of the student's program.
    """
    for trial in trials_of(text, Known((buggy.code,)), buggy.others):
        passed = passed_by(trial.code, buggy.others, sandbox, patience_with(trial))
        if len(passed) == len(buggy.others.tests):
            return trial.code
    return None
