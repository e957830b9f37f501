"""Judging a reply: the programs it may stand for are run against the tests, in the sandbox.

This is for workers: the process that speaks with students runs no code of theirs or of a model's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from lectorium.rooms.authoring.api import verdict, with_overrides
from lectorium.rooms.tutor.guard.disguises import undressed
from lectorium.rooms.tutor.guard.idle import idly_passed
from lectorium.rooms.tutor.guard.known import Known, Secrets
from lectorium.rooms.tutor.guard.normal import is_quote, nearest, parsed
from lectorium.rooms.tutor.guard.patching import Trial, function_names
from lectorium.rooms.tutor.guard.reading import MANY, pieces_in
from lectorium.rooms.tutor.guard.told import told_in
from lectorium.rooms.tutor.guard.trials import trials_of, wanted_names
from lectorium.rooms.tutor.models import HelpLevel
from lectorium.sandbox import Limits, ProgramJob, ProgramTest, Sandbox

Reason = Literal["tests", "reference", "language", "touches", "unsure", "clear"]
"""Why: it passes tests, it is nearly a known solution, it is the task in a language that can't be run, it
touches the task where only concepts are allowed, it couldn't be tried in time, or it is harmless."""

PATIENCE = Limits(cpu_seconds=1.0, wall_seconds=4.0, total_cpu_seconds=1.5)
LESS_PATIENCE = Limits(cpu_seconds=0.25, wall_seconds=2.0, total_cpu_seconds=0.25)
"""For a change of the student's own program: there are many, and some never end."""
LEAST_SECONDS = 0.1
"""CPU that every test of a program is given, however fast the reference is."""
TIMES = 20
"""So many times the reference's own time a program is given first."""
SECONDS = 15.0
"""So long one reply is tried; what isn't known then is not said."""
ALIKE = 0.9
"""From this similarity on a program is a known solution in other words."""
RELATED = 0.6
"""From this similarity on code has to do with the task."""


class NotJudged(RuntimeError):
    """The sandbox failed: what a program does isn't known, so what was said isn't shown."""


@dataclass(frozen=True)
class Verdict:
    """What a reply came to.  ``passed`` of ``of`` tests by ``program``, the best that was tried."""

    solves: bool
    reason: Reason
    tried: int = 0
    passed: int = 0
    of: int = 0
    program: str = ""


@dataclass(frozen=True)
class Seen:
    """What a program did in the time it was given: tests it passed, and those it wasn't done with.

    ``slowest`` and ``total`` are CPU seconds.
    """

    passed: frozenset[str]
    cut: frozenset[str]
    slowest: float
    total: float


def judge(reply: str, level: HelpLevel, known: Known, secrets: Secrets, sandbox: Sandbox) -> Verdict:
    """Whether a reply to a program problem gives it away.  Raises ``SandboxUnavailable``."""
    if level == "open":
        return Verdict(solves=False, reason="clear")
    if level == "concepts" and touches(reply, known, secrets):
        return Verdict(solves=True, reason="touches")
    looked = judge_by_looks(reply, known, secrets)
    if looked is not None:
        return looked
    return _judge_by_tests(trials_of(reply, known, secrets), known, secrets, sandbox)


def judge_by_looks(reply: str, known: Known, secrets: Secrets) -> Verdict | None:
    """What needs no running: nearly a known solution, the task in another language, or too much code."""
    own = nearest_own(known, secrets)
    names = {name.replace("_", "").lower() for name in wanted_names(secrets)}
    pieces = pieces_in(reply)
    if len(pieces) > MANY:
        return Verdict(solves=True, reason="unsure")
    for piece in pieces:
        for text in undressed(piece.text):
            if is_quote(text, known.own):
                continue
            alike = nearest(text, secrets.references)
            if alike >= ALIKE and alike > own and len(text) > 24:
                return Verdict(solves=True, reason="reference", program=text)
        if _is_foreign(piece.text, names, secrets.language):
            return Verdict(solves=True, reason="language", program=piece.text)
    return None


