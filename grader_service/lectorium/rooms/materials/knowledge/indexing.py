"""The job that reads a source and cuts it up; it may run twice, and be killed at any moment.

A source is looked at in one transaction, read outside of any, and its chunks are replaced in another, which
locks the source and does nothing where it has changed meanwhile: then another job is owed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lectorium.kit.database import Database, new_id
from lectorium.rooms.authoring.api import Problem, ProblemVersion
from lectorium.rooms.courses.api import Class, ContentItem, Module
from lectorium.rooms.materials.knowledge.chunking import chunks_of
from lectorium.rooms.materials.knowledge.extraction import kinds
from lectorium.rooms.materials.knowledge.extraction.parts import Part, Reading, Unreadable
from lectorium.rooms.materials.knowledge.extraction.running import Extracted, extract
from lectorium.rooms.materials.knowledge.extraction.texts import read_markdown
from lectorium.rooms.materials.knowledge.models import KnowledgeEntry, MaterialChunk
from lectorium.rooms.materials.knowledge.queueing import SourceKind, queue_embedding
from lectorium.rooms.materials.knowledge.scopes import Scope
from lectorium.rooms.materials.models import MaterialItem
from lectorium.storage import ObjectStore, StorageError

log = logging.getLogger(__name__)
OURS = "It couldn't be read because of a fault of the platform. Nothing was lost. Have it read again later."
BATCH = 500
COLUMNS = {
    "knowledge": MaterialChunk.knowledge_id,
    "material": MaterialChunk.material_id,
    "version": MaterialChunk.problem_version_id,
}
Stored = KnowledgeEntry | MaterialItem | ProblemVersion


@dataclass(frozen=True)
class Source:
    """What is to be read: whose it is, its words in Markdown, and its file in the object store."""

    kind: SourceKind
    id: UUID
    scope: Scope
    title: str
    texts: Sequence[str]
    file_name: str | None = None
    blob_ref: str | None = None
    stamp: datetime | None = None


def index_source(database: Database, store: ObjectStore, kind: SourceKind, source_id: UUID) -> bool:
    """Read a source and replace its chunks; False where it is gone, or has changed meanwhile."""
    with database.transaction() as session:
        source = load(session, kind, source_id)
    if source is None:
        return False
    try:
        read = read_source(store, source)
    except Unreadable as error:
        return _keep(database, source, [], str(error), failed=True)
    except Exception:  # the job's edge: whatever a file does to us, the next one is read
        log.exception("%s %s can't be read", kind, source_id)
        return _keep(database, source, [], OURS, failed=True)
    return _keep(database, source, list(chunks_of(read.parts)), read.message, failed=False)


def load(session: Session, kind: SourceKind, source_id: UUID) -> Source | None:
    """A source as it stands; None where there is none any more."""
    if kind == "knowledge":
        entry = session.get(KnowledgeEntry, source_id)
        if entry is None or entry.deleted_at is not None:
            return None
        scope = Scope(entry.organization_id, entry.class_id, entry.challenge_id)
        file = (entry.file_name, entry.blob_ref)
        return Source(kind, entry.id, scope, entry.title, [entry.content], *file, entry.updated_at)
    return _material(session, source_id) if kind == "material" else _version(session, source_id)


def _material(session: Session, source_id: UUID) -> Source | None:
    row = session.execute(
        select(MaterialItem, ContentItem.title, Class.id, Class.organization_id)
        .join(ContentItem, ContentItem.id == MaterialItem.id)
        .join(Module, Module.id == ContentItem.module_id)
        .join(Class, Class.id == Module.class_id)
        .where(MaterialItem.id == source_id)
    ).one_or_none()
    if row is None:
        return None
    material, title, class_id, organization_id = row
    readable = material.file_name is not None and kinds.ending_of(material.file_name) in kinds.READABLE
    file = (material.file_name, material.blob_ref) if readable else (None, None)
    scope = Scope(organization_id, class_id)
    return Source("material", source_id, scope, title, [material.body_markdown], *file, material.updated_at)


def _version(session: Session, source_id: UUID) -> Source | None:
    row = session.execute(
        select(ProblemVersion.title, ProblemVersion.support_materials, Problem.organization_id)
        .join(Problem, Problem.id == ProblemVersion.problem_id)
        .where(ProblemVersion.id == source_id)
    ).one_or_none()
    if row is None:
        return None
    return Source("version", source_id, Scope(row.organization_id), row.title, row.support_materials)


def read_source(store: ObjectStore, source: Source) -> Extracted:
    """All of its words by place; raises :class:`Unreadable`.  Takes seconds, and no transaction."""
    reading = Reading()
    for text in source.texts:
        read_markdown(reading, text)
    if source.blob_ref is None or source.file_name is None:
        return Extracted(reading.parts, " ".join(reading.remarks))
    try:
        found = extract(source.file_name, store.get(source.blob_ref))
    except StorageError:
        log.exception("the file of %s %s can't be had", source.kind, source.id)
        raise Unreadable(OURS) from None
    return Extracted([*reading.parts, *found.parts], " ".join([*reading.remarks, found.message]).strip())


def _keep(database: Database, source: Source, chunks: list[Part], message: str, *, failed: bool) -> bool:
    with database.transaction() as session:
        row = _locked(session, source)
        if row is None:
            return False
        session.execute(delete(MaterialChunk).where(COLUMNS[source.kind] == source.id))
        rows = [_row(source, index, chunk) for index, chunk in enumerate(chunks)]
        for begin in range(0, len(rows), BATCH):
            session.execute(insert(MaterialChunk), rows[begin : begin + BATCH])
        if not isinstance(row, ProblemVersion):
            row.index_state = "failed" if failed else "indexed"
            row.index_message = message
        if rows:
            queue_embedding(session)
    return True


def _locked(session: Session, source: Source) -> Stored | None:
    """The source's own row, if it is still what was read.  A version never changes (I10)."""
    if source.kind == "version":
        return session.get(ProblemVersion, source.id)
    if source.kind == "material":
        material = session.get(MaterialItem, source.id, with_for_update=True)
        return material if material is not None and material.updated_at == source.stamp else None
    entry = session.get(KnowledgeEntry, source.id, with_for_update=True)
    if entry is None or entry.deleted_at is not None or entry.updated_at != source.stamp:
        return None
    return entry


def _row(source: Source, index: int, chunk: Part) -> dict[str, object]:
    return {
        "id": new_id(),
        "organization_id": source.scope.organization_id,
        "class_id": source.scope.class_id,
        "challenge_id": source.scope.challenge_id,
        "knowledge_id": source.id if source.kind == "knowledge" else None,
        "material_id": source.id if source.kind == "material" else None,
        "problem_version_id": source.id if source.kind == "version" else None,
        "order_index": index,
        "title": source.title,
        "heading": chunk.heading,
        "content": chunk.text,
        "place_kind": chunk.kind,
        "page_number": chunk.number,
    }
