"""Running a program problem's own solution against its tests."""

from __future__ import annotations

from lectorium.rooms.authoring.notebooks.findings import Finding, first_words
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, FrozenProblem
from lectorium.rooms.authoring.notebooks.solution import with_overrides
from lectorium.rooms.authoring.programs.verdict import passes
from lectorium.sandbox import Limits, Observation, ProgramJob, ProgramTest, Sandbox
from lectorium.sandbox.values import Unreadable, decode

_SHOWN = 80


def program_limits(frozen: FrozenProblem) -> Limits:
    """The sandbox's limits for programs with what the author changed."""
    return with_overrides(Limits(), frozen.limits)


def check_program(frozen: FrozenProblem, sandbox: Sandbox) -> list[Finding]:
    """An error for each test the problem's own solution fails; nothing where it states no solution.

    Raises ``SandboxUnavailable`` where this machine can't run it.
    """
    if not frozen.reference_solution.strip():
        return []
    tests = [
        ProgramTest(case.key, "io" if case.kind == "io" else "call", case.input) for case in frozen.cases
    ]
    job = ProgramJob(
        language="cpp" if frozen.languages[0] == "cpp" else "python",
        code=frozen.reference_solution,
        preamble=frozen.preamble,
        tests=tests,
        limits=program_limits(frozen),
    )
    seen = sandbox.run_program(job)
    findings = [_finding(case, observation) for case, observation in zip(frozen.cases, seen, strict=True)]
    return [finding for finding in findings if finding is not None]


def _finding(case: CaseDraft, seen: Observation) -> Finding | None:
    if passes(case.kind, case.expected or "", seen):
        return None
    if seen.outcome == "infra_error":
        says = f"Test “{case.name}” could not be run. That is our fault; publish again to check it."
        return Finding("warning", "not_checked", says)
    says = f"Your own solution fails the test “{case.name}”: {_came(case, seen)}. Correct one of the two."
    return Finding("error", "solution_fails", says)


def _came(case: CaseDraft, seen: Observation) -> str:
    if seen.outcome != "ok":
        return first_words(seen.error or seen.stderr or seen.outcome)
    return f"expected {_short(case.expected or '')}, got {_short(_given(case, seen))}"


def _given(case: CaseDraft, seen: Observation) -> str:
    if case.kind == "io":
        return seen.stdout
    try:
        return repr(decode(seen.value))
    except Unreadable:
        return "no value"


def _short(text: str) -> str:
    flat = text.strip().replace("\n", "⏎")
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"
