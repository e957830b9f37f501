"""Which of a notebook's test cells can be judged outside, before anything has run."""

from __future__ import annotations

from typing import Final

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.code import parse_plain, without_magics
from lectorium.rooms.authoring.notebooks.constants import Constants
from lectorium.rooms.authoring.notebooks.extract import KeptWhole, extract
from lectorium.rooms.authoring.notebooks.questions import Step
from lectorium.rooms.authoring.notebooks.roles import grade_id, lectorium, role

AS_ASKED: Final = "its author keeps it so"
GUESSABLE: Final = "every answer would be “yes”, which can be said without knowing anything"
Plan = dict[str, tuple[Step, ...] | str]
"""By the test's key: the steps it is taken apart into, or why it is kept as asserts."""


def plan_of(notebook: Notebook) -> Plan:
    """Read a full notebook from the top: what a name means depends on the cells before."""
    constants = Constants()
    plan: Plan = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        key = grade_id(cell)
        if role(cell) == "test" and key is not None:
            plan[key] = _test(cell, constants)
        else:
            _read(cell, constants)
    return plan


def guessable(steps: tuple[Step, ...]) -> bool:
    """Whether somebody who answers “yes” to everything would pass."""
    questions = [step.question for step in steps if step.question is not None]
    if any(question.pins for question in questions):
        return False
    said = [str(question.wanted) for question in questions if question.how in ("truth", "equal")]
    return len(set(said)) < 2


def _test(cell: Cell, constants: Constants) -> tuple[Step, ...] | str:
    source = without_magics(cell["source"])
    try:
        tree = parse_plain(source)
    except (SyntaxError, ValueError, RecursionError):
        return "Python can't read it"
    if lectorium(cell).get("keep_asserts") is True:
        constants.read_cell(tree, "test")
        return AS_ASKED
    try:
        return extract(source, tree, constants)
    except KeptWhole as kept:
        constants.read_cell(tree, "test")
        return str(kept)
    except RecursionError:
        return "it is nested too deeply"


def _read(cell: Cell, constants: Constants) -> None:
    try:
        constants.read_cell(parse_plain(without_magics(cell["source"])), role(cell))
    except (SyntaxError, ValueError, RecursionError):
        return
