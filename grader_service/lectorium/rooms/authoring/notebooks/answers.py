"""The answers a teacher grades by hand, as the student left them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook, read_notebook
from lectorium.rooms.authoring.notebooks.roles import HAND_GRADED, grade_id, role, with_role


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its text (Markdown, or code where ``is_code``), and whether it differs from what was given.

    An unchanged answer is worth 0 without anybody reading it.
    """

    key: str
    text: str
    is_code: bool
    changed: bool


def answers(
    release: bytes | str | Mapping[str, Any], submitted: bytes | str | Mapping[str, Any]
) -> tuple[Answer, ...]:
    """The answer to each hand-graded cell of ``release``, in its order; an empty text where the cell is gone.

    The answer to a task is what the student added below it. Raises ``NotebookRefused`` for what is no
    notebook.
    """
    given, student = read_notebook(release), read_notebook(submitted)
    return tuple(_answer(cell, given, student) for _, cell in with_role(given, *HAND_GRADED))


def _answer(asked: Cell, given: Notebook, student: Notebook) -> Answer:
    key = grade_id(asked) or ""
    # Of a doubled id the last cell counts, as in grading.
    places = [index for index, cell in enumerate(student["cells"]) if grade_id(cell) == key]
    if not places:
        return Answer(key, "", is_code=False, changed=False)
    cell = student["cells"][places[-1]]
    if role(asked) == "task":
        text = _added_below(student, places[-1], {cell["source"].strip() for cell in given["cells"]})
        return Answer(key, text, is_code=False, changed=bool(text))
    changed = cell["source"].strip() != asked["source"].strip()
    return Answer(key, cell["source"], is_code=cell["cell_type"] == "code", changed=changed)


def _added_below(student: Notebook, index: int, known: set[str]) -> str:
    """The cells below a task that weren't in the release, up to the next cell with a role, code fenced."""
    parts = []
    for cell in student["cells"][index + 1 :]:
        if grade_id(cell):
            break
        source = cell["source"].strip()
        if source and source not in known:
            parts.append(f"```python\n{source}\n```" if cell["cell_type"] == "code" else source)
    return "\n\n".join(parts)
