"""The main job without a browser: publish, work, run tests, submit, grade, read."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.gradebook.results import TOLD_LATER
from lectorium.rooms.home import api as home
from lectorium.sandbox import Sandbox
from tests.support.notebooks import PARTLY, RIGHT, SOURCE, WRONG, notebook
from tests.support.work import Course


def test_a_right_answer_gets_all_points_and_the_teacher_sees_them(course: Course) -> None:
    attempt_id = course.submit(RIGHT)
    run = course.grade(attempt_id)
    assert run.status == "completed"
    assert (run.score, run.max_score) == (Decimal(3), Decimal(3))
    assert (run.passed, run.total) == (2, 2)
    with course.database.transaction() as session:
        result = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
        table = gradebook.gradebook(
            session, course.school.actor("teacher"), course.school.class_id, PageRequest()
        )
        card = home.item_card(session, course.school.actor("student1"), course.item_id)
    assert result.status == "completed"
    assert (result.score, result.points) == (Decimal(3), Decimal(3))
    assert [row.total for row in table.rows if row.student.username.startswith("student1")] == [Decimal(3)]
    assert card.state == "graded"
    assert card.score == Decimal(3)


def test_an_item_half_of_which_is_handed_in_goes_on(course: Course) -> None:
    teacher, student = course.school.actor("teacher"), course.school.actor("student1")
    with course.database.transaction() as session:
        authoring.add_problem(session, teacher, course.item_id, course.version_id)
        both = authoring.challenges_of_item(session, course.item_id)
    states = []
    for challenge in both:
        course.challenge_id = challenge.id
        course.grade(course.submit(RIGHT))
        with course.database.transaction() as session:
            states.append(home.item_card(session, student, course.item_id).state)
            waiting = [card.item.id for card in home.up_next(session, student)]
        assert (course.item_id in waiting) == (len(states) == 1)
    assert states == ["in progress", "graded"]


def test_the_entry_follows_the_best_attempt(course: Course) -> None:
    for answer in (PARTLY, RIGHT, WRONG):
        course.grade(course.submit(answer))
    with course.database.transaction() as session:
        entry = gradebook.find_entry(session, course.school.users["student1"].id, course.item_id)
    assert entry is not None
    assert (entry.raw_score, entry.score_obtained) == (Decimal(3), Decimal(3))
    assert entry.status == "graded"


def test_a_test_run_runs_no_hidden_line_and_counts_for_nothing(course: Course) -> None:
    half = "def double(x):\n    return 2 * int(x)"
    run = course.grade(course.submit(half, type="test_run"))
    assert (run.passed, run.total) == (2, 2)
    with course.database.transaction() as session:
        assert gradebook.find_entry(session, course.school.users["student1"].id, course.item_id) is None


def test_i25_nothing_produced_after_a_hidden_line_is_shown_to_the_student(course: Course) -> None:
    spy = "def double(x):\n    print('seen', x)\n    raise ValueError(f'told {x!r}')"
    attempt_id = course.submit(spy)
    course.grade(attempt_id)
    with course.database.transaction() as session:
        students = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
        teachers = gradebook.view_result(session, course.school.actor("teacher"), attempt_id)
    assert not any("seen" in test.stdout or "told" in test.message for test in students.tests)
    assert any("told" in test.message for test in teachers.tests)


def test_a_neighbour_does_not_see_the_attempt(course: Course) -> None:
    attempt_id = course.submit(RIGHT)
    with course.database.transaction() as session:
        for who in ("student2", "stranger", "other"):
            with pytest.raises(NotFound):
                gradebook.view_result(session, course.school.actor(who), attempt_id)


def test_a_failed_test_of_a_test_run_says_what_should_have_come_out(course: Course) -> None:
    attempt_id = course.submit(PARTLY, type="test_run")
    course.grade(attempt_id)
    with course.database.transaction() as session:
        result = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
    assert [test.message for test in result.tests if test.status == "fail"] == [
        "double(2) should be 4, but is 0."
    ]


ENDS = "import os\ndef double(x):\n    return 0 if x == 0 else os._exit(1)"
TOLD = "def double(x):\n    print('told', In)\n    return 0"


def _publish_hidden_last(course: Course, sandbox: Sandbox) -> None:
    """The same problem, with the test that has hidden lines behind the other."""
    cells = SOURCE["cells"]
    prepared = authoring.prepare_notebook(notebook(*cells[:2], cells[3], cells[2]), "Doubling", {}, sandbox)
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        course.version_id = authoring.publish_problem(session, course.store, teacher, prepared).id
    course.set()


def test_i25_a_visible_test_moved_behind_a_hidden_one_tells_nothing(course: Course, sandbox: Sandbox) -> None:
    _publish_hidden_last(course, sandbox)
    attempt_id = course.submit(TOLD, order=(0, 1, 3, 2))
    course.grade(attempt_id)
    with course.database.transaction() as session:
        students = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
        teachers = gradebook.view_result(session, course.school.actor("teacher"), attempt_id)
    assert [(test.status, test.stdout) for test in students.tests] == [("pass", ""), ("fail", "")]
    assert not any("abab" in test.message for test in students.tests)
    assert (students.execution_time_ms, students.memory_usage_kb) == (None, None)
    assert teachers.execution_time_ms is not None
    assert any(flag.code == "test_moved" for flag in teachers.flags)
    kept = course.submit(TOLD)  # in the teacher's order the visible test runs before anything hidden
    course.grade(kept)
    with course.database.transaction() as session:
        result = gradebook.view_result(session, course.school.actor("student1"), kept)
    assert "told" in result.tests[0].stdout
    assert not any("abab" in test.stdout for test in result.tests)


@pytest.mark.parametrize("answer", [RIGHT, PARTLY, ENDS], ids=["right", "wrong", "ended"])
def test_i25_a_test_with_hidden_lines_says_nothing_until_its_result_is_returned(
    course: Course, sandbox: Sandbox, answer: str
) -> None:
    _publish_hidden_last(course, sandbox)
    teacher, student = course.school.actor("teacher"), course.school.actor("student1")
    with course.database.transaction() as session:
        courses.change_class(session, teacher, course.school.class_id, {"hold_grades": True})
    moved_id, attempt_id = course.submit(answer, order=(0, 1, 3, 2)), course.submit(answer)
    course.grade(moved_id)
    course.grade(attempt_id)
    with course.database.transaction() as session:
        moved = gradebook.view_result(session, student, moved_id)
        held = gradebook.view_result(session, student, attempt_id)
        gradebook.return_grades(session, teacher, course.item_id)
        returned = gradebook.view_result(session, student, attempt_id)
    assert (list(moved.tests), moved.message) == ([], f"Graded. {TOLD_LATER[1]}")
    assert [test.status for test in held.tests] == ["pass"]
    said = f"1 of 1 test passed. {TOLD_LATER[0]}"
    assert (held.message, held.fault, held.passed, held.total) == (said, "none", 1, 1)
    assert returned.total == 2
    assert (returned.tests[1].status == "pass") is (answer == RIGHT)


def _publish_asserts(course: Course, sandbox: Sandbox) -> None:
    """The same problem, with its tests run as they stand."""
    cells = copy.deepcopy(SOURCE["cells"])
    for cell in cells[2:]:
        cell["metadata"]["lectorium"] = {"keep_asserts": True}
    prepared = authoring.prepare_notebook(notebook(*cells), "Doubling", {}, sandbox)
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        course.version_id = authoring.publish_problem(session, course.store, teacher, prepared).id
    course.set()


def test_i25_a_test_that_is_not_counted_says_so_to_the_student_and_why_to_the_teacher(
    course: Course, sandbox: Sandbox
) -> None:
    _publish_asserts(course, sandbox)
    hook = "get_ipython().events.register('pre_run_cell', lambda info: print(info.raw_cell))"
    attempt_id = course.submit(f"{RIGHT}\n{hook}")
    course.grade(attempt_id)
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        students = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
        teachers = gradebook.view_result(session, teacher, attempt_id)
        table = gradebook.gradebook(session, teacher, course.school.class_id, PageRequest(), flagged=True)
        everybody = gradebook.gradebook(session, teacher, course.school.class_id, PageRequest())
    assert not any("abab" in f"{test.stdout}{test.message}" for test in students.tests)
    assert {test.message[:34] for test in students.tests} == {"This test can't be relied on here,"}
    assert (students.score, list(students.flags)) == (Decimal(0), [])
    assert any("runs with every cell" in flag.message for flag in teachers.flags)
    assert [row.student.id for row in table.rows] == [course.school.users["student1"].id]
    assert table.flagged == everybody.flagged == {(course.school.users["student1"].id, course.item_id)}
    assert len(everybody.rows) > 1


def test_i25_how_a_kernel_ended_behind_a_hidden_line_is_not_told(course: Course) -> None:
    ends = (
        "import os, signal\ndef double(x):\n    return 4 if x == 2 else os.kill(os.getpid(), signal.SIGUSR1)"
    )
    attempt_id = course.submit(ends)
    course.grade(attempt_id)
    with course.database.transaction() as session:
        students = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
        teachers = gradebook.view_result(session, course.school.actor("teacher"), attempt_id)
    assert students.message == "It ended early. 0 of 2 tests passed."
    assert not any("SIG" in test.message for test in students.tests)
    assert "SIGUSR1" in teachers.message
