"""Whose work somebody on the staff sees at once: of a class, or of one challenge."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Forbidden
from lectorium.rooms.authoring.api import Challenge, embargoed_in, find_setting
from lectorium.rooms.courses.api import Access, Enrollment, is_visible, require
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class Watched:
    """A class's work, or a challenge's, as somebody may see it; ``access`` is None outside of classes."""

    access: Access | None
    challenge: Challenge | None
    closed: tuple[UUID, ...] = ()
    """Challenges that an exam elsewhere closes to the reader (I8)."""

    def holds(
        self, student_id: SQLColumnExpression[UUID], challenge_id: SQLColumnExpression[UUID]
    ) -> list[ColumnElement[bool]]:
        """Conditions on two columns: it is work that the reader sees, of a student in the class now (I16)."""
        found: list[ColumnElement[bool]] = []
        if self.challenge is not None:
            found.append(challenge_id == self.challenge.id)
        elif self.access is not None:
            inside = select(Challenge.id).where(
                Challenge.class_id == self.access.klass.id,
                Challenge.deleted_at.is_(None),
                Challenge.id.not_in(self.closed),
            )
            found.append(challenge_id.in_(inside))
        if self.access is not None:
            place = select(Enrollment.user_id).where(
                Enrollment.class_id == self.access.klass.id,
                Enrollment.role == "student",
                Enrollment.status == "active",
            )
            found += [student_id.in_(place), is_visible(self.access, student_id)]
        return found


def watch_class(session: Session, actor: Actor, class_id: UUID) -> Watched:
    """A class's work; needs sight of student data."""
    found = require(session, actor, class_id, student_data="view")
    return Watched(found, None, tuple(embargoed_in(session, actor, class_id)))


def watch_challenge(session: Session, actor: Actor, challenge_id: UUID) -> Watched:
    """A challenge's work; needs sight of student data, of a standalone one its maker or an administrator."""
    setting = find_setting(session, actor, challenge_id)
    found = setting.access
    if found is not None:
        require(session, actor, found.klass.id, student_data="view")
    elif not actor.is_admin and setting.challenge.created_by != actor.user_id:
        raise Forbidden(
            "Only who made this challenge may see what others do with it. Nothing was changed. "
            "Ask its maker, or an administrator."
        )
    return Watched(found, setting.challenge)
