"""Notebooks: places are cells, and what an author marked as a solution or a test is left out (K5)."""

from __future__ import annotations

import json
import re
from typing import Any

from lectorium.rooms.materials.knowledge.extraction.parts import Reading, Unreadable
from lectorium.rooms.materials.knowledge.extraction.texts import Headings, heading_in

SECRET = re.compile(
    r"^[^\n]*BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b.*?(?:^[^\n]*END \1\b[^\n]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""Regions that nbgrader takes out of what students get; one that isn't closed goes on to the end."""

OPEN_ROLES = frozenset({None, "statement", "starter"})
BROKEN = "It isn't a notebook that can be read. Open it in JupyterLab and save it again."


def read_notebook(reading: Reading, text: str) -> None:
    """A part for each cell with its source; outputs are left out."""
    headings, left_out = Headings(), 0
    for number, cell in enumerate(_cells(text), start=1):
        source = _source(cell)
        if _is_secret(cell):
            left_out += 1
            continue
        shown = SECRET.sub("", source)
        left_out += shown != source
        if cell.get("cell_type") == "markdown":
            for line in shown.splitlines():
                found = heading_in(line)
                if found:
                    headings.enter(*found)
        if not reading.add("cell", number, str(headings), shown):
            break
    if left_out:
        cells = "1 cell was" if left_out == 1 else f"{left_out} cells were"
        reading.remarks.append(f"{cells} left out, wholly or in part: they hold solutions, tests or hints.")


def _cells(text: str) -> list[dict[str, Any]]:
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(BROKEN) from None
    if not isinstance(cells, list):
        raise Unreadable(BROKEN)
    return [cell for cell in cells if isinstance(cell, dict)]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _is_secret(cell: dict[str, Any]) -> bool:
    """Whether an author gave it a role that students don't see, or see only step by step."""
    metadata = cell.get("metadata")
    roles = metadata if isinstance(metadata, dict) else {}
    marks, own = roles.get("nbgrader"), roles.get("lectorium")
    if isinstance(own, dict) and own.get("role") not in OPEN_ROLES:
        return True
    return isinstance(marks, dict) and bool(marks.get("solution") or marks.get("grade"))