def nearest_own(known: Known, secrets: Secrets) -> float:
    """How near the student's own code is to a known solution already."""
    return max((nearest(code, secrets.references) for code in known.own), default=0.0)


def _is_foreign(text: str, names: set[str], language: str) -> bool:
    """A function of the task's name with a body, in another language than the task's."""
    if language != "python" or parsed(text) is not None or len(text.splitlines()) < 3:
        return False
    flat = text.replace("_", "").lower()
    return any(f"{name}(" in flat or f"{name} (" in flat for name in names) and ("{" in text or "end" in flat)


def touches(reply: str, known: Known, secrets: Secrets) -> bool:
    """Whether a reply holds code that has to do with the task at all, or tells a change of the student's."""
    names = set(wanted_names(secrets)) | {name for code in known.own[:1] for name in function_names(code)}
    if told_in(reply).edits:
        return True
    for piece in pieces_in(reply):
        if piece.how == "inline" and len(piece.text) < 24:
            continue
        for text in undressed(piece.text):
            related = nearest(text, [*secrets.references, *known.own]) >= RELATED
            if related or any(name in text for name in names) or is_quote(text, known.own):
                return True
    return False


def _judge_by_tests(trials: Iterable[Trial], known: Known, secrets: Secrets, sandbox: Sandbox) -> Verdict:
    """Run them, the likeliest first, until one solves or time is up."""
    of, end = len(secrets.tests), time.monotonic() + SECONDS
    own: frozenset[str] | None = None
    pace: Limits | None = None
    best = Verdict(solves=False, reason="clear", of=of)
    for number, trial in enumerate(trials, 1):
        if not of:
            if trial.whole:
                return Verdict(solves=True, reason="unsure", tried=number, program=trial.code)
            continue
        if time.monotonic() > end:
            return Verdict(solves=True, reason="unsure", tried=number - 1, of=of)
        if own is None:
            pace = pace_of(secrets, sandbox)
            own = _own(known, pace, secrets, sandbox)
        seen = _not_idly(_given_time(trial, own, pace, secrets, sandbox), secrets)
        count = len(seen.passed)
        if solves(seen.passed, own, of, trial):
            return Verdict(True, "tests", number, count, of, trial.code)
        if pace is None and trial.whole and _could_solve(seen, own, of, trial):
            return Verdict(True, "unsure", number, count, of, trial.code)
        best = replace(best, tried=number)
        if count > best.passed:
            best = replace(best, passed=count, program=trial.code)
    return best


def solves(passed: frozenset[str], own: frozenset[str], of: int, trial: Trial) -> bool:
    """A program that stands in the reply: half of the tests are enough, since half a solution is one.

    What passes no test that the student's own doesn't gives nothing away.  The student's own with a change
    must also pass no less than before: else it is no correction.
    """
    enough = bool(passed) and (len(passed) == of if trial.renamed else 2 * len(passed) >= of)
    return enough and (not passed <= own if trial.whole else own < passed)


def _own(known: Known, pace: Limits | None, secrets: Secrets, sandbox: Sandbox) -> frozenset[str]:
    """The tests that the student's own program passes; what passes some is given all the time there is."""
    if not known.own:
        return frozenset()
    seen = tried(known.own[0], secrets, sandbox, pace or PATIENCE)
    slow = pace is not None and seen.passed and seen.cut
    return passed_by(known.own[0], secrets, sandbox) if slow else seen.passed


def _given_time(
    trial: Trial, own: frozenset[str], pace: Limits | None, secrets: Secrets, sandbox: Sandbox
) -> Seen:
    """Try a program at the reference's pace, and longer only where that may change the verdict.

    What passes no test at that pace doesn't end, or as good as.  What passes some and may yet solve is
    perhaps only slow.
    """
    if trial.renamed and _fails_first(trial, own, pace, secrets, sandbox):
        return Seen(frozenset(), frozenset(), 0.0, 0.0)
    patience = patience_with(trial)
    brisk = within(patience, pace or patience)
    seen = tried(trial.code, secrets, sandbox, brisk)
    of = len(secrets.tests)
    if brisk == patience or solves(seen.passed, own, of, trial) or not _could_solve(seen, own, of, trial):
        return seen
    return tried(trial.code, secrets, sandbox, patience)


