"""Tests of which nothing is shown: out of an exam's notebook, and back in when it is handed in (I8)."""

from __future__ import annotations

from lectorium.rooms.authoring.notebooks.added import with_added
from lectorium.rooms.authoring.notebooks.canonical import Cell, canonical_notebook, read_notebook
from lectorium.rooms.authoring.notebooks.markers import COVERED
from lectorium.rooms.authoring.notebooks.roles import grade_id, role


def without_covered(release: bytes) -> bytes:
    """A release notebook that doesn't tell how many hidden tests there are, nor their names and points."""
    notebook = read_notebook(release)
    cells = [cell for cell in notebook["cells"] if not _is_covered(cell)]
    return canonical_notebook({**notebook, "cells": cells}, outputs=False)


def with_covered(release: bytes, submitted: bytes) -> bytes:
    """What was made of such a notebook, with those tests where they stand in the release notebook."""
    teacher, student = read_notebook(release), read_notebook(submitted)
    covered = {key for cell in teacher["cells"] if _is_covered(cell) and (key := grade_id(cell))}
    return canonical_notebook(with_added(teacher, student, covered), outputs=False)


def _is_covered(cell: Cell) -> bool:
    return role(cell) == "test" and cell["source"] == COVERED
