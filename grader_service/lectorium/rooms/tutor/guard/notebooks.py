"""Judging a reply to a notebook problem: the student's notebook with the reply in its solution cells."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from lectorium.rooms.authoring.api import TestCase, assemble, verdict, with_overrides
from lectorium.rooms.tutor.guard.judging import SECONDS, NotJudged, Verdict, judge_by_looks, touches
from lectorium.rooms.tutor.guard.known import Known, Secrets
from lectorium.rooms.tutor.guard.loading import Waiting
from lectorium.rooms.tutor.guard.patching import Trial, function_names
from lectorium.rooms.tutor.guard.trials import trials_of
from lectorium.sandbox import NOTEBOOK_LIMITS, Limits, NotebookJob, NotebookOutcome, Sandbox
from lectorium.storage import ObjectStore

TRIALS_PER_CELL = 4
MOST_CELLS = 3
PATIENCE = Limits(
    cpu_seconds=10.0, wall_seconds=10.0, memory_bytes=NOTEBOOK_LIMITS.memory_bytes, processes=128,
    notebook_seconds=15.0,
)  # fmt: skip
BRISK = replace(PATIENCE, cpu_seconds=2.0, wall_seconds=3.0, notebook_seconds=4.0)
"""For a notebook about which nothing is known yet; one that takes longer is compared with the teacher's."""
CUT = frozenset({"timeout", "skipped"})
TIMES = 5
"""So many times as long as the teacher's notebook one is given."""
Notebook = dict[str, Any]


def judge_notebook(waiting: Waiting, store: ObjectStore, sandbox: Sandbox) -> Verdict:
    """Whether a reply gives a notebook's exercise away: a test passes that fails with the student's own work.

    Raises ``SandboxUnavailable`` and storage errors.
    """
    full = json.loads(store.get(waiting.view.version.full_ref))
    saved = waiting.notebook or json.loads(store.get(waiting.view.version.release_ref))
    student = _as_asked(dict(saved), full, waiting)
    everything = replace(waiting.secrets, references=tuple(_references(full, waiting).values()))
    if waiting.level == "concepts" and touches(waiting.reply, waiting.known, everything):
        return Verdict(solves=True, reason="touches")
    looked = judge_by_looks(waiting.reply, waiting.known, everything)
    if looked is not None:
        return looked
    trials = list(_trials(waiting, full, student))
    if not trials:
        return Verdict(solves=False, reason="clear")
    end = time.monotonic() + SECONDS
    runner = Runner(waiting, full, store, sandbox)
    own = runner.passed(student)
    for number, (trial, notebook) in enumerate(trials, 1):
        if time.monotonic() > end:
            return Verdict(solves=True, reason="unsure", tried=number - 1)
        passed = runner.passed(notebook)
        if passed - own and (not trial.renamed or _all_about(trial, waiting) <= passed):
            return Verdict(True, "tests", number, len(passed), len(waiting.view.cases), trial.code)
    return Verdict(solves=False, reason="clear", tried=len(trials), of=len(waiting.view.cases))


def _as_asked(saved: Notebook, full: Mapping[str, Any], waiting: Waiting) -> Notebook:
    """The notebook with the active cell's code as it stood when the student asked, saved or not."""
    references, active = _references(full, waiting), set(function_names(waiting.active_code))
    cells = [
        {**cell, "source": waiting.active_code}
        if _is_solution(cell) and active & set(function_names(references.get(_key(cell), "")))
        else cell
        for cell in saved["cells"]
    ]
    return {**saved, "cells": cells}


def _all_about(trial: Trial, waiting: Waiting) -> set[str]:
    """The tests that speak of what the program defines."""
    given = trial.code.rstrip().rpartition("\n")[2].partition(" = ")[0]
    name = given if given.isidentifier() else next(reversed(function_names(trial.code)), given)
    return {case.key for case in waiting.view.cases if case.kind == "cell" and name in case.input}


def _references(full: Mapping[str, Any], waiting: Waiting) -> dict[str, str]:
    """The teacher's code by solution cell, and the possible solutions."""
    cells = {_key(cell): _source(cell) for cell in full["cells"] if _is_solution(cell)}
    known = {f"possible {n}": text for n, text in enumerate(waiting.view.version.possible_solutions)}
    return {**cells, **known}


