"""Opening a source where a citation points: what was read of it, piece by piece, for who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import Setting, find_setting
from lectorium.rooms.courses.api import Placed, access
from lectorium.rooms.materials.items import ServedFile, find_material
from lectorium.rooms.materials.knowledge.entries import find_entry
from lectorium.rooms.materials.knowledge.models import KnowledgeEntry, MaterialChunk
from lectorium.rooms.people.api import STAFF, Actor
from lectorium.storage import ObjectStore

BEFORE, AFTER = 10, 40
"""So many pieces are shown around the one that is cited."""


@dataclass(frozen=True)
class SourcePage:
    """Some of a source's pieces, and where the others begin (None where there are none)."""

    title: str
    pieces: Sequence[MaterialChunk]
    total: int
    earlier: int | None
    later: int | None
    file_name: str | None = None
    class_id: UUID | None = None
    challenge_id: UUID | None = None
    placed: Placed | None = None


def open_entry(session: Session, actor: Actor, entry_id: UUID, at: int) -> SourcePage:
    """An entry around a piece; raises :class:`NotFound` for who may not read it."""
    entry = readable_entry(session, actor, entry_id)
    pieces = _around(session, MaterialChunk.knowledge_id == entry_id, at)
    return SourcePage(
        entry.title, *pieces, entry.file_name, class_id=entry.class_id, challenge_id=entry.challenge_id
    )


def open_material(session: Session, actor: Actor, item_id: UUID, at: int) -> SourcePage:
    """A material around a piece, for who may see the item."""
    placed, material = find_material(session, actor, item_id)
    pieces = _around(session, MaterialChunk.material_id == item_id, at)
    return SourcePage(
        placed.item.title, *pieces, material.file_name, class_id=placed.module.class_id, placed=placed
    )


def open_support(session: Session, actor: Actor, challenge_id: UUID, at: int) -> SourcePage:
    """A problem's support materials, for who may work on the challenge now."""
    setting = _open_setting(session, actor, challenge_id)
    of_version = MaterialChunk.problem_version_id == setting.version.id
    pieces = _around(session, of_version, at)
    return SourcePage(
        setting.challenge.title, *pieces, class_id=setting.challenge.class_id, challenge_id=challenge_id
    )


def readable_entry(session: Session, actor: Actor, entry_id: UUID) -> KnowledgeEntry:
    """An entry that the actor may read, as an author or because students open it; else :class:`NotFound`.

    The school's is open to all of the school, a class's to its members (who has left: what was added by
    then), and a challenge's to who may work on it now.
    """
    try:
        return find_entry(session, actor, entry_id)[0]
    except Forbidden:
        entry = session.get_one(KnowledgeEntry, entry_id)
    if not entry.shown_to_students and not _is_staff(session, actor, entry):
        raise NotFound.of("knowledge")
    if entry.challenge_id is not None:
        _open_setting(session, actor, entry.challenge_id)
    elif entry.class_id is not None:
        left = access(session, actor, entry.class_id).left_at
        if left is not None and entry.created_at > left:
            raise NotFound.of("knowledge")
    return entry


def read_entry_file(session: Session, store: ObjectStore, actor: Actor, entry_id: UUID) -> ServedFile:
    """An entry's file, to be saved, for who may read the entry."""
    entry = readable_entry(session, actor, entry_id)
    if entry.blob_ref is None or entry.file_name is None or entry.media_type is None:
        raise NotFound("This has no file. Nothing was changed. Read its words instead.")
    return ServedFile(entry.file_name, entry.media_type, store.get(entry.blob_ref))


def list_chunks(session: Session, actor: Actor, entry_id: UUID, page: PageRequest) -> Slice[MaterialChunk]:
    """What was read of an entry, in order, for its authors."""
    find_entry(session, actor, entry_id)
    statement = select(MaterialChunk).where(MaterialChunk.knowledge_id == entry_id)
    return fetch_page(session, statement, (MaterialChunk.order_index,), page, casts=(int,))


def _open_setting(session: Session, actor: Actor, challenge_id: UUID) -> Setting:
    """The challenge, for who may work on it outside of exams: there what the tutor reads is closed (I8)."""
    setting = find_setting(session, actor, challenge_id)
    if setting.in_exam and not setting.is_staff:
        raise Conflict(
            "This is what the tutor reads, and an exam is without it. Your work is safe. Go on by yourself.",
            code="exam",
        )
    return setting


def _is_staff(session: Session, actor: Actor, entry: KnowledgeEntry) -> bool:
    if entry.class_id is None:
        return actor.role in STAFF
    return access(session, actor, entry.class_id).is_staff


def _around(
    session: Session, of_source: ColumnElement[bool], at: int
) -> tuple[Sequence[MaterialChunk], int, int | None, int | None]:
    chunk = MaterialChunk
    total = session.scalar(select(func.count()).select_from(chunk).where(of_source)) or 0
    begin = max(0, min(at, total - 1) - BEFORE)
    end = begin + BEFORE + AFTER
    pieces = session.scalars(
        select(chunk)
        .where(of_source, chunk.order_index >= begin, chunk.order_index < end)
        .order_by(chunk.order_index)
    ).all()
    earlier = max(0, begin - AFTER + BEFORE) if begin > 0 else None
    return pieces, total, earlier, end + BEFORE if end < total else None
