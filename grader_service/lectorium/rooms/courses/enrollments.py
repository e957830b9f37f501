"""Putting people into a class and changing their places."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.events import emit
from lectorium.rooms.courses.access import Access, require
from lectorium.rooms.courses.events import TimeGiven
from lectorium.rooms.courses.members import Member, with_labels
from lectorium.rooms.courses.models import (
    DEFAULT_ACCESS,
    ClassRole,
    Content,
    Enrollment,
    EnrollmentStatus,
    StudentData,
)
from lectorium.rooms.courses.sections import confine, set_sections
from lectorium.rooms.people.api import Actor, User, by_name_or_email, record

LEAST_TIME, MOST_TIME = Decimal(1), Decimal(5)


class PlaceChanges(TypedDict, total=False):
    """What may change about somebody's place.

    A new role brings its usual access unless that is given too; without any ``section_ids`` an assistant
    works with the whole class.
    """

    role: ClassRole
    content: Content
    student_data: StudentData
    status: EnrollmentStatus
    time_multiplier: Decimal
    section_ids: Sequence[UUID]


def enroll(session: Session, actor: Actor, class_id: UUID, username: str, role: ClassRole) -> Member:
    """Put a person of the same school into a class; raises :class:`NotFound` or :class:`Conflict`."""
    found = require(session, actor, class_id, student_data="grade", writable=True, whole_class=True)
    _may_give(found, role)
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
    return member_of(session, enrollment)


def add_member(session: Session, class_id: UUID, user: User, role: ClassRole) -> Enrollment:
    """Enroll, or bring back, without asking who does it; raises :class:`Conflict` if already in."""
    enrollment = find_enrollment(session, class_id, user.id)
    if enrollment is not None and enrollment.status == "active":
        raise Conflict(
            f"{user.name} is in this class already. Nothing was changed.", code="enrolled", field="username"
        )
    if enrollment is None:
        enrollment = Enrollment(id=new_id(), user_id=user.id, class_id=class_id, joined_at=now(session))
        session.add(enrollment)
    give_role(session, enrollment, role)
    enrollment.status, enrollment.dropped_at = "active", None
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(
            f"{user.name} has just joined. Nothing was changed. Reload the list.", code="enrolled"
        ) from None
    return enrollment


def change_enrollment(
    session: Session, actor: Actor, enrollment_id: UUID, **changes: Unpack[PlaceChanges]
) -> Member:
    """Change somebody's place; absent keys stay."""
    enrollment = session.get(Enrollment, enrollment_id)
    if enrollment is None:
        raise NotFound.of("enrollment")
    found = require(session, actor, enrollment.class_id, writable=True)
    _may_change(actor, found, enrollment)
    _refuse_mixture(enrollment, changes)
    before = picture(enrollment)
    if "role" in changes:
        give_role(session, enrollment, changes["role"])
    enrollment.content = changes.get("content", enrollment.content)
    enrollment.student_data = changes.get("student_data", enrollment.student_data)
    enrollment.time_multiplier = within_bounds(changes.get("time_multiplier", enrollment.time_multiplier))
    if "status" in changes:
        enrollment.status = changes["status"]
        enrollment.dropped_at = now(session) if enrollment.status == "dropped" else None
    session.flush()
    after = picture(enrollment)
    if before != after:
        record(session, actor, "enrollment.change", "enrollment", [enrollment_id], before=before, after=after)
    if "time_multiplier" in changes:
        emit(session, TimeGiven(enrollment.class_id))
    if "section_ids" in changes:
        set_sections(session, actor, enrollment, changes["section_ids"])
    return member_of(session, enrollment)


def give_role(session: Session, enrollment: Enrollment, role: ClassRole) -> None:
    """Another role with its usual access; only an assistant stays confined to sections."""
    enrollment.role = role
    enrollment.content, enrollment.student_data = DEFAULT_ACCESS[role]
    if role != "ta" and enrollment.section_ids:
        confine(session, enrollment, ())


def within_bounds(multiplier: Decimal) -> Decimal:
    """How much longer than others somebody has in exams; raises :class:`Invalid`."""
    if not LEAST_TIME <= multiplier <= MOST_TIME:
        raise Invalid(
            f"The factor for exam time lies between {LEAST_TIME} and {MOST_TIME}: 1.25 is a quarter more. "
            "Nothing was changed. Choose another one.",
            field="time_multiplier",
        )
    return multiplier


def member_of(session: Session, enrollment: Enrollment) -> Member:
    """A place with its person and labels."""
    user = session.get_one(User, enrollment.user_id)
    return with_labels(session, [(enrollment, user)])[0]


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


def picture(enrollment: Enrollment) -> dict[str, str]:
    """What an audit event keeps of a place."""
    return {
        "role": enrollment.role,
        "content": enrollment.content,
        "student_data": enrollment.student_data,
        "status": enrollment.status,
        "time_multiplier": format(enrollment.time_multiplier.normalize(), "f"),
    }


def _may_give(found: Access, role: ClassRole) -> None:
    if role != "student" and not found.leads:
        raise Forbidden("Only the class's teachers may add staff. Nothing was changed. Ask one of them.")


def _refuse_mixture(enrollment: Enrollment, changes: PlaceChanges) -> None:
    """Raise :class:`Invalid` for a student with the rights of staff.

    Who edits sees what is hidden and every test, and yet hands in, is graded and sits exams as a student.
    """
    if changes.get("role", enrollment.role) != "student":
        return
    for field, usual in (("content", ("none", "view")), ("student_data", ("none",))):
        if changes.get(field, usual[0]) not in usual:
            raise Invalid(
                "A student sees what is shown and own work: who edits the class or sees others' work isn't "
                "graded in it. Nothing was changed. Make this person an assistant first.",
                code="not_staff",
                field=field,
            )


def _may_change(actor: Actor, found: Access, enrollment: Enrollment) -> None:
    """Teachers change places; nobody changes their own (I16)."""
    if not found.leads:
        raise Forbidden("Only the class's teachers may change this. Nothing was changed. Ask one of them.")
    if enrollment.user_id == actor.user_id and not actor.is_admin:
        raise Forbidden("You can't change your own place. Nothing was changed. Ask another teacher.")
