"""Materials in a module: words in Markdown, and a file where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import NotFound
from lectorium.rooms.courses.api import (
    ContentItem,
    ItemRenamed,
    Placed,
    add_item,
    find_item,
    find_module,
    require,
)
from lectorium.rooms.materials.checks import Upload, check_upload
from lectorium.rooms.materials.knowledge.queueing import queue_index
from lectorium.rooms.materials.models import MaterialItem
from lectorium.rooms.people.api import Actor, record
from lectorium.storage import ObjectStore

FILE = ("blob_ref", "file_name", "media_type", "size_bytes")


@dataclass(frozen=True)
class Shelf:
    """Where files go, and how large one may be, in bytes."""

    store: ObjectStore
    most_bytes: int


@dataclass(frozen=True)
class NewMaterial:
    """What a material needs; ``release_date`` is when students begin to see it."""

    title: str
    body_markdown: str = ""
    is_published: bool = True
    release_date: datetime | None = None


@dataclass(frozen=True)
class ServedFile:
    """A file as it is handed out: always to be saved, never shown as a page."""

    name: str
    media_type: str
    content: bytes


def create_material(
    session: Session, shelf: Shelf, actor: Actor, module_id: UUID, new: NewMaterial, upload: Upload | None
) -> ContentItem:
    """Put a material at the end of a module; its file is stored only for who may edit there."""
    find_module(session, actor, module_id, writable=True)
    kept = _keep(shelf, upload) if upload else {}
    item = add_item(
        session,
        actor,
        module_id,
        "material",
        title=new.title,
        is_published=new.is_published,
        release_date=new.release_date,
    )
    session.add(MaterialItem(id=item.id, body_markdown=new.body_markdown, updated_at=now(session), **kept))
    session.flush()
    queue_index(session, "material", item.id)
    return item


def change_material(
    session: Session,
    shelf: Shelf,
    actor: Actor,
    item_id: UUID,
    *,
    body_markdown: str | None = None,
    upload: Upload | None = None,
    drop_file: bool = False,
) -> None:
    """Change its words, bring another file or take the file away; what isn't given stays."""
    placed, material = find_material(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=True)
    wanted: dict[str, Any] = {} if body_markdown is None else {"body_markdown": body_markdown}
    if upload is not None:
        wanted |= _keep(shelf, upload)
    elif drop_file:
        wanted |= dict.fromkeys(FILE)
    changed = {key: value for key, value in wanted.items() if getattr(material, key) != value}
    if not changed:
        return
    before = {key: getattr(material, key) for key in changed}
    for key, value in changed.items():
        setattr(material, key, value)
    material.updated_at = now(session)
    material.index_state, material.index_message = "waiting", ""
    queue_index(session, "material", item_id)
    record(session, actor, "material.change", "content_item", [item_id], before=before, after=changed)


def on_renamed(session: Session, event: ItemRenamed) -> None:
    """A title is searched, too: a material that has another one is read anew."""
    material = session.get(MaterialItem, event.item_id)
    if material is not None:
        material.updated_at = now(session)
        material.index_state, material.index_message = "waiting", ""
        queue_index(session, "material", event.item_id)


def find_material(session: Session, actor: Actor, item_id: UUID) -> tuple[Placed, MaterialItem]:
    """A material that the actor may see; raises :class:`NotFound`, for other items too."""
    placed = find_item(session, actor, item_id)
    return placed, material_of(session, placed)


def material_of(session: Session, placed: Placed) -> MaterialItem:
    """What an item that was found holds; raises :class:`NotFound` where it is something else."""
    material = session.get(MaterialItem, placed.item.id)
    if material is None:
        raise NotFound.of("material")
    return material


def read_file(session: Session, store: ObjectStore, actor: Actor, item_id: UUID) -> ServedFile:
    """Its file, for who may see the item; raises :class:`NotFound` where there is none."""
    _, material = find_material(session, actor, item_id)
    if material.blob_ref is None or material.file_name is None or material.media_type is None:
        raise NotFound("This material has no file. Nothing was changed. Read its words instead.")
    return ServedFile(material.file_name, material.media_type, store.get(material.blob_ref))


def _keep(shelf: Shelf, upload: Upload) -> dict[str, Any]:
    name, media_type = check_upload(upload, shelf.most_bytes)
    return {
        "blob_ref": shelf.store.put(upload.content),
        "file_name": name,
        "media_type": media_type,
        "size_bytes": len(upload.content),
    }
