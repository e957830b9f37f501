"""The tests and the answers graded by hand that a notebook holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.code import parse
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, Visibility
from lectorium.rooms.authoring.notebooks.markers import COVERED
from lectorium.rooms.authoring.notebooks.roles import HAND_GRADED, lectorium, nbgrader, role, with_role

_LONGEST_NAME = 90
_HEADING = re.compile(r"#{1,6} +\S")
_MADE_UP_ID = re.compile(r"cell-[0-9a-f]{8,}")  # what nbgrader gives where the author gives none


def case_drafts(full: Notebook, release: Notebook) -> Iterator[CaseDraft]:
    """One case for each graded cell, in the notebook's order."""
    released = {cell["id"]: cell["source"] for cell in release["cells"]}
    for index, cell in with_role(full, "test", *HAND_GRADED):
        meta, shown = nbgrader(cell), released[cell["id"]]
        by_hand = role(cell) in HAND_GRADED
        yield CaseDraft(
            key=meta["grade_id"],
            name=_name(cell, shown, _heading_above(full, index)),
            kind="manual" if by_hand else "cell",
            input=cell["source"],
            expected=None,
            release_input=shown,
            visibility="always" if by_hand else _visibility(cell, shown),
            points=Decimal(str(meta.get("points", 0))),
        )


def _visibility(cell: Cell, shown: str) -> Visibility:
    chosen: Visibility = lectorium(cell).get("visibility", "always")
    return "never" if chosen == "always" and shown == COVERED else chosen


def _name(cell: Cell, shown: str, heading: str) -> str:
    """What people call the case: the author's title, else what the visible part says first, else the
    heading above an answer, else the cell's id. Hidden lines never name a case.
    """
    given = lectorium(cell).get("title")
    if isinstance(given, str) and given.strip():
        return given.strip()
    key = str(nbgrader(cell)["grade_id"])
    if role(cell) in HAND_GRADED:
        return heading or key
    said = _opening_words(shown) if shown != COVERED else ""
    if " " in said and len(said) <= _LONGEST_NAME:
        return said
    return heading if heading and _MADE_UP_ID.fullmatch(key) else key


def _heading_above(notebook: Notebook, index: int) -> str:
    for cell in reversed(notebook["cells"][: index + 1]):
        if cell["cell_type"] == "markdown":
            for line in reversed(cell["source"].splitlines()):
                if _HEADING.match(line):
                    return str(line.strip("# *"))
    return ""


def _opening_words(source: str) -> str:
    """The first line of a cell's opening string or comment."""
    first = source.strip().partition("\n")[0]
    if first.startswith("#"):
        return first.strip("# ").strip()
    try:
        text = ast.get_docstring(parse(source)) or ""
    except (SyntaxError, ValueError, RecursionError):
        return ""
    return text.strip().partition("\n")[0].strip()
