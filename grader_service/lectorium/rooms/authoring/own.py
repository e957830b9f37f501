"""What in a student's notebook is their own, and how it differs from an earlier state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lectorium.rooms.authoring.changes import Line, compare_texts
from lectorium.rooms.authoring.notebooks.canonical import Cell
from lectorium.rooms.authoring.notebooks.roles import Role, grade_id, role

ANSWERED: tuple[Role, ...] = ("solution", "manual", "task")
AROUND = 40
"""Unchanged lines shown around a change: a cell of usual length is shown whole."""
Fate = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True)
class OwnCell:
    """A cell to solve, or one that the student has added or changed; ``key`` stays through all saves."""

    key: str
    name: str
    kind: str
    source: str


@dataclass(frozen=True)
class CellChange:
    """A cell as it stands, and line by line how it came from the state before; no lines where unchanged."""

    key: str
    name: str
    kind: str
    fate: Fate
    source: str
    lines: Sequence[Line]


def own_cells(content: Mapping[str, Any] | None, given: Mapping[str, Any]) -> list[OwnCell]:
    """A saved state's own cells, in order: of a notebook without what was ``given`` and is unchanged.

    An answer to a question is one cell.  None, nothing saved yet, is what was given.
    """
    if content is None:
        content = given
    if "answer" in content:
        said = content["answer"]
        text = said if isinstance(said, str) else "\n".join(map(str, said or ()))
        return [OwnCell("answer", "Answer", "markdown", text)]
    released = {_key(cell): cell["source"] for cell in given.get("cells", ())}
    return [
        OwnCell(_key(cell), grade_id(cell) or f"cell {number}", cell["cell_type"], cell["source"])
        for number, cell in enumerate(content.get("cells", ()), start=1)
        if _is_own(cell, released)
    ]


def compare_cells(before: Sequence[OwnCell], after: Sequence[OwnCell]) -> list[CellChange]:
    """Each cell as it is now with what changed since, then those that are gone."""
    return [*_compared({cell.key: cell for cell in before}, after), *_gone(before, after)]


def _compared(earlier: Mapping[str, OwnCell], after: Sequence[OwnCell]) -> Iterator[CellChange]:
    for cell in after:
        known = earlier.get(cell.key)
        lines = compare_texts("" if known is None else known.source, cell.source, AROUND)
        fate: Fate = "added" if known is None else "changed" if lines else "same"
        yield CellChange(cell.key, cell.name, cell.kind, fate, cell.source, lines)


def _gone(before: Sequence[OwnCell], after: Sequence[OwnCell]) -> Iterator[CellChange]:
    kept = {cell.key for cell in after}
    for cell in before:
        if cell.key not in kept and cell.source.strip():
            yield CellChange(cell.key, cell.name, cell.kind, "removed", "", compare_texts(cell.source, ""))


def _key(cell: Cell) -> str:
    return grade_id(cell) or str(cell.get("id", ""))


def _is_own(cell: Cell, released: Mapping[str, str]) -> bool:
    if role(cell) in ANSWERED:
        return True
    known = released.get(_key(cell))
    return cell["source"] != known and bool(known or cell["source"].strip())
