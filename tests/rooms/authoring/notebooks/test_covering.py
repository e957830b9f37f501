"""An exam's notebook doesn't tell of tests of which nothing is shown (I8)."""

from __future__ import annotations

import json

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.notebooks import with_covered, without_covered
from lectorium.rooms.grading import api as grading
from lectorium.rooms.grading.grader import MISSING
from lectorium.sandbox import Sandbox
from tests.support.exams import Exam
from tests.support.notebooks import RIGHT, Notebook, answered, cell, notebook

SOURCE = notebook(
    cell(
        "code",
        "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        solution=True,
        grade_id="double",
    ),
    cell("code", "assert double(1) == 2", grade=True, locked=True, points=1, grade_id="shown"),
    cell(
        "code",
        "### BEGIN HIDDEN TESTS\nassert double(7) == 14\n### END HIDDEN TESTS",
        grade=True,
        locked=True,
        points=4,
        grade_id="sentinel_hidden",
    ),
    cell("markdown", "The end."),
)


def keys(data: bytes) -> list[str]:
    """The marked cells of a notebook, in order."""
    loaded: Notebook = json.loads(data)
    found = [each["metadata"].get("nbgrader", {}).get("grade_id") for each in loaded["cells"]]
    return [key for key in found if key]


def test_i08_it_tells_neither_names_nor_numbers_of_hidden_tests_and_they_are_graded(
    exam: Exam, sandbox: Sandbox
) -> None:
    course = exam.course
    prepared = authoring.prepare_notebook(SOURCE, "Doubling", {}, sandbox)
    with course.database.transaction() as session:
        teacher = exam.actor("teacher")
        course.version_id = authoring.publish_problem(session, course.store, teacher, prepared).id
    exam.set()
    release = json.dumps(course.release).encode()
    assert keys(release) == ["double", "shown", "sentinel_hidden"]
    assert keys(without_covered(release)) == ["double", "shown"]
    assert b"sentinel_hidden" not in without_covered(release)

    exam.at(0).start()
    opened = exam.at(1).open()
    assert b"sentinel_hidden" not in opened.release
    work = answered(json.loads(opened.release), RIGHT)
    assert keys(with_covered(release, json.dumps(work).encode())) == ["double", "shown", "sentinel_hidden"]
    exam.at(2).save_notebook(work)
    exam.at(3).hand_in()
    run = course.grade(exam.attempts()[0].id)
    with course.database.transaction() as session:
        results = grading.results_of(session, run)
    assert [result.status for result, _ in results] == ["pass", "pass"]
    assert MISSING not in {result.message for result, _ in results}
    assert run.score == 5
    assert run.flags == []
