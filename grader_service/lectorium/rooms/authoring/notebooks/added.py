"""Tests that came with a later version than the one a student began with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.roles import grade_id


def with_added(teacher: Notebook, student: Notebook, added: Collection[str]) -> Notebook:
    """The student's notebook with the teacher's cells ``added`` (by grade_id) that it hasn't.

    Each stands behind the nearest of the teacher's earlier cells that the student has, else at the end:
    what nobody gave to the student isn't missing through the student's fault.
    """
    cells = list(student["cells"])
    present = {grade_id(cell) for cell in cells}
    for index, cell in enumerate(teacher["cells"]):
        key = grade_id(cell)
        if key in added and key not in present:
            cells.insert(_place(teacher["cells"][:index], cells), cell)
    return {**student, "cells": cells}


def _place(before: Sequence[Cell], cells: Sequence[Cell]) -> int:
    places = {grade_id(cell): index for index, cell in enumerate(cells)}
    for cell in reversed(before):
        key = grade_id(cell)
        if key is not None and key in places:
            return places[key] + 1
    return len(cells)
