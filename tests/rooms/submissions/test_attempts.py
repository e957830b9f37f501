"""Attempts under concurrency and at the deadline (I1, I2, I4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import RIGHT, answered
from tests.support.work import Course

DUE = datetime(2031, 5, 4, 21, 59, tzinfo=UTC)


def numbers(course: Course, type_: str = "final_submission") -> list[int]:
    with course.database.transaction() as session:
        statement = select(submissions.SubmissionAttempt.attempt_number).where(
            submissions.SubmissionAttempt.challenge_id == course.challenge_id,
            submissions.SubmissionAttempt.type == type_,
        )
        return sorted(session.scalars(statement).all())


def test_i01_sixteen_at_once_get_numbers_without_gap_or_double(course: Course) -> None:
    course.submit(RIGHT)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: course.submit(RIGHT), range(48)))
    assert numbers(course) == list(range(1, 50))


def test_i01_test_runs_are_numbered_apart(course: Course) -> None:
    course.submit(RIGHT)
    course.submit(RIGHT, type="test_run")
    assert numbers(course, "test_run") == [1]


def test_the_limit_holds_under_concurrency_and_counts_final_submissions_only(course: Course) -> None:
    course.set(max_attempts=3)

    def attempt(_: int) -> bool:
        try:
            course.submit(RIGHT)
        except Conflict as refused:
            assert refused.code == "no_attempts_left"
            return False
        return True

    course.submit(RIGHT, type="test_run")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 3
    assert numbers(course) == [1, 2, 3]
    course.submit(RIGHT, type="test_run")


def test_i02_every_attempt_has_exactly_one_current_run(course: Course) -> None:
    for _ in range(3):
        course.submit(RIGHT)
    with course.database.transaction() as session:
        statement = (
            select(func.count())
            .select_from(submissions.SubmissionAttempt)
            .join(grading.GradingRun, grading.GradingRun.attempt_id == submissions.SubmissionAttempt.id)
            .where(
                submissions.SubmissionAttempt.challenge_id == course.challenge_id,
                grading.GradingRun.is_current,
            )
        )
        assert session.scalar(statement) == 3


def submit_at(demo: Database, course: Course, moment: datetime) -> submissions.SubmissionAttempt:
    with demo.transaction() as session:
        set_clock(session, moment)
        return _submit(session, course)


def _submit(session: Session, course: Course) -> submissions.SubmissionAttempt:
    actor = course.school.actor("student1")
    draft = submissions.read_draft(session, actor.user_id, course.challenge_id)
    return submissions.submit(
        session,
        course.store,
        actor,
        course.challenge_id,
        type="final_submission",
        revision=draft.revision if draft else 0,
        content=answered(course.release, RIGHT),
    ).attempt


def test_i04_at_the_deadline_is_in_time_and_a_microsecond_later_is_late(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=DUE)
    assert not submit_at(demo_database, course, DUE).is_late
    late = submit_at(demo_database, course, DUE + timedelta(microseconds=1))
    assert late.is_late
    assert (late.accepted_at, late.due_at) == (DUE + timedelta(microseconds=1), DUE)


def test_i04_where_nothing_late_is_taken_the_microsecond_decides(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=DUE, accept_late=False)
    assert submit_at(demo_database, course, DUE).attempt_number == 1
    with pytest.raises(Conflict, match="due date has passed"):
        submit_at(demo_database, course, DUE + timedelta(microseconds=1))
    assert numbers(course) == [1]


def test_i04_of_many_at_once_none_is_taken_after_the_deadline(course: Course) -> None:
    """The clock goes on while sixteen hand in: each is held against it by the statement that takes it."""
    due = datetime.now(UTC) + timedelta(milliseconds=500)
    course.set(due_date=due, accept_late=False)

    def until_refused(_: int) -> str:
        while True:
            try:
                course.submit(RIGHT)
            except Conflict as refused:
                return refused.code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(until_refused, range(16))) == {"closed"}
    attempt = submissions.SubmissionAttempt
    with course.database.transaction() as session:
        mine = select(attempt).where(attempt.challenge_id == course.challenge_id)
        made = session.scalars(mine.order_by(attempt.accepted_at)).all()
    assert [each.attempt_number for each in made] == list(range(1, len(made) + 1))
    assert all(each.accepted_at <= due and not each.is_late for each in made)


def test_what_is_not_released_yet_is_not_there_for_students(course: Course) -> None:
    course.set(release_date=DUE)
    with pytest.raises(NotFound):
        course.submit(RIGHT)


def test_i14_who_left_reads_own_work_and_hands_nothing_in(course: Course) -> None:
    attempt_id = course.submit(RIGHT)
    school, student = course.school, course.school.users["student1"]
    with course.database.transaction() as session:
        enrollment = courses.find_enrollment(session, school.class_id, student.id)
        assert enrollment is not None
        courses.change_enrollment(session, school.actor("teacher"), enrollment.id, status="dropped")
    with course.database.transaction() as session:
        attempt, _ = submissions.find_attempt(session, school.actor("student1"), attempt_id)
        assert attempt.attempt_number == 1
    with pytest.raises(Conflict, match="left this class"):
        course.submit(RIGHT)
    with course.database.transaction() as session, pytest.raises(Conflict, match="left this class"):
        authoring.reveal_hint(session, school.actor("student1"), course.challenge_id)


def test_an_archived_class_takes_nothing(course: Course) -> None:
    with course.database.transaction() as session:
        courses.change_class(
            session, course.school.actor("teacher"), course.school.class_id, {"is_archived": True}
        )
    with pytest.raises(Conflict, match="archived"):
        course.submit(RIGHT)
