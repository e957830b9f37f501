"""Grading by hand: what waits, what staff set, what students see and when (I12, I15, I16)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from tests.support.notebooks import PARTLY, RIGHT, SOURCE, cell
from tests.support.people import School
from tests.support.work import Course

QUESTION = cell(
    "markdown",
    "### BEGIN SOLUTION\nIt is linear.\n### END SOLUTION",
    grade=True,
    solution=True,
    points=4,
    grade_id="why",
)
WITH_QUESTION = {**SOURCE, "cells": [*SOURCE["cells"], QUESTION]}


@pytest.fixture
def course(database: Database, store: ObjectStore, sandbox: Sandbox, school: School) -> Course:
    """The doubling problem with a question that only a person can grade."""
    prepared = authoring.prepare_notebook(WITH_QUESTION, "Doubling and why", {}, sandbox, run_solution=False)
    with database.transaction() as session:
        version = authoring.publish_problem(session, store, school.actor("teacher"), prepared)
    made = Course(database, store, sandbox, school, version.id)
    made.set()
    return made


def hand_in(course: Course, answer: str, words: str = "Because.") -> None:
    course.grade(course.submit(answer, words))


def entry_of(course: Course) -> gradebook.GradebookEntry:
    with course.database.transaction() as session:
        entry = gradebook.find_entry(session, course.school.users["student1"].id, course.item_id)
    assert entry is not None
    return entry


def change(course: Course, who: str = "teacher", **changes: object) -> gradebook.GradebookEntry:
    with course.database.transaction() as session:
        return gradebook.change_grade(
            session,
            course.school.actor(who),
            course.item_id,
            course.school.users["student1"].id,
            **changes,  # type: ignore[arg-type]
        )


def seen_by_student(course: Course) -> tuple[str, Decimal | None, str]:
    with course.database.transaction() as session:
        student = course.school.actor("student1")
        card = home.item_card(session, student, course.item_id)
        (own,) = [
            grade
            for grade in gradebook.own_grades(session, student, course.school.class_id)
            if grade.assignment.item.id == course.item_id
        ]
    assert own.entry is not None or card.score is None
    assert card.state is not None
    return card.state, card.score, own.message


def test_what_waits_for_a_person_is_pending_and_shows_the_student_nothing(course: Course) -> None:
    hand_in(course, RIGHT)
    entry = entry_of(course)
    assert entry.status == "pending"
    assert entry.needs_manual
    assert (entry.raw_score, entry.max_score) == (Decimal(3), Decimal(7))
    assert seen_by_student(course) == ("submitted", None, "Handed in. Your teacher returns the grade.")


def test_an_untouched_answer_waits_for_nobody(course: Course) -> None:
    course.grade(course.submit(RIGHT))
    assert entry_of(course).status == "graded"


def test_words_added_after_all_tests_passed_are_read(course: Course) -> None:
    course.grade(course.submit(RIGHT))
    first, second = course.submit(RIGHT, "It grows."), course.submit(RIGHT, "It is linear.")
    for attempt_id in (first, second):
        course.grade(attempt_id)
    student = course.school.users["student1"].id
    with course.database.transaction() as session:
        best = gradebook.best_attempts(session, student, [course.challenge_id])
    assert best[course.challenge_id].attempt_id == second
    assert entry_of(course).needs_manual


def test_points_by_hand_are_added_and_seen_once_returned(course: Course) -> None:
    hand_in(course, RIGHT)
    entry = change(course, adjustment=Decimal("3.5"), feedback="Say more.", returned=True)
    assert entry.status == "graded"
    assert entry.score_obtained == Decimal("6.5")
    assert seen_by_student(course) == ("returned", Decimal("6.5"), "Returned.")


def test_i12_what_staff_set_survives_the_next_attempt(course: Course) -> None:
    hand_in(course, PARTLY)
    change(course, adjustment=Decimal(2), returned=True)
    hand_in(course, RIGHT, "Because of this.")
    entry = entry_of(course)
    assert entry.adjustment == Decimal(2)
    assert entry.score_obtained == Decimal(5)
    assert entry.override_by == course.school.users["teacher"].id


def test_a_grade_can_be_taken_back_and_is_hidden_again(course: Course) -> None:
    hand_in(course, RIGHT)
    change(course, adjustment=Decimal(1), returned=True)
    change(course, returned=False)
    assert seen_by_student(course)[1] is None


def test_excused_stays_excused(course: Course) -> None:
    hand_in(course, RIGHT)
    change(course, excused=True, returned=True)
    hand_in(course, PARTLY, "Again.")
    entry = entry_of(course)
    assert entry.status == "excused"
    assert entry.score_obtained is None
    assert seen_by_student(course)[0] == "excused"


def test_nothing_handed_in_is_nothing_to_return(course: Course) -> None:
    with pytest.raises(Conflict):
        change(course, returned=True)


@pytest.mark.parametrize(
    ("who", "error"), [("student2", Forbidden), ("stranger", NotFound), ("other", NotFound)]
)
def test_others_grade_nobody(course: Course, who: str, error: type[Exception]) -> None:
    hand_in(course, RIGHT)
    with pytest.raises(error):
        change(course, who=who, adjustment=Decimal(4))


def test_i16_nobody_grades_themselves(course: Course) -> None:
    with course.database.transaction() as session, pytest.raises(Forbidden):
        gradebook.change_grade(
            session,
            course.school.actor("ta"),
            course.item_id,
            course.school.users["ta"].id,
            adjustment=Decimal(4),
        )


def test_returning_an_item_returns_what_is_graded_and_leaves_what_waits(course: Course) -> None:
    hand_in(course, RIGHT)
    change(course, adjustment=Decimal(1))
    change(course, returned=False)
    with course.database.transaction() as session:
        assert gradebook.return_grades(session, course.school.actor("teacher"), course.item_id) == 1
    assert seen_by_student(course)[0] == "returned"


def test_an_answer_for_a_person_is_no_test_and_its_absence_is_named(course: Course) -> None:
    attempt_id = course.submit(RIGHT)
    run = course.grade(attempt_id)
    assert (run.passed, run.total) == (2, 2)
    with course.database.transaction() as session:
        result = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
    assert result.fault == "none"
    assert "2 of 2 tests passed" in result.message
    assert "still waits for your words" in result.next_step


def test_a_test_run_says_how_much_of_the_problem_it_tries(course: Course) -> None:
    attempt_id = course.submit(RIGHT, type="test_run")
    course.grade(attempt_id)
    with course.database.transaction() as session:
        result = gradebook.view_result(session, course.school.actor("student1"), attempt_id)
    assert result.points == Decimal(3)
    assert "Test runs try 3 of the 7 points; the rest is graded once you hand in." in result.next_step


def test_what_staff_hold_stays_held_until_they_return_it(course: Course) -> None:
    course.grade(course.submit(RIGHT))
    assert entry_of(course).returned_at is not None
    change(course, returned=False)
    change(course, feedback="Wait for the others.")
    assert entry_of(course).returned_at is None
    change(course, returned=True)
    assert entry_of(course).returned_at is not None


def test_points_by_hand_are_not_shown_before_they_are_returned(course: Course) -> None:
    hand_in(course, RIGHT)
    change(course, adjustment=Decimal(2))
    assert seen_by_student(course)[1] is None
    change(course, returned=True)
    assert seen_by_student(course)[1] == Decimal(5)


def test_a_class_may_hold_every_grade_until_staff_return_it(course: Course) -> None:
    with course.database.transaction() as session:
        teacher, class_id = course.school.actor("teacher"), course.school.class_id
        courses.change_class(session, teacher, class_id, {"hold_grades": True})
    course.grade(course.submit(RIGHT))
    assert entry_of(course).status == "graded"
    assert seen_by_student(course)[1] is None
    with course.database.transaction() as session:
        assert gradebook.return_grades(session, teacher, course.item_id) == 1
    assert seen_by_student(course)[1] == Decimal(3)
