"""What a copied class takes along from this room: the words and the files of its materials."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.courses.api import ClassCopied
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
