"""Small notebooks for tests: a teacher's source, and a student's copy with answers."""

from __future__ import annotations

import copy
from typing import Any

Notebook = dict[str, Any]


def cell(kind: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A cell; keyword arguments make its nbgrader metadata (schema 3)."""
    metadata: dict[str, Any] = {}
    if nbgrader:
        metadata["nbgrader"] = {
            "schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False, **nbgrader
        }  # fmt: skip
    made: dict[str, Any] = {
        "cell_type": kind,
        "metadata": metadata,
        "source": source,
        "id": f"c{abs(hash(source)):x}"[:16],
    }
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def notebook(*cells: dict[str, Any]) -> Notebook:
    """A notebook on the Python kernel."""
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": list(cells), "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


SOURCE = notebook(
    cell("markdown", "# Doubling\n\nWrite `double(x)`."),
    cell(
        "code",
        "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        solution=True,
        grade_id="double",
    ),
    cell(
        "code",
        "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double('ab') == 'abab'\n### END HIDDEN TESTS",
        grade=True,
        locked=True,
        points=2,
        grade_id="test_double",
    ),
    cell("code", "assert double(0) == 0", grade=True, locked=True, points=1, grade_id="test_zero"),
)

RIGHT = "def double(x):\n    return x + x"
PARTLY = "def double(x):\n    return 0"
WRONG = "def double(x):\n    raise ValueError('not yet')"


def answered(release: Notebook, answer: str, grade_id: str = "double") -> Notebook:
    """The release notebook with a student's answer in the solution cell."""
    made = copy.deepcopy(release)
    for each in made["cells"]:
        if each["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            each["source"] = answer
    return made
