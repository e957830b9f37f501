"""What the tutor may read, as its authors keep it: added, changed, taken away, and listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.materials.checks import Upload, check_upload
from lectorium.rooms.materials.items import Shelf
from lectorium.rooms.materials.knowledge.embedders import serving_name
from lectorium.rooms.materials.knowledge.extraction import kinds
from lectorium.rooms.materials.knowledge.models import ChunkEmbedding, KnowledgeEntry, MaterialChunk
from lectorium.rooms.materials.knowledge.queueing import queue_index
from lectorium.rooms.materials.knowledge.scopes import Scope, find_scope
from lectorium.rooms.people.api import Actor, User, record

FILE = ("blob_ref", "file_name", "media_type", "size_bytes")
INDEXED = frozenset({"title", "content", "blob_ref"})
"""What a change of makes the entry be cut up anew."""


@dataclass(frozen=True)
class NewEntry:
    """What an entry needs besides its scope; its words are ``content``, a file, or both."""

    title: str
    content: str = ""
    shown_to_students: bool = True


@dataclass(frozen=True)
class EntryView:
    """An entry with who added it, and how far it has come: how many chunks, and of those with vectors."""

    entry: KnowledgeEntry
    author: str
    chunks: int
    embedded: int


def add_entry(
    session: Session, shelf: Shelf, actor: Actor, scope: Scope, new: NewEntry, upload: Upload | None
) -> EntryView:
    """Add an entry to a scope that was found writable; it is cut up by a worker."""
    if upload is None and not new.content.strip():
        raise Invalid(
            "There is nothing to read in it. Nothing was added. Write something, or choose a file.",
            field="content",
        )
    entry = KnowledgeEntry(
        id=new_id(),
        organization_id=scope.organization_id,
        class_id=scope.class_id,
        challenge_id=scope.challenge_id,
        title=new.title,
        content=new.content,
        shown_to_students=new.shown_to_students,
        created_by=actor.user_id,
        updated_at=now(session),
        **(keep_file(shelf, upload) if upload else {}),
    )
    session.add(entry)
    session.flush()
    session.refresh(entry)
    after = {"title": entry.title, "file_name": entry.file_name, "shown_to_students": entry.shown_to_students}
    record(session, actor, "knowledge.added", "knowledge", [entry.id], after=after, class_id=scope.class_id)
    queue_index(session, "knowledge", entry.id)
    return _view(session, entry)


def change_entry(
    session: Session,
    shelf: Shelf,
    actor: Actor,
    entry_id: UUID,
    changes: dict[str, Any],
    upload: Upload | None = None,
) -> EntryView:
    """Change its title, words or who opens it, or bring another file; what isn't given stays.

    ``changes`` with ``drop_file`` true takes the file away.
    """
    entry, _ = find_entry(session, actor, entry_id, writable=True)
    session.refresh(entry, with_for_update=True)
    _refuse_deleted(entry)
    wanted = {key: value for key, value in changes.items() if key != "drop_file"}
    if upload is not None:
        wanted |= keep_file(shelf, upload)
    elif changes.get("drop_file"):
        wanted |= dict.fromkeys(FILE)
    changed = {key: value for key, value in wanted.items() if getattr(entry, key) != value}
    if not changed:
        return _view(session, entry)
    before = {key: getattr(entry, key) for key in changed}
    for key, value in changed.items():
        setattr(entry, key, value)
    if entry.blob_ref is None and not entry.content.strip():
        raise Invalid(
            "Nothing would be left to read. Nothing was changed. Write something, or take the entry away.",
            field="content",
        )
    record(
        session, actor, "knowledge.changed", "knowledge", [entry_id],
        before=before, after=changed, class_id=entry.class_id,
    )  # fmt: skip
    if INDEXED & changed.keys():
        entry.updated_at = now(session)
        entry.index_state, entry.index_message = "waiting", ""
        queue_index(session, "knowledge", entry_id)
    session.flush()
    return _view(session, entry)


def delete_entry(session: Session, actor: Actor, entry_id: UUID) -> None:
    """Take an entry away: softly, and out of every search at once."""
    entry, _ = find_entry(session, actor, entry_id, writable=True)
    session.refresh(entry, with_for_update=True)
    _refuse_deleted(entry)
    entry.deleted_at = now(session)
    session.execute(delete(MaterialChunk).where(MaterialChunk.knowledge_id == entry_id))
    record(
        session, actor, "knowledge.deleted", "knowledge", [entry_id],
        before={"title": entry.title, "file_name": entry.file_name}, class_id=entry.class_id,
    )  # fmt: skip


def index_again(session: Session, actor: Actor, entry_id: UUID) -> EntryView:
    """Have an entry cut up once more, such as after a failure of ours."""
    entry, _ = find_entry(session, actor, entry_id, writable=True)
    session.refresh(entry, with_for_update=True)
    _refuse_deleted(entry)
    if entry.index_state == "waiting":
        raise Conflict("It is waiting to be read already. Nothing was changed. Look again in a minute.")
    before = {"index_state": entry.index_state}
    entry.index_state, entry.index_message = "waiting", ""
    record(
        session, actor, "knowledge.changed", "knowledge", [entry_id],
        before=before, after={"index_state": "waiting"}, class_id=entry.class_id,
    )  # fmt: skip
    queue_index(session, "knowledge", entry_id)
    session.flush()
    return _view(session, entry)


def find_entry(
    session: Session, actor: Actor, entry_id: UUID, *, writable: bool = False
) -> tuple[KnowledgeEntry, Scope]:
    """An entry that the actor may change, with its scope; raises :class:`NotFound` or :class:`Forbidden`."""
    entry = session.get(KnowledgeEntry, entry_id)
    if entry is None or entry.organization_id != actor.organization_id or entry.deleted_at is not None:
        raise NotFound.of("knowledge")
    return entry, find_scope(session, actor, entry.class_id, entry.challenge_id, writable=writable)


def read_entry(session: Session, actor: Actor, entry_id: UUID) -> EntryView:
    """An entry for who may change it."""
    return _view(session, find_entry(session, actor, entry_id)[0])


def list_entries(session: Session, scope: Scope, page: PageRequest) -> Slice[EntryView]:
    """What stands in a scope, by title, without its words; two queries."""
    statement = (
        select(KnowledgeEntry, User.name)
        .join(User, User.id == KnowledgeEntry.created_by)
        .where(scope.holds(), KnowledgeEntry.deleted_at.is_(None))
        .options(defer(KnowledgeEntry.content))
    )
    keys = (KnowledgeEntry.title, KnowledgeEntry.id)
    rows = fetch_page(session, statement, keys, page, casts=(str, UUID))
    counts = _counts(session, [entry.id for entry, _ in rows.items])
    return rows.map(lambda row: EntryView(row[0], row[1], *counts.get(row[0].id, (0, 0))))


def keep_file(shelf: Shelf, upload: Upload) -> dict[str, Any]:
    """The columns of a file whose words can be read; raises :class:`Invalid` naming ``file``."""
    name, media_type = check_upload(upload, shelf.most_bytes)
    if kinds.ending_of(name) not in kinds.READABLE:
        raise Invalid(
            f"{name} holds no words that the tutor could read. Nothing was changed. Send a PDF, slides, a "
            "document, a notebook, Markdown, text or code.",
            code="file_refused",
            field="file",
        )
    return {
        "blob_ref": shelf.store.put(upload.content),
        "file_name": name,
        "media_type": media_type,
        "size_bytes": len(upload.content),
    }


def _refuse_deleted(entry: KnowledgeEntry) -> None:
    if entry.deleted_at is not None:  # by somebody else, just now
        raise NotFound.of("knowledge")


def _view(session: Session, entry: KnowledgeEntry) -> EntryView:
    author = session.get_one(User, entry.created_by).name
    return EntryView(entry, author, *_counts(session, [entry.id]).get(entry.id, (0, 0)))


def _counts(session: Session, ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many chunks entries have, and how many of those have a vector that searches use."""
    chunk = MaterialChunk
    statement = (
        select(chunk.knowledge_id, func.count(), func.count(ChunkEmbedding.chunk_id))
        .outerjoin(
            ChunkEmbedding,
            (ChunkEmbedding.chunk_id == chunk.id) & (ChunkEmbedding.model == serving_name()),
        )
        .where(chunk.knowledge_id.in_(ids))
        .group_by(chunk.knowledge_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement) if row[0] is not None}