def _trials(waiting: Waiting, full: Mapping[str, Any], student: Notebook) -> Iterator[tuple[Trial, Notebook]]:
    """What the reply makes of each solution cell it may be about, and the notebook with it."""
    references = _references(full, waiting)
    said = set(function_names(waiting.reply))
    cells = [(number, cell) for number, cell in enumerate(student["cells"]) if _is_solution(cell)]
    cells.sort(key=lambda pair: _distance(pair[1], waiting.active_code, said, references))
    for number, cell in cells[:MOST_CELLS]:
        names = tuple(function_names(references.get(_key(cell), "")))
        known = Known((_source(cell), *waiting.known.own), waiting.known.statement, waiting.known.shown)
        for trial in islice(trials_of(waiting.reply, known, Secrets(names=names)), TRIALS_PER_CELL):
            made = [*student["cells"]]
            made[number] = {**cell, "source": trial.code}
            yield trial, {**student, "cells": made}


def _distance(cell: Mapping[str, Any], active: str, said: set[str], references: Mapping[str, str]) -> int:
    if _source(cell).strip() == active.strip():
        return 0
    return 1 if said & set(function_names(references.get(_key(cell), ""))) else 2


@dataclass
class Runner:
    """Runs the student's notebook, with changes, against the test cells, and learns how long that may take.

    What runs out of time is compared with the teacher's own notebook, which is run once for that.
    """

    waiting: Waiting
    full: Notebook
    store: ObjectStore
    sandbox: Sandbox
    patience: Limits = BRISK
    is_paced: bool = False

    def passed(self, student: Notebook) -> frozenset[str]:
        """The keys of the test cells that pass.  Raises :class:`NotJudged` where the sandbox fails."""
        outcome = self._run(student)
        if not self.is_paced and any(cell.outcome in CUT for cell in outcome.cells):
            given, self.patience = self.patience, PATIENCE
            self.patience, self.is_paced = self._pace(), True
            if self.patience.notebook_seconds > given.notebook_seconds:
                outcome = self._run(student)
        return self._passed(outcome)

    def _pace(self) -> Limits:
        """How long a notebook that solves needs, generously; all there is where the teacher's own doesn't."""
        outcome = self._run(self.full)
        if len(self._passed(outcome)) < len(self._tests):
            return PATIENCE
        slowest = max(cell.wall_ms for cell in outcome.cells) / 1000
        each = min(PATIENCE.wall_seconds, max(1.0, TIMES * slowest))
        whole = min(PATIENCE.notebook_seconds, each + TIMES * outcome.wall_ms / 1000)
        return replace(PATIENCE, cpu_seconds=each, wall_seconds=each, notebook_seconds=whole)

    def _run(self, student: Notebook) -> NotebookOutcome:
        view, patience = self.waiting.view, self.patience
        assembled = assemble(
            self.full, student, self._tests, hidden=True, added=view.added, earlier=view.earlier
        )
        limits = with_overrides(NOTEBOOK_LIMITS, view.version.limits)
        job = NotebookJob(
            cells=assembled.cells,
            kernel_name=view.version.kernel_name,
            files={name: self.store.get(reference) for name, reference in view.version.files.items()},
            limits=replace(
                limits,
                cpu_seconds=min(limits.cpu_seconds, patience.cpu_seconds),
                wall_seconds=min(limits.wall_seconds, patience.wall_seconds),
                notebook_seconds=min(limits.notebook_seconds, patience.notebook_seconds),
            ),
        )
        outcome = self.sandbox.run_notebook(job)
        if any(cell.outcome == "infra_error" for cell in outcome.cells):
            raise NotJudged
        return outcome

    def _passed(self, outcome: NotebookOutcome) -> frozenset[str]:
        seen = {cell.test_id: cell for cell in outcome.cells if cell.test_id is not None}
        return frozenset(
            case.key
            for case in self._tests
            if verdict("cell", case.input, case.expected, seen.get(case.key)).status == "pass"
        )

    @property
    def _tests(self) -> list[TestCase]:
        return [case for case in self.waiting.view.cases if case.kind == "cell"]


def _is_solution(cell: Mapping[str, Any]) -> bool:
    metadata = cell.get("metadata", {})
    graded, own = metadata.get("nbgrader", {}), metadata.get("lectorium", {})
    is_code = cell.get("cell_type") == "code"
    return is_code and bool(
        (graded.get("solution") and not graded.get("grade")) or own.get("role") == "solution"
    )


def _key(cell: Mapping[str, Any]) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id"))


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
