"""Who is in a class: the roster and changes to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.courses.access import Access, require
from lectorium.rooms.courses.labels import confine
from lectorium.rooms.courses.models import (
    DEFAULT_ACCESS,
    ClassRole,
    Content,
    Enrollment,
    EnrollmentStatus,
    StudentData,
)
from lectorium.rooms.courses.visible import is_visible
from lectorium.rooms.people.api import Actor, User, begins_with, by_name_or_email, record


@dataclass(frozen=True)
class Member:
    """An enrollment and its person."""

    enrollment: Enrollment
    user: User


def list_members(
    session: Session,
    actor: Actor,
    class_id: UUID,
    page: PageRequest,
    *,
    search: str | None = None,
    status: str = "active",
) -> Slice[Member]:
    """A class's roster by username; needs sight of student data.

    Who is confined to sections sees the students in them, and all of the staff.
    """
    found = require(session, actor, class_id, student_data="view")
    statement = (
        select(Enrollment, User)
        .join(User, User.id == Enrollment.user_id)
        .where(Enrollment.class_id == class_id)
        .where((Enrollment.role != "student") | is_visible(found, Enrollment.user_id))
    )
    if status != "all":
        statement = statement.where(Enrollment.status == status)
    if search:
        statement = statement.where(begins_with(search))
    rows = fetch_page(session, statement, (User.username, User.id), page, casts=(str, UUID))
    return rows.map(lambda row: Member(row[0], row[1]))


def enroll(session: Session, actor: Actor, class_id: UUID, username: str, role: ClassRole) -> Member:
    """Put a person of the same school into a class; raises :class:`NotFound` or :class:`Conflict`."""
    found = require(session, actor, class_id, student_data="grade", writable=True, whole_class=True)
    _may_give(actor, found, role)
    user = session.scalar(by_name_or_email(actor.organization_id, username))
    if user is None:
        raise NotFound(
            "Nobody in your school has this name. Nothing was changed. Check it, or ask for an account.",
            code="no_such_person",
            field="username",
        )
    enrollment = add_member(session, class_id, user, role)
    record(
        session,
        actor,
        "enrollment.create",
        "enrollment",
        [enrollment.id],
        after={"user": user.username, "role": role},
    )
    return Member(enrollment, user)


def add_member(session: Session, class_id: UUID, user: User, role: ClassRole) -> Enrollment:
    """Enroll, or bring back, without asking who does it; raises :class:`Conflict` if already in."""
    enrollment = find_enrollment(session, class_id, user.id)
    if enrollment is not None and enrollment.status == "active":
        raise Conflict(
            f"{user.name} is in this class already. Nothing was changed.", code="enrolled", field="username"
        )
    content, student_data = DEFAULT_ACCESS[role]
    if enrollment is None:
        enrollment = Enrollment(id=new_id(), user_id=user.id, class_id=class_id, joined_at=now(session))
        session.add(enrollment)
    enrollment.role, enrollment.content, enrollment.student_data = role, content, student_data
    enrollment.status, enrollment.dropped_at = "active", None
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(
            f"{user.name} has just joined. Nothing was changed. Reload the list.", code="enrolled"
        ) from None
    return enrollment


def change_enrollment(
    session: Session,
    actor: Actor,
    enrollment_id: UUID,
    *,
    role: ClassRole | None = None,
    content: Content | None = None,
    student_data: StudentData | None = None,
    status: EnrollmentStatus | None = None,
) -> Member:
    """Change somebody's place; a new role brings its usual access unless that is given too."""
    enrollment = session.get(Enrollment, enrollment_id)
    if enrollment is None:
        raise NotFound.of("enrollment")
    found = require(session, actor, enrollment.class_id, writable=True)
    _may_change(actor, found, enrollment)
    before = _picture(enrollment)
    if role is not None:
        enrollment.role = role
        enrollment.content, enrollment.student_data = DEFAULT_ACCESS[role]
        if role != "ta" and enrollment.section_ids:
            confine(session, enrollment, ())
    enrollment.content = content or enrollment.content
    enrollment.student_data = student_data or enrollment.student_data
    if status is not None:
        enrollment.status = status
        enrollment.dropped_at = now(session) if status == "dropped" else None
    record(
        session,
        actor,
        "enrollment.change",
        "enrollment",
        [enrollment_id],
        before=before,
        after=_picture(enrollment),
    )
    return Member(enrollment, session.get_one(User, enrollment.user_id))


def find_enrollment(session: Session, class_id: UUID, user_id: UUID) -> Enrollment | None:
    """Somebody's place in a class, dropped or not."""
    return session.scalar(
        select(Enrollment).where(Enrollment.class_id == class_id, Enrollment.user_id == user_id)
    )


def is_class_staff(session: Session, login_name: str) -> bool:
    """Whether somebody helps to teach any class, whatever their role in the school."""
    statement = (
        select(Enrollment.id)
        .join(User, User.id == Enrollment.user_id)
        .where(User.login_name == login_name, Enrollment.status == "active", Enrollment.role != "student")
        .limit(1)
    )
    return session.scalar(statement) is not None


def _picture(enrollment: Enrollment) -> dict[str, str]:
    return {
        "role": enrollment.role,
        "content": enrollment.content,
        "student_data": enrollment.student_data,
        "status": enrollment.status,
    }


def may_place(actor: Actor, found: Access) -> bool:
    """Whether the actor decides who is staff: its teachers do, not everybody who edits content (I16)."""
    return found.role == "teacher" or actor.is_admin


def _may_give(actor: Actor, found: Access, role: ClassRole) -> None:
    if role != "student" and not may_place(actor, found):
        raise Forbidden("Only the class's teachers may add staff. Nothing was changed. Ask one of them.")


def _may_change(actor: Actor, found: Access, enrollment: Enrollment) -> None:
    """Teachers change places; nobody changes their own (I16)."""
    if not may_place(actor, found):
        raise Forbidden("Only the class's teachers may change this. Nothing was changed. Ask one of them.")
    if enrollment.user_id == actor.user_id and not actor.is_admin:
        raise Forbidden("You can't change your own place. Nothing was changed. Ask another teacher.")
