"""What a copied class takes along from this room: its materials, and what the tutor reads for the class."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.database import new_id
from lectorium.rooms.courses.api import ClassCopied
from lectorium.rooms.materials.knowledge.models import KnowledgeEntry
from lectorium.rooms.materials.knowledge.queueing import queue_index
from lectorium.rooms.materials.models import MaterialItem


def copy_materials(session: Session, event: ClassCopied) -> None:
    """The same words; of a file the same object, which is named by its contents and never changes."""
    session.add_all(
        MaterialItem(
            id=event.items[each.id],
            body_markdown=each.body_markdown,
            blob_ref=each.blob_ref,
            file_name=each.file_name,
            media_type=each.media_type,
            size_bytes=each.size_bytes,
        )
        for each in session.scalars(select(MaterialItem).where(MaterialItem.id.in_(event.items))).all()
    )
    session.flush()
    for item_id in event.items.values():
        if session.get(MaterialItem, item_id) is not None:
            queue_index(session, "material", item_id)


def copy_knowledge(session: Session, event: ClassCopied) -> None:
    """What stands in the class's own scope; a problem's knowledge stays with that problem."""
    source = select(KnowledgeEntry).where(
        KnowledgeEntry.class_id == event.source_id,
        KnowledgeEntry.challenge_id.is_(None),
        KnowledgeEntry.deleted_at.is_(None),
    )
    for each in session.scalars(source).all():
        copy = KnowledgeEntry(
            id=new_id(),
            organization_id=each.organization_id,
            class_id=event.copy_id,
            title=each.title,
            content=each.content,
            blob_ref=each.blob_ref,
            file_name=each.file_name,
            media_type=each.media_type,
            size_bytes=each.size_bytes,
            shown_to_students=each.shown_to_students,
            created_by=event.actor.user_id,
        )
        session.add(copy)
        session.flush()
        queue_index(session, "knowledge", copy.id)
