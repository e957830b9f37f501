"""Tests of a later version in the notebook of a student who began with an earlier one."""

import copy
import json

from lectorium.rooms.authoring.notebooks import assemble, freeze_notebook
from tests.support.notebooks import RIGHT, SOURCE, answered, cell

OLD = freeze_notebook(SOURCE)
THREE = cell("code", "assert double(3) == 6", grade=True, locked=True, points=1, grade_id="test_three")
LAST = cell("code", "assert double(1) == 2", grade=True, locked=True, points=1, grade_id="test_last")
NEWER = copy.deepcopy(SOURCE)
NEWER["cells"][2:2] = [THREE]
NEWER["cells"].append(LAST)
NEW = freeze_notebook(NEWER)


def order(added: set[str], *, without: str = "") -> tuple[list[str | None], tuple[str, ...], list[str]]:
    student = answered(json.loads(OLD.release), RIGHT)
    student["cells"] = [
        each for each in student["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") != without
    ]
    found = assemble(NEW.full, student, NEW.cases, added=added)
    return (
        [each.test_id for each in found.cells if each.test_id],
        found.missing,
        [each.code for each in found.findings],
    )


def test_what_the_student_never_had_runs_in_the_teachers_place() -> None:
    assert order({"test_three", "test_last"}) == (
        ["test_three", "test_double", "test_zero", "test_last"],
        (),
        [],
    )


def test_i25_what_the_student_had_and_deleted_is_still_missing() -> None:
    ran, missing, findings = order({"test_three", "test_last"}, without="test_zero")
    assert ran == ["test_three", "test_double", "test_last"]
    assert (missing, findings) == (("test_zero",), ["test_missing"])


def test_without_a_place_it_runs_at_the_end() -> None:
    ran, _, _ = order({"test_three"}, without="double")
    assert ran == ["test_double", "test_zero", "test_three"]
