"""Whose knowledge it is, and who may change it: a school's, a class's, or one challenge's."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from lectorium.kit.errors import NotFound
from lectorium.rooms.authoring.api import Challenge
from lectorium.rooms.courses.api import require
from lectorium.rooms.materials.knowledge.models import KnowledgeEntry
from lectorium.rooms.people.api import AUTHORS, Actor


@dataclass(frozen=True)
class Scope:
    """A place for knowledge, and for a search the place it is asked from.

    An entry stands in exactly this scope; a search finds its own and those around it: a challenge's, its
    class's, and its school's.
    """

    organization_id: UUID
    class_id: UUID | None = None
    challenge_id: UUID | None = None

    def holds(self) -> ColumnElement[bool]:
        """A condition on entries: they stand in this scope and in none around it."""
        entry = KnowledgeEntry
        if self.challenge_id is not None:
            return (entry.organization_id == self.organization_id) & (entry.challenge_id == self.challenge_id)
        in_class = entry.class_id.is_(None) if self.class_id is None else entry.class_id == self.class_id
        return (entry.organization_id == self.organization_id) & in_class & entry.challenge_id.is_(None)


def school_scope(actor: Actor) -> Scope:
    """The school's knowledge, for its teachers and administrators; raises :class:`Forbidden`."""
    actor.require(AUTHORS, "say what the school's tutor reads")
    if actor.within is not None:
        raise NotFound.of("knowledge")
    return Scope(actor.organization_id)


def class_scope(session: Session, actor: Actor, class_id: UUID, *, writable: bool = False) -> Scope:
    """A class's knowledge, for who may edit its content; raises as :func:`courses.require` does."""
    require(session, actor, class_id, content="edit", writable=writable)
    return Scope(actor.organization_id, class_id)


def challenge_scope(session: Session, actor: Actor, challenge_id: UUID, *, writable: bool = False) -> Scope:
    """A challenge's: for who may edit its class's content, or for all teachers where it stands alone."""
    challenge = session.get(Challenge, challenge_id)
    if (
        challenge is None
        or challenge.deleted_at is not None
        or challenge.organization_id != actor.organization_id
    ):
        raise NotFound.of("challenge")
    if challenge.class_id is not None:
        require(session, actor, challenge.class_id, content="edit", writable=writable)
    else:
        school_scope(actor)
    return Scope(actor.organization_id, challenge.class_id, challenge_id)


def find_scope(
    session: Session,
    actor: Actor,
    class_id: UUID | None,
    challenge_id: UUID | None,
    *,
    writable: bool = False,
) -> Scope:
    """The scope that two ids name, for who may change what stands in it."""
    if challenge_id is not None:
        return challenge_scope(session, actor, challenge_id, writable=writable)
    if class_id is not None:
        return class_scope(session, actor, class_id, writable=writable)
    return school_scope(actor)
