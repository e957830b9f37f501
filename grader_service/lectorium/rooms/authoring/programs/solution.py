"""Running a program problem's own solution against its tests."""

from __future__ import annotations

from lectorium.rooms.authoring.notebooks.findings import Finding
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, FrozenProblem
from lectorium.rooms.authoring.notebooks.limits import with_overrides
from lectorium.rooms.authoring.verdicts import verdict
from lectorium.sandbox import Limits, Observation, ProgramJob, ProgramTest, Sandbox


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
        language=frozen.languages[0],
        code=frozen.reference_solution,
        preamble=frozen.preamble,
        tests=tests,
        limits=program_limits(frozen),
    )
    seen = sandbox.run_program(job)
    findings = [_finding(case, observation) for case, observation in zip(frozen.cases, seen, strict=True)]
    return [finding for finding in findings if finding is not None]


def _finding(case: CaseDraft, seen: Observation) -> Finding | None:
    judged = verdict(case.kind, case.input, case.expected, seen)
    if judged.status == "pass":
        return None
    if judged.status == "infra_error":
        says = f"Test “{case.name}” could not be run. That is our fault; publish again to check it."
        return Finding("warning", "not_checked", says)
    says = f"Your own solution fails the test “{case.name}”: {judged.message} Correct one of the two."
    return Finding("error", "solution_fails", says)
