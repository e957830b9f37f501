"""What somebody who asks from a scope may have found: the sources, before any word is compared (K5, J11).

A search never filters what it found: it looks at nothing but these sources' chunks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.rooms.authoring.api import Challenge
from lectorium.rooms.courses.api import Class, ContentItem, Module
from lectorium.rooms.materials.knowledge.models import KnowledgeEntry, MaterialChunk
from lectorium.rooms.materials.knowledge.scopes import Scope


@dataclass(frozen=True)
class Sources:
    """The ids of what may be found, and how much there is of it."""

    organization_id: UUID
    knowledge: Sequence[UUID]
    materials: Sequence[UUID]
    version: UUID | None
    chunks: int = 0
    mean_length: float = 0.0

    def hold(self) -> ColumnElement[bool]:
        """A condition on chunks: they are of these sources."""
        chunk = MaterialChunk
        ways: list[ColumnElement[bool]] = []
        if self.knowledge:
            ways.append(chunk.knowledge_id == func.any(list(self.knowledge)))
        if self.materials:
            ways.append(chunk.material_id == func.any(list(self.materials)))
        if self.version is not None:
            ways.append(chunk.problem_version_id == self.version)
        return (chunk.organization_id == self.organization_id) & or_(false(), *ways)


def sources_of(session: Session, scope: Scope) -> Sources:
    """What may be found from a scope: the knowledge of it and of what is around it, and shown materials.

    Materials are the class's published and released ones; nothing that was deleted, and of a challenge also
    the support materials of the version that it is set with.  Four small queries.
    """
    found = Sources(
        scope.organization_id,
        session.scalars(_knowledge(scope)).all(),
        [] if scope.class_id is None else session.scalars(_materials(scope)).all(),
        None if scope.challenge_id is None else session.scalar(_version(scope)),
    )
    length = func.octet_length(MaterialChunk.content)
    chunks, mean = session.execute(select(func.count(), func.avg(length)).where(found.hold())).one()
    return Sources(
        found.organization_id, found.knowledge, found.materials, found.version, chunks, float(mean or 0)
    )


def _knowledge(scope: Scope) -> Select[UUID]:
    entry = KnowledgeEntry
    around = entry.class_id.is_(None) & entry.challenge_id.is_(None)
    if scope.class_id is not None:
        around |= (entry.class_id == scope.class_id) & entry.challenge_id.is_(None)
    if scope.challenge_id is not None:
        around |= entry.challenge_id == scope.challenge_id
    return select(entry.id).where(
        entry.organization_id == scope.organization_id, entry.deleted_at.is_(None), around
    )


def _materials(scope: Scope) -> Select[UUID]:
    return (
        select(ContentItem.id)
        .join(Module, Module.id == ContentItem.module_id)
        .join(Class, Class.id == Module.class_id)
        .where(
            Class.id == scope.class_id,
            Class.organization_id == scope.organization_id,
            Class.deleted_at.is_(None),
            ContentItem.content_type == "material",
            ContentItem.is_published,
            Module.is_published,
            func.coalesce(ContentItem.release_date <= now_sql(), True),
        )
    )


def _version(scope: Scope) -> Select[UUID]:
    return select(Challenge.problem_version_id).where(
        Challenge.id == scope.challenge_id,
        Challenge.organization_id == scope.organization_id,
        Challenge.deleted_at.is_(None),
    )
