"""A student's copy with the teacher's tests in it, whatever the student did to the copy."""

import json
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

import pytest

from lectorium.rooms.authoring.notebooks import Assembled, NotebookRefused, answers, assemble, freeze_notebook
from lectorium.rooms.authoring.notebooks.assemble import Earlier
from tests.support.notebooks import RIGHT, SOURCE, cell, notebook

FROZEN = freeze_notebook(SOURCE)
Book = dict[str, Any]


def handed_in(
    change: Callable[[list[dict[str, Any]]], object] = lambda cells: None, earlier: Collection[Earlier] = ()
) -> Assembled:
    student = json.loads(FROZEN.release)
    student["cells"][1]["source"] = RIGHT
    change(student["cells"])
    return assemble(FROZEN.full, student, FROZEN.cases, earlier=earlier)


def ran(assembled: Assembled) -> dict[str | None, str]:
    return {one.test_id: one.source for one in assembled.cells if one.test_id}


def codes(assembled: Assembled) -> list[str]:
    return [finding.code for finding in assembled.findings]


FULL_TESTS = {case.key: case.input for case in FROZEN.cases}


def test_the_students_solution_runs_with_the_teachers_tests() -> None:
    assembled = handed_in()
    assert [one.test_id for one in assembled.cells] == [None, "test_double", "test_zero"]
    assert assembled.cells[0].source == RIGHT
    assert ran(assembled) == FULL_TESTS
    assert assembled.missing == ()
    assert assembled.findings == ()


def test_hidden_lines_that_come_back_are_no_warning_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    handed_in()
    assert caplog.messages == []


def test_a_test_run_holds_no_hidden_line() -> None:
    assembled = assemble(FROZEN.release, FROZEN.release, FROZEN.cases)
    assert not any("abab" in one.source for one in assembled.cells)
    assert ran(assembled)["test_double"] == "assert double(2) == 4"


def test_cells_the_student_added_stay_in_their_place() -> None:
    assembled = handed_in(lambda cells: cells.insert(2, cell("code", "print('mine')")))
    assert [one.source for one in assembled.cells][:2] == [RIGHT, "print('mine')"]


def test_empty_cells_and_text_do_not_run() -> None:
    assembled = handed_in(lambda cells: cells.extend([cell("code", "  \n"), cell("markdown", "notes")]))
    assert len(assembled.cells) == 3


def _edit(cells: list[dict[str, Any]]) -> None:
    cells[2]["source"] = "pass"


def _points(cells: list[dict[str, Any]]) -> None:
    cells[2]["metadata"]["nbgrader"]["points"] = 1000


def _unlock(cells: list[dict[str, Any]]) -> None:
    cells[2]["metadata"]["nbgrader"] |= {"locked": False, "grade": False, "solution": True}
    cells[2]["source"] = "pass"


def _words(cells: list[dict[str, Any]]) -> None:
    cells[2] |= {
        "cell_type": "markdown",
        "source": "no test",
        "attachments": {"a.png": {"image/png": "eA=="}},
    }


def _infinite(cells: list[dict[str, Any]]) -> None:
    cells[2]["metadata"]["nbgrader"]["points"] = 10**4000


def _garbage(cells: list[dict[str, Any]]) -> None:
    cells[2]["metadata"]["nbgrader"] = {"grade_id": "test_double", "schema_version": "?", "points": {}}


def _double_before(cells: list[dict[str, Any]]) -> None:
    cells.insert(0, {**json.loads(json.dumps(cells[2])), "id": "copy", "source": "pass"})


def _double_after(cells: list[dict[str, Any]]) -> None:
    cells.append({**json.loads(json.dumps(cells[2])), "id": "copy", "source": "pass"})


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_edit, ["test_edited"]),
        (_points, ["points_edited"]),
        (_unlock, ["test_edited"]),
        (_words, ["test_edited"]),
        (_garbage, ["points_edited"]),
        (_infinite, ["points_edited"]),
        (_double_before, ["test_duplicated", "test_edited"]),
        (_double_after, ["test_duplicated", "test_edited"]),
    ],
)
def test_i25_tampering_with_a_test_cell_has_no_effect_and_is_flagged(
    tamper: Callable[[list[dict[str, Any]]], None], found: list[str]
) -> None:
    assembled = handed_in(tamper)
    assert ran(assembled) == FULL_TESTS
    assert [one.test_id for one in assembled.cells].count("test_double") == 1
    assert codes(assembled) == found


def test_i25_a_deleted_test_is_missing_and_flagged() -> None:
    assembled = handed_in(lambda cells: cells.pop(2))
    assert assembled.missing == ("test_double",)
    assert ran(assembled).keys() == {"test_zero"}
    assert codes(assembled) == ["test_missing"]


def test_i25_a_test_under_another_name_is_missing() -> None:
    def rename(cells: list[dict[str, Any]]) -> None:
        cells[2]["metadata"]["nbgrader"]["grade_id"] = "mine"

    assembled = handed_in(rename)
    assert assembled.missing == ("test_double",)


def test_a_deleted_answer_is_flagged() -> None:
    assembled = handed_in(lambda cells: cells.pop(1))
    assert codes(assembled) == ["answer_missing"]


def test_another_notebook_fails_every_test() -> None:
    assembled = assemble(FROZEN.full, notebook(cell("code", "print(1)")), FROZEN.cases)
    assert set(assembled.missing) == FULL_TESTS.keys()


def test_what_is_no_notebook_is_refused() -> None:
    with pytest.raises(NotebookRefused):
        assemble(FROZEN.full, b"\x00", FROZEN.cases)


ESSAY = cell("markdown", "The teacher's words", grade=True, solution=True, points=2, grade_id="essay")
TASK = cell("markdown", "Prove it below.", task=True, points=4, grade_id="proof")


def test_answers_by_hand_are_read_and_untouched_ones_told_apart() -> None:
    release = json.loads(freeze_notebook(notebook(*SOURCE["cells"], ESSAY, TASK)).release)
    essay, proof = answers(release, release)
    assert (essay.changed, proof.changed) == (False, False)
    release_cells = release["cells"]
    written = {**release, "cells": [*release_cells, cell("markdown", "Because."), cell("code", "1 + 1")]}
    written["cells"][-4] = {**written["cells"][-4], "source": "My words"}
    essay, proof = answers(release, written)
    assert (essay.text, essay.changed) == ("My words", True)
    assert (proof.text, proof.changed) == ("Because.\n\n```python\n1 + 1\n```", True)


def test_a_deleted_answer_is_an_empty_one() -> None:
    release = json.loads(freeze_notebook(notebook(*SOURCE["cells"], ESSAY)).release)
    (essay,) = answers(release, {**release, "cells": release["cells"][:-1]})
    assert (essay.text, essay.changed) == ("", False)


def test_a_copy_of_an_earlier_version_was_not_edited() -> None:
    def as_before(cells: list[dict[str, Any]]) -> None:
        _points(cells)
        cells[2]["source"] = "assert double(1) == 2"

    before = Earlier("test_double", Decimal(1000), "assert double(1) == 2\n")
    assert codes(handed_in(as_before)) == ["test_edited", "points_edited"]
    assert codes(handed_in(as_before, earlier=[before])) == []
    assert codes(handed_in(_edit, earlier=[before])) == ["test_edited"]
