"""Who may do what in a class: the one place that decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.memory import once
from lectorium.rooms.courses.models import Class, ClassRole, Content, Enrollment, StudentData
from lectorium.rooms.people.api import Actor, concerns

CONTENT_ORDER: tuple[Content, ...] = ("none", "view", "edit")
DATA_ORDER: tuple[StudentData, ...] = ("none", "view", "grade")


@dataclass(frozen=True)
class Access:
    """A person's standing in one class; ``role`` is None for an administrator from outside.

    Who has left reads what was shown until ``left_at``.  ``sections`` confine an assistant to the students
    in them (I16); None is the whole class.
    """

    klass: Class
    role: ClassRole | None
    content: Content
    student_data: StudentData
    is_active: bool
    left_at: datetime | None = None
    sections: frozenset[UUID] | None = None
    is_admin: bool = False

    @property
    def leads(self) -> bool:
        """Decides about places, sections and exam time: the class's teachers and administrators do."""
        return self.is_admin or (self.role == "teacher" and self.is_active)

    @property
    def regrades(self) -> bool:
        """Changes what counts for every student at once: edits content and grades, in the whole class."""
        return self.content == "edit" and self.student_data == "grade" and self.sections is None

    @property
    def is_staff(self) -> bool:
        """Sees what students don't: unpublished items, other people's work."""
        return self.student_data != "none" or self.content == "edit"


STANDING = (
    select(Class, Enrollment)
    .outerjoin(Enrollment, (Enrollment.class_id == Class.id) & (Enrollment.user_id == bindparam("person")))
    .where(
        Class.id == bindparam("class"),
        Class.organization_id == bindparam("organization"),
        Class.deleted_at.is_(None),
    )
)
"""Made once: nearly every page and call asks it, and making it costs more than asking."""


def access(session: Session, actor: Actor, class_id: UUID) -> Access:
    """The actor's standing; raises :class:`NotFound` for strangers and other schools (K1)."""
    given = {"class": class_id, "person": actor.user_id, "organization": actor.organization_id}
    key = (STANDING, *given.values())
    row = once(session, key, lambda: session.execute(STANDING, given).one_or_none())
    if row is None:
        raise NotFound.of("class")
    concerns(session, class_id)
    return standing(actor, *row)


class Needed(TypedDict, total=False):
    """What somebody's place in a class must allow: see :func:`allowed`."""

    content: Content
    student_data: StudentData
    active: bool
    writable: bool
    whole_class: bool


def require(session: Session, actor: Actor, class_id: UUID, **needed: Unpack[Needed]) -> Access:
    """The standing, if it is enough: as :func:`allowed`."""
    return allowed(access(session, actor, class_id), **needed)


def allowed(
    found: Access,
    *,
    content: Content = "none",
    student_data: StudentData = "none",
    active: bool = False,
    writable: bool = False,
    whole_class: bool = False,
) -> Access:
    """A standing, if it is enough; raises :class:`Forbidden`, or :class:`Conflict` when archived.

    ``whole_class``: for what touches every student at once, so not for who is confined to sections.
    """
    enough = CONTENT_ORDER.index(found.content) >= CONTENT_ORDER.index(content) and DATA_ORDER.index(
        found.student_data
    ) >= DATA_ORDER.index(student_data)
    if not enough or (active and not found.is_active):
        raise Forbidden(
            "Your place in this class doesn't allow that. Nothing was changed. Ask the class's teacher."
        )
    if whole_class and found.sections is not None:
        raise Forbidden(
            "This concerns the whole class, and you work with some of its sections. Nothing was changed. "
            "Ask the class's teacher.",
            code="sections_only",
        )
    if writable:
        refuse_archived(found)
    return found


def refuse_archived(found: Access) -> None:
    """Raise :class:`Conflict` where a class can only be read."""
    if found.klass.is_archived:
        raise Conflict(
            "This class is archived: it can only be read. Nothing was changed. "
            "Its teacher can reopen it in the class's settings.",
            code="archived",
        )


def require_staff(session: Session, actor: Actor, class_id: UUID) -> Access:
    """The standing of one who sees more than a student does."""
    found = access(session, actor, class_id)
    if not found.is_staff:
        raise Forbidden("Only the class's staff may see that. Ask the class's teacher if you should.")
    return found


def standing(actor: Actor, klass: Class, enrollment: Enrollment | None) -> Access:
    """What an enrollment (or its absence) allows; raises :class:`NotFound` for strangers.

    Who looks as somebody else sees one class of theirs and no other.
    """
    if actor.within not in {None, klass.id}:
        raise NotFound.of("class")
    if actor.is_admin:
        role = enrollment.role if enrollment else None
        return Access(klass, role, "edit", "grade", is_active=True, is_admin=True)
    if enrollment is None:
        raise NotFound.of("class")
    if enrollment.status == "dropped":
        return Access(klass, enrollment.role, "view", "none", is_active=False, left_at=enrollment.dropped_at)
    sections = None if enrollment.section_ids is None else frozenset(enrollment.section_ids)
    return Access(
        klass, enrollment.role, enrollment.content, enrollment.student_data, is_active=True, sections=sections
    )
