"""Grading without a database: a teacher's notebook, a student's copy, and the real grader and sandbox."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from lectorium.rooms.authoring.api import ProblemVersion, TestCase, VersionView, prepare_notebook
from lectorium.rooms.grading.grader import Work, grade
from lectorium.rooms.grading.runs import CaseResult, Grading
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore, open_store
from tests.support.notebooks import Notebook, answered

Change = Callable[[list[dict[str, Any]]], None]


@dataclass
class Desk:
    """A published notebook on which answers are graded."""

    view: VersionView
    store: ObjectStore
    sandbox: Sandbox

    @property
    def release(self) -> Notebook:
        """What students get."""
        loaded: Notebook = json.loads(self.store.get(self.view.version.release_ref))
        return loaded

    def case(self, key: str) -> TestCase:
        """The stored test."""
        return next(case for case in self.view.cases if case.key == key)

    def grade(self, answer: str, change: Change | None = None, *, visible_only: bool = False) -> Graded:
        """Hand in an answer, after ``change`` did something to the copy's cells."""
        notebook = copy.deepcopy(answered(self.release, answer))
        if change is not None:
            change(notebook["cells"])
        work = Work(self.view, json.dumps(notebook).encode(), visible_only=visible_only)
        return Graded(grade(work, self.store, self.sandbox), {case.id: case.key for case in self.view.cases})


@dataclass
class Graded:
    """What came of it, by the tests' keys."""

    grading: Grading
    keys: dict[Any, str]

    @property
    def score(self) -> Decimal:
        """All points together."""
        return sum((result.score for result in self.grading.results), Decimal(0))

    @property
    def codes(self) -> set[str]:
        """The codes of the flags for the teacher."""
        return {flag.code for flag in self.grading.flags}

    def __getitem__(self, key: str) -> CaseResult:
        return next(result for result in self.grading.results if self.keys[result.test_case_id] == key)


def desk(source: Notebook, sandbox: Sandbox, folder: Path) -> Desk:
    """Publish a notebook into a folder."""
    store = open_store(f"folder://{folder}/objects")
    frozen = prepare_notebook(source, None, {}, sandbox).frozen
    version = ProblemVersion(
        id=uuid4(),
        number=1,
        title=frozen.title,
        kind="notebook",
        languages=["python"],
        kernel_name=frozen.kernel_name,
        limits=dict(frozen.limits),
        full_ref=store.put(frozen.full),
        release_ref=store.put(frozen.release),
        files={},
    )
    cases = [
        TestCase(
            problem_version_id=version.id,
            id=uuid4(),
            key=case.key,
            name=case.name,
            order_index=place,
            kind=case.kind,
            input=case.input,
            expected=case.expected,
            release_input=case.release_input,
            visibility=case.visibility,
            points=case.points,
        )
        for place, case in enumerate(frozen.cases)
    ]
    return Desk(VersionView(version, cases), store, sandbox)
