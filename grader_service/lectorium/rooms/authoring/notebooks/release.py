"""nbgrader's preprocessors in memory: the full notebook with checksums, and what students get of it.

Import this module only where publishing or grading happens: nbgrader takes seconds to load.
"""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.code import says_nothing
from lectorium.rooms.authoring.notebooks.findings import refuse
from lectorium.rooms.authoring.notebooks.markers import COVERED
from lectorium.rooms.authoring.notebooks.roles import lectorium, role

_FULL = (ClearOutput, CheckCellMetadata, ComputeChecksums)
_RELEASE = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests, ClearMarkScheme)
_SEALED = (ComputeChecksums, CheckCellMetadata)

# Everything else in a teacher's metadata (jupytext, extensions, notes) stays with the teacher.
_NOTEBOOK_KEYS = ("kernelspec", "language_info", "title", "authors")
_CELL_KEYS = ("nbgrader", "deletable", "editable", "tags", "slideshow")
_ATTACHMENT = re.compile(r"attachment:([^)\s\"'>]+)")


def full_notebook(notebook: Notebook) -> Notebook:
    """The teacher's notebook without outputs and with nbgrader's checksums: what the grader takes tests
    from.
    """
    return _through(_FULL, notebook)


def release_notebook(full: Notebook) -> Notebook:
    """The notebook students get: solutions and hidden tests out, tests locked, hints and private notes gone.

    Raises ``NotebookRefused`` where nbgrader refuses (checks in words come before; this is the last line).
    """
    shown = dict(full)
    shown["cells"] = [cell for cell in full["cells"] if role(cell) != "hint"]
    released = _through(_RELEASE, shown)
    for cell, source in zip(released["cells"], shown["cells"], strict=True):
        if covered(source, cell["source"]):
            cell["source"] = COVERED
        _drop_private(cell)
    released["metadata"] = {
        key: value for key, value in released["metadata"].items() if key in _NOTEBOOK_KEYS
    }
    return _through(_SEALED, released)


def covered(full_cell: Cell, release_source: str) -> bool:
    """Whether nothing of a test cell is shown: all of it is hidden lines, or its author chose so."""
    if role(full_cell) != "test":
        return False
    chosen = lectorium(full_cell).get("visibility", "always")
    return chosen != "always" or (
        "BEGIN HIDDEN TESTS" in full_cell["source"] and says_nothing(release_source)
    )


def _through(steps: tuple[type[Any], ...], notebook: Notebook) -> Notebook:
    node = nbformat.from_dict(json.loads(json.dumps(notebook)))  # type: ignore[no-untyped-call]
    try:
        for step in steps:
            node, _ = step().preprocess(node, {})
    except Exception as error:  # nbgrader raises bare exceptions of several kinds
        raise refuse(
            "nbgrader_refused",
            f"nbgrader can't make the students' version of this notebook: {error} Nothing was published. "
            "Check the cell it names.",
        ) from error
    plain: Notebook = json.loads(json.dumps(node))
    return plain


def _drop_private(cell: Cell) -> None:
    """Metadata students have no use for, and pictures that only the removed text showed."""
    cell["metadata"] = {key: value for key, value in cell["metadata"].items() if key in _CELL_KEYS}
    kept = set(_ATTACHMENT.findall(cell["source"]))
    attachments = {name: data for name, data in cell.pop("attachments", {}).items() if name in kept}
    if attachments:
        cell["attachments"] = attachments