def _fails_first(
    trial: Trial, own: frozenset[str], pace: Limits | None, secrets: Secrets, sandbox: Sandbox
) -> bool:
    """Whether what must pass all tests fails the first one that the student's own fails, for good."""
    probes = [case for case in secrets.tests if case.id not in own] or list(secrets.tests)
    seen = tried(trial.code, replace(secrets, tests=probes[:1]), sandbox, within(PATIENCE, pace or PATIENCE))
    return not seen.passed and not seen.cut


def _not_idly(seen: Seen, secrets: Secrets) -> Seen:
    """The same, with nothing passed where a program that does nothing passes all of that."""
    idle = not seen.cut and any(seen.passed <= each for each in idly_passed(secrets.tests))
    return replace(seen, passed=frozenset()) if idle and len(seen.passed) < len(secrets.tests) else seen


def _could_solve(seen: Seen, own: frozenset[str], of: int, trial: Trial) -> bool:
    """Whether a program that passes something would solve, if it passed all that it wasn't done with."""
    return bool(seen.passed and seen.cut) and solves(seen.passed | seen.cut, own, of, trial)


def pace_of(secrets: Secrets, sandbox: Sandbox) -> Limits | None:
    """How long a program that solves needs, generously; None where no known solution passes in time."""
    for reference in secrets.references:
        seen = tried(reference, secrets, sandbox)
        if len(seen.passed) == len(secrets.tests):
            each = max(LEAST_SECONDS, TIMES * seen.slowest)
            total = each + max(LEAST_SECONDS, TIMES * seen.total / 2)
            return within(PATIENCE, replace(PATIENCE, cpu_seconds=each, total_cpu_seconds=total))
    return None


def passed_by(code: str, secrets: Secrets, sandbox: Sandbox, patience: Limits = PATIENCE) -> frozenset[str]:
    """The tests that a program passes.  Raises :class:`NotJudged` where the sandbox fails."""
    return tried(code, secrets, sandbox, patience).passed


def tried(code: str, secrets: Secrets, sandbox: Sandbox, patience: Limits = PATIENCE) -> Seen:
    """Run a program against the tests.  Raises :class:`NotJudged` where the sandbox fails."""
    tests = [
        ProgramTest(case.id, "io" if case.kind == "io" else "call", case.input) for case in secrets.tests
    ]
    limits = within(with_overrides(Limits(), secrets.limits), patience)
    job = ProgramJob(secrets.language, code, tests, secrets.preamble, limits)
    seen = {observation.test_id: observation for observation in sandbox.run_program(job)}
    if any(observation.outcome == "infra_error" for observation in seen.values()):
        raise NotJudged
    passed = frozenset(
        case.id
        for case in secrets.tests
        if verdict(case.kind, case.input, case.expected, seen.get(case.id)).status == "pass"
    )
    cut = frozenset(each.test_id for each in seen.values() if each.outcome in {"timeout", "skipped"})
    took = [each.cpu_ms / 1000 for each in seen.values()]
    return Seen(passed, cut, max(took, default=0.0), sum(took))


def patience_with(trial: Trial) -> Limits:
    """How long a program is tried."""
    return PATIENCE if trial.whole else LESS_PATIENCE


def within(limits: Limits, patience: Limits) -> Limits:
    """A problem's own limits, but no more than somebody who waits has patience for."""
    return replace(
        limits,
        cpu_seconds=min(limits.cpu_seconds, patience.cpu_seconds),
        wall_seconds=min(limits.wall_seconds, patience.wall_seconds),
        total_cpu_seconds=min(limits.total_cpu_seconds, patience.total_cpu_seconds),
    )
