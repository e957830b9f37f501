"""A student's notebook with the teacher's tests in it, ready to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from lectorium.rooms.authoring.notebooks.added import with_added
from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook, read_notebook
from lectorium.rooms.authoring.notebooks.findings import Finding, about, in_order
from lectorium.rooms.authoring.notebooks.prying import prying
from lectorium.rooms.authoring.notebooks.questions import checks_of
from lectorium.rooms.authoring.notebooks.roles import HAND_GRADED, grade_id, nbgrader, role
from lectorium.sandbox import NotebookCell


class Case(Protocol):
    """What assembling needs to know of a test case; a ``CaseDraft`` or a row of ``test_cases``."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def release_input(self) -> str | None: ...
    @property
    def expected(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier version said of a test: its key, its points, and what students got of it."""

    key: str
    points: Decimal
    release_input: str | None


@dataclass(frozen=True, slots=True)
class Assembled:
    """What runs, and what was found in the student's copy.

    ``cells`` are the code cells in the notebook's order; ``test_id`` is the case's key. ``missing`` are the
    keys of tests that are no longer in the student's copy, ``doubled`` those that are there more than once:
    both fail. ``prying`` says why asserts can't be relied on here, in words for a teacher. ``notebook`` is
    the whole of it, text included.
    """

    cells: tuple[NotebookCell, ...]
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    prying: tuple[str, ...]
    findings: tuple[Finding, ...]
    notebook: Notebook


def assemble(
    full: bytes | str | Mapping[str, Any],
    submitted: bytes | str | Mapping[str, Any],
    cases: Iterable[Case],
    *,
    hidden: bool = True,
    added: Collection[str] = (),
    earlier: Collection[Earlier] = (),
) -> Assembled:
    """The student's solution cells with the teacher's locked and test cells, in the student's order.

    For a test run give the release notebook as ``full``, the visible cases, and no ``hidden`` lines: then
    nothing hidden runs. ``added`` names tests that the student's copy may lack, since they came with a later
    version than the student may have begun with: they run, each in the teacher's place. A test as an
    ``earlier`` version had it was not edited.
    Cells the student added stay. Ids, points and roles in the student's metadata have no effect. Raises
    ``NotebookRefused`` where either isn't a notebook.
    """
    teacher, student = read_notebook(full), read_notebook(submitted)
    from lectorium.rooms.authoring.notebooks.overwrite import overwritten  # loads nbgrader

    tests = {case.key: case for case in cases if case.kind == "cell"}
    notebook = overwritten(teacher, with_added(teacher, student, added))
    present = {grade_id(cell) for cell in notebook["cells"]}
    counts = Counter(grade_id(cell) for cell in student["cells"])
    return Assembled(
        cells=tuple(_runnable(notebook, tests, hidden)),
        missing=tuple(key for key in tests if key not in present),
        doubled=tuple(key for key in tests if counts[key] > 1),
        prying=prying(teacher, student) if any(not case.expected for case in tests.values()) else (),
        findings=in_order([*_changes(teacher, student, tests, earlier), *_gone(teacher, present)]),
        notebook=notebook,
    )


def _runnable(notebook: Notebook, tests: Mapping[str, Case], hidden: bool) -> Iterator[NotebookCell]:
    for cell in notebook["cells"]:
        key = grade_id(cell)
        test_id = key if key in tests else None
        if cell["cell_type"] == "code" and (test_id or cell["source"].strip()):
            checks = checks_of(tests[test_id].expected, hidden=hidden) if test_id else ()
            yield NotebookCell(cell["id"], cell["source"], test_id, checks)


def _changes(
    teacher: Notebook, student: Notebook, tests: Mapping[str, Case], earlier: Collection[Earlier]
) -> Iterator[Finding]:
    """What the student did to cells that aren't theirs; the originals run whatever they did."""
    known = {grade_id(cell): cell for cell in teacher["cells"] if grade_id(cell)}
    counts = Counter(grade_id(cell) for cell in student["cells"])
    seen: set[str] = set()
    for index, cell in enumerate(student["cells"]):
        key = grade_id(cell)
        own = known.get(key)
        if key is None or own is None:
            continue
        if counts[key] > 1 and key not in seen:
            yield _duplicated(index, cell, key, counts[key], is_test=key in tests)
        seen.add(key)
        shown = tests[key].release_input if key in tests else None
        before = [one for one in earlier if one.key == key]
        texts = [shown, *(one.release_input for one in before)]
        if shown is not None and cell["source"].rstrip() not in [text.rstrip() for text in texts if text]:
            says = (
                f"is the test “{key}”, changed by the student. The original ran in its place; nothing to do."
            )
            yield replace(about("warning", "test_edited", index, cell, says), test=key)
        worth = [_points(own), *(float(one.points) for one in before)]
        if nbgrader(cell).get("points") is not None and _points(cell) not in worth:
            claimed = str(nbgrader(cell)["points"])[:20]
            says = f"claims {claimed} points for “{key}”. The published points count."
            yield replace(about("warning", "points_edited", index, cell, says), test=key)


def _duplicated(index: int, cell: Cell, key: str, count: int, *, is_test: bool) -> Finding:
    there = f"is there {count} times (“{key}”)."
    if is_test:
        says = f"{there} Nobody can tell which one should count, so the test counts as failed."
        return replace(about("warning", "test_duplicated", index, cell, says), test=key)
    says = f"{there} The last one counts; the others ran as plain cells."
    return about("warning", "cell_duplicated", index, cell, says)


def _gone(teacher: Notebook, present: set[str | None]) -> Iterator[Finding]:
    for cell in teacher["cells"]:
        key = grade_id(cell)
        if key is None or key in present:
            continue
        if role(cell) == "test":
            says = f"The test “{key}” is no longer in the student's notebook, so it counts as failed."
            yield Finding("warning", "test_missing", says, test=key)
        elif role(cell) in ("solution", *HAND_GRADED):
            says = f"The answer cell “{key}” is no longer in the student's notebook."
            yield Finding("warning", "answer_missing", says)


def _points(cell: Mapping[str, Any]) -> float | None:
    try:
        return float(nbgrader(cell).get("points", 0))
    except (TypeError, ValueError, OverflowError):
        return None
