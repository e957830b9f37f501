"""An exam in a class, and its people at chosen moments: the database's clock is held, nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import Notebook, answered
from tests.support.work import Course

__all__ = ["Exam", "Room", "exam"]

OPENS = datetime(2031, 3, 3, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=3)
MINUTES = 60
TICK = timedelta(microseconds=1)
Answer = TypeVar("Answer")


@dataclass
class Exam:
    """An exam of one notebook problem: a window of three hours, an hour for each."""

    course: Course
    demo: Database
    item_id: UUID = field(init=False)
    challenge_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        """Set it."""
        self.set()

    def set(self, **settings: Any) -> Exam:
        """Set the problem as another exam, with other rules."""
        rules: dict[str, Any] = {"release_date": OPENS, "due_date": CLOSES, "time_limit_mins": MINUTES}
        self.challenge_id = self.course.set(mode="exam", **{**rules, **settings})
        self.item_id = self.course.item_id
        return self

    def at(self, minutes: float | datetime = 0) -> Room:
        """Everybody, so many minutes after it opens, or at a moment."""
        moment = minutes if isinstance(minutes, datetime) else OPENS + timedelta(minutes=minutes)
        return Room(self, self.demo.at(moment))

    def slower(self, who: str, multiplier: str) -> None:
        """Give somebody longer in all exams."""
        with self.course.database.transaction() as session:
            session.execute(
                update(courses.Enrollment)
                .where(courses.Enrollment.user_id == self.id_of(who))
                .values(time_multiplier=multiplier)
            )

    def id_of(self, who: str) -> UUID:
        """Whose id."""
        return self.course.school.users[who].id

    def actor(self, who: str) -> Actor:
        """Who acts."""
        return self.course.school.actor(who)

    def attempts(self, who: str = "student1") -> list[submissions.SubmissionAttempt]:
        """What of somebody's was handed in, in order."""
        attempt = submissions.SubmissionAttempt
        with self.course.database.transaction() as session:
            return list(
                session.scalars(
                    select(attempt)
                    .where(
                        attempt.student_id == self.id_of(who),
                        attempt.challenge_id == self.challenge_id,
                        attempt.type == "final_submission",
                    )
                    .order_by(attempt.attempt_number)
                )
            )


@dataclass
class Room:
    """The exam's people at one moment."""

    exam: Exam
    database: Database

    def do(self, step: Callable[[Session], Answer]) -> Answer:
        """One transaction."""
        with self.database.transaction() as session:
            return step(session)

    def start(self, who: str = "student1") -> submissions.SittingView:
        """Begin, or come again."""
        return self.do(
            lambda session: submissions.start_sitting(session, self.exam.actor(who), self.exam.item_id)
        )

    def look(self, who: str = "student1") -> submissions.SittingView:
        """One's own sitting."""
        return self.do(
            lambda session: submissions.own_sitting(session, self.exam.actor(who), self.exam.item_id)
        )

    def save(self, answer: str, revision: int = 0, who: str = "student1") -> submissions.Saved:
        """Save work on the exam's problem."""
        return self.save_notebook(answered(self.exam.course.release, answer), revision, who)

    def open(self, who: str = "student1") -> submissions.Opened:
        """What is needed to begin work."""
        store, challenge_id = self.exam.course.store, self.exam.challenge_id
        return self.do(
            lambda session: submissions.open_session(session, store, self.exam.actor(who), challenge_id)
        )

    def save_notebook(self, content: Notebook, revision: int = 0, who: str = "student1") -> submissions.Saved:
        """Save a notebook."""
        return self.do(
            lambda session: submissions.save_draft(
                session,
                self.exam.actor(who),
                self.exam.challenge_id,
                revision=revision,
                content=content,
                focused=0,
            )
        )

    def run_tests(self, answer: str, revision: int = 0, who: str = "student1") -> UUID:
        """Run the visible tests; returns the attempt."""
        return self._submit("test_run", answer, revision, who)

    def submit(self, answer: str, revision: int = 0, who: str = "student1") -> UUID:
        """Try to hand one problem in by itself."""
        return self._submit("final_submission", answer, revision, who)

    def _submit(self, type_: submissions.AttemptType, answer: str, revision: int, who: str) -> UUID:
        content = answered(self.exam.course.release, answer)
        return self.do(
            lambda session: (
                submissions.submit(
                    session,
                    self.exam.course.store,
                    self.exam.actor(who),
                    self.exam.challenge_id,
                    type=type_,
                    revision=revision,
                    content=content,
                ).attempt.id
            )
        )

    def hand_in(self, who: str = "student1") -> submissions.SittingView:
        """End one's own sitting."""
        store, item_id = self.exam.course.store, self.exam.item_id
        return self.do(lambda session: submissions.hand_in(session, store, self.exam.actor(who), item_id))

    def extend(
        self, minutes: int, student: str | None = None, *, by: str = "teacher"
    ) -> submissions.Extended:
        """More time for one, or for all."""
        chosen = [self.exam.id_of(student)] if student else None
        return self.do(
            lambda session: submissions.extend(
                session, self.exam.actor(by), self.exam.item_id, minutes=minutes, student_ids=chosen
            )
        )

    def take_back(
        self, minutes: int, student: str | None = None, *, by: str = "teacher", confirmed: bool = True
    ) -> submissions.TakenBack:
        """Minutes taken back from one, or from all who have any."""
        chosen = [self.exam.id_of(student)] if student else None
        return self.do(
            lambda session: submissions.take_back(
                session,
                self.exam.actor(by),
                self.exam.item_id,
                minutes=minutes,
                student_ids=chosen,
                confirmed=confirmed,
            )
        )

    def reopen(self, minutes: int, student: str = "student1", *, by: str = "teacher") -> Any:
        """Let somebody go on."""
        row = self.row(student, by=by)
        assert row.sitting is not None
        sitting_id = row.sitting.id
        return self.do(
            lambda session: submissions.reopen(session, self.exam.actor(by), sitting_id, minutes=minutes)
        )

    def list(self, *, by: str = "teacher", **query: Any) -> submissions.SittingsView:
        """What staff see."""
        return self.do(
            lambda session: submissions.list_sittings(
                session, self.exam.actor(by), self.exam.item_id, PageRequest(), **query
            )
        )

    def row(self, student: str = "student1", *, by: str = "teacher") -> submissions.SittingRow:
        """What staff see of one."""
        rows = self.list(by=by).rows.items
        return next(row for row in rows if row.student.id == self.exam.id_of(student))

    def sweep(self) -> int:
        """The sweeper comes by."""
        return submissions.sweep(self.database, self.exam.course.store)


@pytest.fixture
def exam(course: Course, demo_database: Database) -> Exam:
    """An exam in a fresh class."""
    return Exam(course, demo_database)
