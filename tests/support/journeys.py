"""Students at work: conversations with the tutor as they are stored, and whole journeys."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.rooms.authoring.api import Challenge
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.submissions.api import WorkSession
from lectorium.rooms.tutor.api import LlmInteraction
from tests.support.notebooks import answered
from tests.support.work import Course

DRAFT = "def secret_of_the_draft(): ..."
SECRET_REASON = "an unlikely reason to tell"
NOTES = {
    "v": 1,
    "draft": {"solves": True, "reason": SECRET_REASON, "tried": 1, "passed": 2, "of": 2},
    "instead": "hint",
}


def converse(session: Session, student_id: uuid.UUID, challenge_id: uuid.UUID, **values: Any) -> uuid.UUID:
    """A question that was answered, changed as told; in the student's open session of work."""
    challenge = session.get_one(Challenge, challenge_id)
    place = {"user_id": student_id, "challenge_id": challenge_id}
    opened = insert(WorkSession).values(id=uuid.uuid4(), class_id=challenge.class_id, **place)
    session.execute(opened.on_conflict_do_nothing())
    work = session.scalars(select(WorkSession).filter_by(ended_at=None, **place)).one()
    usual: dict[str, Any] = {
        "kind": "chat",
        "state": "completed",
        "user_prompt": "Why is my sum wrong?",
        "model_response": "Look at the *first* line.",
    }
    row = LlmInteraction(
        organization_id=challenge.organization_id,
        session_id=work.id,
        class_id=challenge.class_id,
        message_key=uuid.uuid4().hex,
        **place,
        **{**usual, **values},
    )
    session.add(row)
    session.flush()
    return row.id


def guarded(session: Session, student_id: uuid.UUID, challenge_id: uuid.UUID, **values: Any) -> uuid.UUID:
    """An answer that the output check has changed."""
    changed = {"guarding": "rewritten", "draft_response": DRAFT, "guard_notes": NOTES}
    return converse(session, student_id, challenge_id, **{**changed, **values})


@dataclass
class Walk:
    """A student at work on a course's problem, at chosen moments: minutes after it began."""

    course: Course
    demo: Database
    who: str = "student1"
    began: datetime = datetime(2031, 3, 3, 9, tzinfo=UTC)

    @property
    def student_id(self) -> uuid.UUID:
        return self.course.school.users[self.who].id

    def at(self, minutes: float) -> Database:
        """The database with its clock held."""
        return self.demo.at(self.began + timedelta(minutes=minutes))

    def open(self, minutes: float) -> None:
        """Begin to work."""
        with self.at(minutes).transaction() as session:
            actor, store = self.course.school.actor(self.who), self.course.store
            submissions.open_session(session, store, actor, self.course.challenge_id)

    def save(self, minutes: float, code: str) -> None:
        """Save a draft."""
        actor, challenge_id = self.course.school.actor(self.who), self.course.challenge_id
        with self.at(minutes).transaction() as session:
            draft = submissions.read_draft(session, actor.user_id, challenge_id)
            submissions.save_draft(
                session,
                actor,
                challenge_id,
                revision=draft.revision if draft else 0,
                content=answered(self.course.release, code),
                focused=20,
            )

    def run(self, minutes: float, code: str, *, final: bool = False) -> uuid.UUID:
        """Run the tests or hand in, and have it graded; the attempt."""
        course = replace(self.course, database=self.at(minutes))
        attempt = course.submit(code, who=self.who, type="final_submission" if final else "test_run")
        course.grade(attempt)
        return attempt

    def ask(self, minutes: float, **values: Any) -> uuid.UUID:
        """A question to the tutor, answered."""
        with self.at(minutes).transaction() as session:
            return converse(session, self.student_id, self.course.challenge_id, **values)
