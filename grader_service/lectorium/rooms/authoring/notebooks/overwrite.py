"""nbgrader's OverwriteCells with the frozen notebook in the place of its gradebook.

Import this module only where grading happens: nbgrader takes seconds to load.
"""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import DeduplicateIds, OverwriteCells
from nbgrader.preprocessors.base import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_locked

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.roles import grade_id, nbgrader, role


class _Source:
    """A cell as nbgrader's gradebook would give it."""

    def __init__(self, cell: Any) -> None:
        self.name = grade_id(cell)
        self.cell_type = cell["cell_type"]
        self.source = cell["source"]
        self.locked = is_locked(cell)
        self.checksum = compute_checksum(cell)
        self.max_score = nbgrader(cell).get("points", 0)


class _Gradebook:
    """The two questions OverwriteCells asks its gradebook, answered from a notebook."""

    def __init__(self, teacher: Notebook) -> None:
        node = nbformat.from_dict(teacher)  # type: ignore[no-untyped-call]
        self.cells = {grade_id(cell): _Source(cell) for cell in node["cells"] if grade_id(cell)}

    def find_source_cell(self, name: str, _notebook: str, _assignment: str) -> _Source:
        if name not in self.cells:
            raise MissingEntry(name)
        return self.cells[name]

    find_graded_cell = find_source_cell


class _OverwriteCells(OverwriteCells):  # type: ignore[misc]
    def __init__(self, teacher: Notebook) -> None:
        super().__init__()
        self.notebook_id = self.assignment_id = ""
        self.gradebook = _Gradebook(teacher)

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> Any:
        return NbGraderPreprocessor.preprocess(self, nb, resources)

    def report_change(self, name: str, attr: str, old: Any, new: Any) -> None:
        """Nothing for a log: a test whose hidden lines come back has changed too, and what a student
        changed is told by ``assemble``.
        """


def overwritten(teacher: Notebook, submitted: Notebook) -> Notebook:
    """The submission with every locked cell as the teacher wrote it.

    A grade_id names a cell; everything else in the submission's nbgrader metadata is the student's word,
    and is replaced. Of a doubled id the last cell counts, as in nbgrader.
    """
    roles = {key: cell for cell in teacher["cells"] if (key := grade_id(cell)) and role(cell) != "plain"}
    claimed = dict(submitted)
    claimed["cells"] = [_with_teachers_metadata(cell, roles) for cell in submitted["cells"]]
    node = nbformat.from_dict(json.loads(json.dumps(claimed)))  # type: ignore[no-untyped-call]
    node, _ = DeduplicateIds().preprocess(node, {})
    node, _ = _OverwriteCells(teacher).preprocess(node, {})
    plain: Notebook = json.loads(json.dumps(node))
    return plain


def _with_teachers_metadata(cell: Cell, roles: dict[str, Cell]) -> Cell:
    metadata = {key: value for key, value in cell["metadata"].items() if key not in ("nbgrader", "lectorium")}
    own = roles.get(grade_id(cell) or "")
    if own is None:
        return {**cell, "metadata": metadata}
    kept = {**cell, "metadata": {**metadata, "nbgrader": dict(nbgrader(own))}}
    if cell["cell_type"] != own["cell_type"]:
        kept.pop("attachments", None)  # code cells have none; nbgrader changes the type and checks
    return kept
