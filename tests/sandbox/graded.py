"""Notebooks that are handed in and graded, by the real grader in the real sandbox.

`submitted.py` of a case is what stands in the answer cell of `teacher.txt`'s notebook; or, with
lines `# %%`, all cells that are handed in: `# %% KEY` is the cell of that name (the text below it,
where there is any, in place of what was given out), `# %% KEY points=9` with points claimed in its
metadata, and a bare `# %%` a cell of the student's own.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lectorium.kit.database import new_id
from lectorium.rooms.authoring.api import (
    FrozenProblem,
    ProblemVersion,
    TestCase,
    VersionView,
    prepare_notebook,
)
from lectorium.rooms.gradebook import results
from lectorium.rooms.grading.grader import Work, grade
from lectorium.rooms.grading.runs import Grading
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore, open_store
from tests.sandbox.cases import Case
from tests.support.notebooks import Notebook, cell, notebook

TEACHER: Final = Path(__file__).parent / "teacher.txt"
HIDDEN: Final = "hidden-73519"  # stands in a hidden test; no student may ever read it
_ANSWER: Final = "double"


def run(sandbox: Sandbox, case: Case, seen_by: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the grader's points and words are the wanted ones; and what they are."""
    submitted = json.dumps(submission(frozen(sandbox), case.source(seen_by))).encode()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"folder://{folder}")
        work = Work(_published(frozen(sandbox), store, case.overrides), submitted, visible_only=False)
        graded = grade(work, store, sandbox)
    points, _, said = case.wanted.partition(", flagged: ")
    score = f"{sum((result.score for result in graded.results), Decimal(0)).normalize():f} points"
    flags = " ".join(flag.message for flag in graded.flags)
    leaked = HIDDEN in _shown(work, graded)
    got = f"{score}, flagged: {flags}{', SHOWN: hidden lines' if leaked else ''} {graded.results}"
    return score == points and _says(flags, said) and not leaked, got


def _says(flags: str, wanted: str) -> bool:
    return wanted.lower() in flags.lower() if wanted else not flags


def _shown(work: Work, graded: Grading) -> str:
    """All that the student is shown of it, once it is returned."""
    pairs: list[Any] = list(zip(graded.results, work.cases, strict=True))
    visible = [pair for pair in pairs if pair[1].visibility == "always"]
    after = results._after_hidden(visible, pairs)
    views = [
        results._bare(pair) if pair[1].id in after else results._full(pair, student=True) for pair in visible
    ]
    return f"{views} {graded.message}"


_frozen: dict[int, FrozenProblem] = {}


def frozen(sandbox: Sandbox) -> FrozenProblem:
    """The teacher's notebook, tried and frozen as when it is published; once per sandbox."""
    if id(sandbox) not in _frozen:
        _frozen[id(sandbox)] = _tried(sandbox)
    return _frozen[id(sandbox)]


def _tried(sandbox: Sandbox) -> FrozenProblem:
    made = prepare_notebook(teachers(), None, {}, sandbox).frozen
    judged_outside = [case.key for case in made.cases if case.expected is not None]
    assert judged_outside == ["compared"], judged_outside
    return made


def teachers() -> Notebook:
    """The teacher's notebook."""
    return notebook(cell("markdown", "# Doubling"), *_teachers_cells())


def _teachers_cells() -> Iterator[dict[str, Any]]:
    for head, source in _split(TEACHER.read_text()):
        role, key, *points = head.split()
        if role == "solution":
            yield cell("code", source, solution=True, grade_id=key)
        else:
            test = cell("code", source, grade=True, locked=True, points=int(points[0]), grade_id=key)
            test["metadata"]["lectorium"] = {"keep_asserts": role == "asserts"}
            yield test


def _split(text: str) -> list[tuple[str, str]]:
    """Heads and sources of the cells of a text with lines `# %%`."""
    parts = (part.partition("\n") for part in f"\n{text}".split("\n# %%")[1:])
    return [(head.strip(), source.strip("\n")) for head, _, source in parts]


def submission(problem: FrozenProblem, text: str) -> Notebook:
    """The notebook that is handed in."""
    release: Notebook = json.loads(problem.release)
    given = {each["metadata"].get("nbgrader", {}).get("grade_id"): each for each in release["cells"]}
    answer = [(key, text if key == _ANSWER else "") for key in given if key]
    cells = _split(text) if "# %%" in text else answer
    return {**release, "cells": [_handed_in(given, *each) for each in cells]}


def _handed_in(given: Mapping[str | None, dict[str, Any]], head: str, source: str) -> dict[str, Any]:
    key, _, points = head.partition(" points=")
    made = copy.deepcopy(given[key]) if key else cell("code", "")
    made["source"] = source or made["source"]
    if points:
        made["metadata"]["nbgrader"]["points"] = int(points)
    return made


def _published(problem: FrozenProblem, store: ObjectStore, limits: Mapping[str, float]) -> VersionView:
    """What the database would hold."""
    version = ProblemVersion(
        id=new_id(),
        kind="notebook",
        kernel_name=problem.kernel_name,
        limits=dict(limits),
        full_ref=store.put(problem.full),
        release_ref=store.put(problem.release),
        files={},
    )
    drafts = [
        TestCase(
            id=new_id(),
            problem_version_id=version.id,
            key=draft.key,
            name=draft.name,
            order_index=index,
            kind=draft.kind,
            input=draft.input,
            expected=draft.expected,
            release_input=draft.release_input,
            visibility=draft.visibility,
            points=draft.points,
        )
        for index, draft in enumerate(problem.cases)
    ]
    return VersionView(version, drafts)
