"""What a cell is for, read from nbgrader's metadata and from ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook

Role = Literal["solution", "test", "manual", "task", "readonly", "hint", "plain"]

HAND_GRADED: tuple[Role, ...] = ("manual", "task")


def nbgrader(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Nbgrader's metadata of a cell, empty where there is none (or nothing usable)."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def lectorium(holder: Mapping[str, Any]) -> dict[str, Any]:
    """Our own metadata of a cell or a notebook: nbgrader refuses keys it doesn't know, so they live apart."""
    found = holder["metadata"].get("lectorium")
    return found if isinstance(found, dict) else {}


def role(cell: Mapping[str, Any]) -> Role:
    """The one role of a cell, by nbgrader's own precedence."""
    if lectorium(cell).get("role") == "hint":
        return "hint"
    meta = nbgrader(cell)
    if meta.get("task"):
        return "task"
    if meta.get("grade"):
        return "manual" if meta.get("solution") else "test"
    if meta.get("solution"):
        return "solution"
    return "readonly" if meta.get("locked") else "plain"


def grade_id(cell: Mapping[str, Any]) -> str | None:
    """The id nbgrader knows a cell by, where it has a usable one."""
    found = nbgrader(cell).get("grade_id")
    return found if isinstance(found, str) and found else None


def with_role(notebook: Notebook, *wanted: Role) -> Iterator[tuple[int, Cell]]:
    """The cells of these roles with their index."""
    return ((index, cell) for index, cell in enumerate(notebook["cells"]) if role(cell) in wanted)


def title_of(notebook: Notebook) -> str:
    """The notebook's title: in its metadata, else its first heading, else “Untitled”."""
    for given in (lectorium(notebook).get("title"), notebook["metadata"].get("title")):
        if isinstance(given, str) and given.strip():
            return given.strip()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for line in cell["source"].splitlines():
                if line.startswith("#") and line.strip("# "):
                    return str(line).strip("# *").strip()
    return "Untitled"
