"""Practice, homework and exam as the schema means them: how often, until when, and what is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import RIGHT, answered
from tests.support.work import Course

DUE = datetime(2031, 5, 4, 21, 59, tzinfo=UTC)
STRICT: dict[str, Any] = {"due_date": DUE, "max_attempts": 1, "accept_late": False}


def hand_in_after(demo: Database, course: Course, times: int) -> list[submissions.SubmissionAttempt]:
    """Hand in some times the day after it was due."""
    actor, made = course.school.actor("student1"), []
    for revision in range(times):
        with demo.at(datetime(2031, 5, 5, 12, tzinfo=UTC)).transaction() as session:
            content = answered(course.release, f"{RIGHT}  # {revision}")
            receipt = submissions.submit(
                session,
                course.store,
                actor,
                course.challenge_id,
                type="final_submission",
                revision=revision,
                content=content,
            )
            made.append(receipt.attempt)
    return made


def held(course: Course) -> bool:
    """Whether a graded attempt's result waits to be returned, where the class holds its grades."""
    actor = course.school.actor("student1")
    attempt_id = course.submit(RIGHT)
    course.grade(attempt_id)
    with course.database.transaction() as session:
        return gradebook.view_result(session, actor, attempt_id).status == "held"


def test_practice_is_unlimited_whatever_was_set(course: Course, demo_database: Database) -> None:
    course.set(mode="practice", **STRICT)
    assert [each.attempt_number for each in hand_in_after(demo_database, course, 4)] == [1, 2, 3, 4]


def test_homework_ends_where_it_says_and_else_records_lateness(
    course: Course, demo_database: Database
) -> None:
    course.set(mode="homework", **STRICT)
    with pytest.raises(Conflict, match="due date has passed"):
        hand_in_after(demo_database, course, 1)
    course.set(mode="homework", due_date=DUE, max_attempts=2)
    late = hand_in_after(demo_database, course, 2)
    assert [(each.is_late, each.due_at) for each in late] == [(True, DUE), (True, DUE)]
    with pytest.raises(Conflict) as refused:
        course.submit(RIGHT)
    assert refused.value.code == "no_attempts_left"


@pytest.mark.parametrize(("mode", "waits"), [("practice", False), ("homework", True)])
def test_what_is_held_back_where_the_class_holds_its_grades(course: Course, mode: str, waits: bool) -> None:
    with course.database.transaction() as session:
        teacher, class_id = course.school.actor("teacher"), course.school.class_id
        courses.change_class(session, teacher, class_id, {"hold_grades": True})
    course.set(mode=mode)
    assert held(course) == waits


def test_an_exam_has_one_hand_in_and_nothing_late(course: Course) -> None:
    course.set(mode="exam", **{**STRICT, "max_attempts": 5, "accept_late": True}, time_limit_mins=45)
    with course.database.transaction() as session:
        stored = session.get_one(authoring.Assignment, course.item_id).config
    assert (stored["max_attempts"], stored["accept_late"], stored["time_limit_mins"]) == (None, False, 45)
