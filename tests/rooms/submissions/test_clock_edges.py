"""The deadline's microsecond on the nights when clocks change, for all that has one (I4, I6, I18)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.submissions import api as submissions
from lectorium_server.pages.moments import read_moment
from tests.support.exams import TICK, Exam
from tests.support.notebooks import RIGHT, answered
from tests.support.quizzes import RIGHT as ANSWERS
from tests.support.quizzes import Quizzed, questions, quizzed
from tests.support.work import Course

__all__ = ["questions", "quizzed"]
BERLIN = "Europe/Berlin"
# In the first 02:30 doesn't exist, in the second it comes twice: the later one is meant.
NIGHTS = {"spring": ("2031-03-30T03:30", 30), "autumn": ("2031-10-26T02:30", 26)}
HOUR = timedelta(hours=1)


@pytest.fixture(params=NIGHTS)
def due(request: pytest.FixtureRequest) -> datetime:
    """A due date as staff type it, half an hour after the clocks have changed."""
    typed, day = NIGHTS[request.param]
    found = read_moment(typed, BERLIN, field="due_date")
    assert found == datetime(2031, 3 if day == 30 else 10, day, 1, 30, tzinfo=UTC)
    before = (found - HOUR).astimezone(ZoneInfo(BERLIN)).utcoffset()
    assert before != found.astimezone(ZoneInfo(BERLIN)).utcoffset()
    return found


def test_i04_homework_and_its_exceptions(course: Course, demo_database: Database, due: datetime) -> None:
    course.set(due_date=due, accept_late=False)
    values: authoring.Values = {"due_date": due + HOUR}
    with course.database.transaction() as session:
        student_id = course.school.users["student2"].id
        submissions.put_override(
            session, course.school.actor("teacher"), course.item_id, values, student_id=student_id
        )
    content = answered(course.release, RIGHT)

    def hand_in(who: str, moment: datetime) -> submissions.SubmissionAttempt:
        actor = course.school.actor(who)
        with demo_database.at(moment).transaction() as session:
            draft = submissions.read_draft(session, actor.user_id, course.challenge_id)
            revision = draft.revision if draft else 0
            return submissions.submit(
                session,
                course.store,
                actor,
                course.challenge_id,
                type="final_submission",
                revision=revision,
                content=content,
            ).attempt

    for who, end in (("student1", due), ("student2", due + HOUR)):
        assert (hand_in(who, end).accepted_at, hand_in(who, end).is_late) == (end, False)
        with pytest.raises(Conflict) as refused:
            hand_in(who, end + TICK)
        assert refused.value.code == "closed"


def test_i05_a_quiz_and_its_exceptions(quizzed: Quizzed, demo_database: Database, due: datetime) -> None:
    """One resolver: a student's own date and attempts hold for a quiz as for an assignment."""
    quizzed.set(due_date=due, accept_late=False, max_attempts=1)
    values: authoring.Values = {"due_date": due + HOUR, "max_attempts": 2}
    with quizzed.database.transaction() as session:
        teacher, student_id = quizzed.school.actor("teacher"), quizzed.school.users["student2"].id
        submissions.put_override(session, teacher, quizzed.item_id, values, student_id=student_id)

    def hand_in(who: str, moment: datetime) -> str | datetime:
        drafts = quizzed.drafts(ANSWERS, who)
        try:
            with demo_database.at(moment).transaction() as session:
                actor = quizzed.school.actor(who)
                return submissions.hand_in_quiz(
                    session, quizzed.store, actor, quizzed.item_id, drafts
                ).accepted_at
        except Conflict as refused:
            return refused.code

    assert hand_in("student1", due + TICK) == "closed"
    assert [hand_in("student1", due) for _ in range(2)] == [due, "no_attempts_left"]
    later = due + HOUR
    assert hand_in("student2", later + TICK) == "closed"
    assert [hand_in("student2", later) for _ in range(3)] == [later, later, "no_attempts_left"]


def test_i06_an_exam_over_the_change_is_as_long_as_any(exam: Exam, due: datetime) -> None:
    exam.set(release_date=due - 2 * HOUR, due_date=due, time_limit_mins=60)
    exam.slower("student2", "1.5")
    assert exam.at(due - HOUR).start().deadline_at == due
    assert exam.at(due - HOUR).look().remaining_seconds == 3600
    assert exam.at(due).start("student2").deadline_at == due + HOUR / 2
    exam.at(due).save(RIGHT)
    with pytest.raises(Conflict) as refused:
        exam.at(due + TICK).save(RIGHT + "\n", 1)
    assert refused.value.code == "closed"

    def longer(session: Session) -> None:
        values: authoring.Values = {"due_date": due + HOUR}
        submissions.put_override(
            session, exam.actor("teacher"), exam.item_id, values, student_id=exam.id_of("student2")
        )

    exam.at(due).do(longer)
    assert exam.at(due).look("student2").deadline_at == due + HOUR * 1.5
    exam.at(due + TICK).sweep()
    assert [attempt.accepted_at for attempt in exam.attempts()] == [due]
