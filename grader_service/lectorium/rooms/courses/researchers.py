"""Researchers: let into a class's research view by its teacher, and into nothing else of it (G3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Forbidden, Invalid, NotFound
from lectorium.rooms.courses.access import Access, access, refuse_archived
from lectorium.rooms.courses.models import Class, Enrollment, ResearchGrant
from lectorium.rooms.people.api import Actor, User, by_name_or_email, concerns, record


@dataclass(frozen=True)
class Researcher:
    """Somebody who was let in, and since when."""

    user: User
    granted_at: datetime


def researchers_of(session: Session, actor: Actor, class_id: UUID) -> list[Researcher]:
    """Who was let into a class's research view, for its teachers."""
    _require_lead(session, actor, class_id)
    statement = (
        select(User, ResearchGrant.granted_at)
        .join(ResearchGrant, ResearchGrant.user_id == User.id)
        .where(ResearchGrant.class_id == class_id, User.deleted_at.is_(None))
        .order_by(User.username)
    )
    return [Researcher(user, granted_at) for user, granted_at in session.execute(statement)]


def let_in(session: Session, actor: Actor, class_id: UUID, name: str) -> Researcher:
    """Let a researcher in by username or address; raises :class:`Invalid` for anybody else."""
    refuse_archived(_require_lead(session, actor, class_id))
    user = session.scalar(by_name_or_email(actor.organization_id, name))
    if user is None or user.role != "researcher":
        raise Invalid(
            "Nobody of that name is a researcher in this school. Nothing was changed. "
            "Check the name, or ask an administrator to give the account that role.",
            code="no_researcher",
            field="username",
        )
    if _learns(session, class_id, user.id):
        raise Invalid(
            "This person learns in the class. Nothing was changed. Choose somebody who doesn't learn in it.",
            code="learns_here",
            field="username",
        )
    if _sees_names(session, class_id, user.id):
        raise Invalid(
            "This person works in the class and sees its students by name: they could tell from the research "
            "view who allows research. Nothing was changed. Choose somebody who doesn't see students' data "
            "in it.",
            code="sees_names",
            field="username",
        )
    found = session.get(ResearchGrant, (class_id, user.id), with_for_update=True)
    if found is None:
        found = ResearchGrant(
            class_id=class_id, user_id=user.id, granted_by=actor.user_id, granted_at=now(session)
        )
        session.add(found)
        record(session, actor, "research.let_in", "user", [user.id], class_id=class_id)
        session.flush()
    return Researcher(user, found.granted_at)


def shut_out(session: Session, actor: Actor, class_id: UUID, user_id: UUID) -> None:
    """Let a researcher in no more, of an archived class, too; raises :class:`NotFound`."""
    _require_lead(session, actor, class_id)
    found = session.get(ResearchGrant, (class_id, user_id))
    if found is None:
        raise NotFound.of("researcher")
    session.delete(found)
    record(session, actor, "research.shut_out", "user", [user_id], class_id=class_id)


def researched_classes(session: Session, actor: Actor) -> list[Class]:
    """The classes whose research view the actor was let into, by name."""
    if actor.role != "researcher":
        return []
    statement = (
        select(Class)
        .join(ResearchGrant, ResearchGrant.class_id == Class.id)
        .where(
            ResearchGrant.user_id == actor.user_id,
            Class.organization_id == actor.organization_id,
            Class.deleted_at.is_(None),
        )
        .order_by(Class.name, Class.id)
    )
    return list(session.scalars(statement))


def require_research(session: Session, actor: Actor, class_id: UUID) -> Class:
    """The class whose research view the actor may read; raises :class:`Forbidden`.

    Only researchers who were let in may, as long as they have that role, don't learn there and don't see its
    students by name: who reads the same questions with names learns from the rows who allows it.
    """
    granted = next((klass for klass in researched_classes(session, actor) if klass.id == class_id), None)
    if granted is None:
        access(session, actor, class_id)  # to strangers there is no such class
        raise Forbidden(
            "Only researchers whom a teacher of the class has let in read its research view: who sees "
            "students by name could tell from it who allows research. A teacher lets a researcher in on the "
            "class's page Tutor, Research.",
            code="not_let_in",
        )
    if _learns(session, class_id, actor.user_id):
        raise Forbidden("You learn in this class, so you don't research it. Ask its teacher.")
    if _sees_names(session, class_id, actor.user_id):
        raise Forbidden(
            "You see this class's students by name, so you don't read its research view: you could tell from "
            "it who allows research. Ask the class's teacher.",
            code="sees_names",
        )
    concerns(session, class_id)
    return granted


def _require_lead(session: Session, actor: Actor, class_id: UUID) -> Access:
    found = access(session, actor, class_id)
    if not found.leads:
        raise Forbidden(
            "Only the class's teachers decide who researches it. Nothing was changed. Ask one of them."
        )
    return found


def _learns(session: Session, class_id: UUID, user_id: UUID) -> bool:
    return _has_place(session, class_id, user_id, Enrollment.role == "student")


def _sees_names(session: Session, class_id: UUID, user_id: UUID) -> bool:
    return _has_place(session, class_id, user_id, Enrollment.student_data != "none")


def _has_place(session: Session, class_id: UUID, user_id: UUID, such: ColumnElement[bool]) -> bool:
    statement = select(Enrollment.id).where(
        Enrollment.class_id == class_id,
        Enrollment.user_id == user_id,
        Enrollment.status == "active",
        such,
    )
    return session.scalar(statement) is not None
