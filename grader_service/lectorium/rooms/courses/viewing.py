"""Looking at a class as one of its students sees it: to read, in that class, and with a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.rooms.courses.access import require
from lectorium.rooms.courses.enrollments import find_enrollment
from lectorium.rooms.courses.visible import require_student
from lectorium.rooms.people.api import Actor, AuditEvent, User, record

ACTION = "class.view_as"
ONE_LOOK = timedelta(minutes=15)
"""Requests within this time are one look, and one event."""


@dataclass(frozen=True)
class Viewing:
    """Who looks, at which class, as whom; ``actor`` is the student, confined to the class."""

    actor: Actor
    class_id: UUID
    class_name: str


def view_as(session: Session, actor: Actor, class_id: UUID, student_id: UUID) -> Viewing:
    """Let staff with sight of a student's data see the class as that student does; kept as an event.

    The rights are asked for anew each time, so a look ends where they do.
    """
    if actor.seen_by is not None:
        raise Conflict("You look as a student already. Nothing was changed. Stop first.", code="view_as")
    found = require(session, actor, class_id, student_data="view")
    place, user = find_enrollment(session, class_id, student_id), session.get(User, student_id)
    if place is None or user is None:
        raise NotFound.of("student")
    require_student(session, found, student_id)
    if place.role != "student" or student_id == actor.user_id:
        raise Invalid(
            "A class is looked at as one of its students sees it. Nothing was changed. Choose a student.",
            code="not_a_student",
            field="student_id",
        )
    student = Actor(user.id, user.organization_id, "student", user.name, within=class_id, seen_by=actor)
    if not _looks_already(session, student):
        record(session, student, ACTION, "user", [user.id], class_id=class_id)
    return Viewing(student, class_id, found.klass.name)


def _looks_already(session: Session, student: Actor) -> bool:
    assert student.seen_by is not None
    statement = select(AuditEvent.id).where(
        AuditEvent.class_id == student.within,
        AuditEvent.timestamp > now_sql() - ONE_LOOK,
        AuditEvent.action == ACTION,
        AuditEvent.actor_id == student.user_id,
        AuditEvent.authenticated_actor_id == student.seen_by.user_id,
    )
    return session.scalar(statement.limit(1)) is not None
