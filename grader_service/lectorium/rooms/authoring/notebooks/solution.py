"""Running the teacher's own notebook: its solution passes its tests, and doing nothing does not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.findings import Finding, Guarantee, about, in_order
from lectorium.rooms.authoring.notebooks.frozen import FrozenProblem
from lectorium.rooms.authoring.notebooks.judged import Run, convert
from lectorium.rooms.authoring.notebooks.limits import with_overrides
from lectorium.rooms.authoring.notebooks.roles import grade_id, role
from lectorium.sandbox import (
    NOTEBOOK_LIMITS,
    CellObservation,
    Check,
    Limits,
    NotebookCell,
    NotebookJob,
    NotebookOutcome,
    Sandbox,
)

_LONGEST_ERROR = 160


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of running a problem's own solution: the problem with its tests as they will be judged."""

    frozen: FrozenProblem
    findings: tuple[Finding, ...]
    tests: tuple[Guarantee, ...] = ()


def try_solution(frozen: FrozenProblem, sandbox: Sandbox) -> Tried:
    """Run the problem's own solution against all of its tests, and settle how each of them is judged.

    An error for each test it fails, a warning for other cells that stop and for tests that pass on the
    untouched release. Raises ``SandboxUnavailable`` where this machine can't run it.
    """
    if frozen.kind == "program":
        from lectorium.rooms.authoring.programs.solution import check_program

        return Tried(frozen, tuple(check_program(frozen, sandbox)))
    full, release = json.loads(frozen.full), json.loads(frozen.release)
    run = _runner(frozen, sandbox)
    outcome = run(full, {})
    findings = [*_own_solution(full, outcome)]
    if any(finding.level == "error" for finding in findings):
        return Tried(frozen, in_order([*findings, *_suspected(full, outcome, fails=True)]))
    untouched = run(release, {})
    findings += _untouched(full, untouched)
    converted = convert(full, release, untouched, run)
    findings += _suspected(full, outcome, fails=any(test.judged == "asserts" for test in converted.tests))
    cases = (replace(case, expected=converted.expected.get(case.key)) for case in frozen.cases)
    return Tried(replace(frozen, cases=tuple(cases)), in_order(findings), converted.tests)


def notebook_limits(frozen: FrozenProblem) -> Limits:
    """The sandbox's limits for notebooks with what the author changed."""
    return with_overrides(NOTEBOOK_LIMITS, frozen.limits)


def _runner(frozen: FrozenProblem, sandbox: Sandbox) -> Run:
    limits = notebook_limits(frozen)

    def run(notebook: Notebook, checks: Mapping[str, Sequence[Check]]) -> NotebookOutcome:
        cells = [
            _runnable(cell, checks)
            for cell in notebook["cells"]
            if cell["cell_type"] == "code" and cell["source"].strip()
        ]
        return sandbox.run_notebook(NotebookJob(cells, frozen.kernel_name, dict(frozen.files), limits))

    return run


def _runnable(cell: Cell, checks: Mapping[str, Sequence[Check]]) -> NotebookCell:
    key = grade_id(cell) if role(cell) == "test" else None
    return NotebookCell(cell["id"], cell["source"], key, tuple(checks.get(key or "", ())))


def _own_solution(full: Notebook, outcome: NotebookOutcome) -> Iterator[Finding]:
    seen = {observation.id: observation for observation in outcome.cells}
    failed = [
        (index, cell, seen[cell["id"]])
        for index, cell in enumerate(full["cells"])
        if cell["id"] in seen and seen[cell["id"]].outcome != "ok"
    ]
    follow = [index for index, cell, observation in failed[1:] if _only_misses_a_name(cell, observation)]
    for index, cell, observation in failed:
        if index not in follow and "StdinNotImplementedError" not in (observation.error or ""):
            yield _failed(index, cell, observation)
    if follow:
        numbers = ", ".join(str(index + 1) for index in follow)
        says = f"More cells stop because a name is missing that an earlier cell should have made: {numbers}."
        yield Finding("warning", "cells_follow", f"{says} Mend the first cell that fails.", follow[0])
    if outcome.died:
        says = f"The notebook could not be run to its end: {outcome.died}. Cells after that were not checked."
        yield Finding("error", "run_ended_early", says)


def _suspected(full: Notebook, outcome: NotebookOutcome, *, fails: bool) -> Iterator[Finding]:
    """Cells of the teacher's own that look like tampering: tests that run as asserts fail by them."""
    cells = {cell["id"]: (index, cell) for index, cell in enumerate(full["cells"])}
    for observation in outcome.cells:
        if observation.tampering:
            index, cell = cells[observation.id]
            what = "; ".join(observation.tampering)
            if fails:
                says = (
                    "would fail for everybody, since your own notebook changes how tests run: "
                    f"{what}. Take that out, or test it in another way."
                )
                yield about("error", "looks_like_tampering", index, cell, says)
                continue
            says = (
                f"runs where your own notebook changes how tests run: {what}. All tests are compared "
                "outside, so it fails nobody, but everybody's work will be flagged for it."
            )
            yield about("warning", "looks_like_tampering", index, cell, says)


def _only_misses_a_name(cell: Cell, observation: CellObservation) -> bool:
    return role(cell) != "test" and (observation.error or "").startswith("NameError")


def _failed(index: int, cell: Cell, observation: CellObservation) -> Finding:
    why = _why(observation)
    if observation.outcome == "infra_error":
        says = f"could not be run ({why}). That is our fault; publish again to check it."
        return about("warning", "not_checked", index, cell, says)
    if role(cell) == "test":
        says = f"is a test that your own solution fails: {why} {_advice(observation)}"
        return about("error", "solution_fails", index, cell, says)
    says = f"stops when the notebook runs from the top: {why} Students will see the same."
    return about("warning", "cell_fails", index, cell, says)


def _advice(observation: CellObservation) -> str:
    if (observation.error or "").startswith("ModuleNotFoundError"):
        return "Ask for the module to be installed, or take the import out."
    return "Correct the solution or the test."


def _untouched(full: Notebook, outcome: NotebookOutcome) -> Iterator[Finding]:
    """Tests with points that pass before anybody has written anything."""
    passed = {observation.test_id for observation in outcome.cells if observation.outcome == "ok"}
    for index, cell in enumerate(full["cells"]):
        hidden = "BEGIN HIDDEN TESTS" in cell["source"]
        points = float(cell["metadata"].get("nbgrader", {}).get("points", 0))
        if role(cell) == "test" and points and not hidden and grade_id(cell) in passed:
            says = "is a test that passes on the untouched notebook, so its points are given away. Test more."
            yield about("warning", "passes_untouched", index, cell, says)


def _why(observation: CellObservation) -> str:
    words = {
        "timeout": "it takes too long",
        "memory": "it needs too much memory",
        "output": "it prints too much",
        "signal": "it crashes the kernel",
    }
    said = observation.error or words.get(observation.outcome, observation.outcome)
    first = said.strip().partition("\n")[0].rstrip(".")
    if len(first) > _LONGEST_ERROR:
        return first[:_LONGEST_ERROR] + "…"
    return first if first.endswith(("!", "?")) else first + "."
