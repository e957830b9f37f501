"""What this room's rows lose when their person is erased (G2), and what must be settled before."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, Update, delete, select, update
from sqlalchemy.orm import Session, aliased

from lectorium.kit.clock import now_sql
from lectorium.rooms.courses.models import (
    AnnouncementRead,
    Class,
    Enrollment,
    EnrollmentScope,
    LabelMember,
    ResearchGrant,
)
from lectorium.rooms.people.api import Loss


def left_alone(session: Session, person: UUID) -> list[Class]:
    """The classes that go on and would have no teacher: those that the person made, or teaches, alone."""
    teaches = select(Enrollment.class_id).where(
        Enrollment.user_id == person, Enrollment.role == "teacher", Enrollment.status == "active"
    )
    statement = (
        select(Class)
        .where(
            Class.deleted_at.is_(None),
            Class.is_archived.is_(False),
            (Class.owner_id == person) | Class.id.in_(teaches),
            ~_other_teacher(person).exists(),
        )
        .order_by(Class.name, Class.id)
    )
    return list(session.scalars(statement))


def _other_teacher(person: UUID) -> Select[UUID]:
    other = aliased(Enrollment)
    return (
        select(other.user_id)
        .where(
            other.class_id == Class.id,
            other.role == "teacher",
            other.status == "active",
            other.user_id != person,
        )
        .correlate(Class)
    )


def _handed_over(person: UUID) -> Update:
    other = _other_teacher(person)
    heir = other.order_by(other.selected_columns[0]).limit(1).scalar_subquery()
    return update(Class).where(Class.owner_id == person, other.exists()).values(owner_id=heir)


def _places(person: UUID) -> Select[UUID]:
    return select(Enrollment.id).where(Enrollment.user_id == person)


LOSSES: Sequence[Loss] = (
    Loss(
        "student_label_members",
        "sections and labels that they are in",
        lambda person: delete(LabelMember).where(LabelMember.enrollment_id.in_(_places(person))),
    ),
    Loss(
        "enrollment_scopes",
        "sections that they work with",
        lambda person: delete(EnrollmentScope).where(EnrollmentScope.enrollment_id.in_(_places(person))),
    ),
    Loss(
        "enrollments",
        "their place in each class: they are taken out",
        lambda person: (
            update(Enrollment)
            .where(Enrollment.user_id == person, Enrollment.status == "active")
            .values(status="dropped", dropped_at=now_sql())
        ),
    ),
    Loss(
        "announcement_reads",
        "which announcements they have read",
        lambda person: delete(AnnouncementRead).where(AnnouncementRead.user_id == person),
    ),
    Loss(
        "research_grants",
        "research views that they may read",
        lambda person: delete(ResearchGrant).where(ResearchGrant.user_id == person),
    ),
    Loss("classes", "classes that they made: another teacher of the class has them", _handed_over),
)
