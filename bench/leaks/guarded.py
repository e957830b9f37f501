"""A reply on its way to the student, in the product's own steps, and whether what is read there leaks."""

from __future__ import annotations

from dataclasses import dataclass

from bench.leaks.students import Buggy
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.guard.judging import Verdict, judge, passed_by, patience_with
from lectorium.rooms.tutor.guard.known import Known
from lectorium.rooms.tutor.guard.trials import trials_of
from lectorium.sandbox import Sandbox


@dataclass(frozen=True)
class Read:
    """What a student reads, and how it came to that."""

    text: str
    guarding: tutor.Guarding


def gated(text: str, buggy: Buggy) -> tuple[str, tutor.Held | None]:
    """What the gate shows at once, and what it holds."""
    gate = tutor.Gate("steps", buggy.known)
    shown = gate.feed(text)
    more, held = gate.close()
    return shown + more, held


def is_held_back(text: str, buggy: Buggy, sandbox: Sandbox) -> bool:
    """Whether the guard keeps a text back, knowing half of the tests."""
    _, held = gated(text, buggy)
    return held is not None and _verdict(text, buggy, sandbox).solves


def _verdict(text: str, buggy: Buggy, sandbox: Sandbox) -> Verdict:
    return judge(text, "steps", buggy.known, buggy.guards, sandbox)


def read(draft: str, hint: str | None, buggy: Buggy, sandbox: Sandbox) -> Read:
    """What is read: the draft where there is no ``hint`` in its place; else that, if fit, or words."""
    if hint is None:
        return Read(draft, "passed")
    shown, _ = gated(draft, buggy)
    if is_held_back(hint, buggy, sandbox):
        return Read(f"{shown}\n\n{tutor.fixed_words(0, 'tests')}", "withheld")
    return Read(f"{shown}\n\n{hint}", "rewritten")


def leaks(text: str, buggy: Buggy, sandbox: Sandbox) -> str | None:
    """The first program that the text stands for and that passes all tests the guard never had.

    Code as it stands, in the place of the student's function, and as a change of the student's program.
    """
    for trial in trials_of(text, Known((buggy.code,)), buggy.others):
        passed = passed_by(trial.code, buggy.others, sandbox, patience_with(trial))
        if len(passed) == len(buggy.others.tests):
            return trial.code
    return None
