"""The one cell of a program problem that a student hands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook, read_notebook
from lectorium.rooms.authoring.notebooks.roles import grade_id, lectorium
from lectorium.rooms.authoring.programs.notebook import SOLUTION_ID
from lectorium.sandbox.languages import magics


class SolutionMissing(ValueError):
    """The notebook no longer holds the cell to hand in. The text says what to do."""


def extract_solution(
    release: bytes | str | Mapping[str, Any], submitted: bytes | str | Mapping[str, Any]
) -> str:
    """The program in the submitted notebook, without a leading ``%%cpp`` line.

    The solution cell is known by its nbgrader id, else by our own role, else by the cell id it has in
    ``release``; of several the last counts, as in nbgrader. Raises ``SolutionMissing``, or
    ``NotebookRefused`` for what is no notebook.
    """
    given, student = read_notebook(release), read_notebook(submitted)
    ids = {cell["id"] for cell in given["cells"] if _is_solution(cell)}
    found = _last(student, _has_solution_id) or _last(student, _has_solution_role)
    found = found or _last(student, lambda cell: cell["id"] in ids)
    if found is None:
        raise SolutionMissing(
            "This notebook no longer has the cell for your solution, so nothing was handed in. Your "
            "saved drafts are safe. Get the cell back from an earlier draft, or open the problem afresh "
            "and paste your code there."
        )
    return without_magic(found["source"])


def without_magic(source: str) -> str:
    """Code without the ``%%cpp`` line that makes a cell a C++ cell.

    The line stays as an empty one, so that the compiler's line numbers are those of the cell.
    """
    space = source[: len(source) - len(source.lstrip())]
    magic, newline, code = source[len(space) :].partition("\n")
    return f"{space}{newline}{code}" if magic.startswith(magics()) else source


def _last(notebook: Notebook, wanted: Any) -> Cell | None:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and wanted(cell)]
    return cells[-1] if cells else None


def _has_solution_id(cell: Cell) -> bool:
    return grade_id(cell) == SOLUTION_ID


def _has_solution_role(cell: Cell) -> bool:
    return lectorium(cell).get("role") == "solution"


def _is_solution(cell: Cell) -> bool:
    return _has_solution_id(cell) or _has_solution_role(cell)
