"""Announcements and materials: what a class reads."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import quote
from uuid import UUID

from lectorium.kit.errors import Invalid
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.materials import api as materials
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.items import item_shape
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Raw, Routes
from lectorium_server.routing.rules import CONTENT_EDIT, MEMBER
from lectorium_wire.readings import (
    Announcement,
    AnnouncementCreate,
    AnnouncementPatch,
    Material,
    MaterialCreate,
    MaterialFile,
    MaterialPatch,
    UploadedFile,
)

routes = Routes("readings")
CLEARED_BY_NULL = {"release_date"}


@routes.post("/modules/{module_id}/announcements", rule=CONTENT_EDIT, scope=Scope.TEACH)
def create_announcement(call: Call, module_id: UUID, body: AnnouncementCreate) -> Announcement:
    """Announce something at the end of a module."""
    new = courses.NewAnnouncement(**body.model_dump())
    return announcement(call, courses.create_announcement(call.session, call.actor, module_id, new).id)


@routes.get("/announcements/{item_id}", rule=MEMBER)
def get_announcement(call: Call, item_id: UUID) -> Announcement:
    """An announcement with its text."""
    return announcement(call, item_id)


@routes.patch("/announcements/{item_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_announcement(call: Call, item_id: UUID, body: AnnouncementPatch) -> Announcement:
    """Change an announcement, show or hide it; null clears the date."""
    courses.find_announcement(call.session, call.actor, item_id)
    _change_item(call, item_id, body.model_dump(exclude_unset=True, exclude={"body_markdown"}))
    if body.body_markdown is not None:
        courses.change_announcement(call.session, call.actor, item_id, body.body_markdown)
    return announcement(call, item_id)


@routes.post("/modules/{module_id}/materials", rule=CONTENT_EDIT, scope=Scope.TEACH, large=True)
def create_material(call: Call, module_id: UUID, body: MaterialCreate) -> Material:
    """Put a material at the end of a module: words in Markdown, a file, or both."""
    new = materials.NewMaterial(**body.model_dump(exclude={"file"}))
    upload = upload_of(body.file) if body.file else None
    made = materials.create_material(call.session, shelf(call), call.actor, module_id, new, upload)
    return material(call, made.id)


@routes.get("/materials/{item_id}", rule=MEMBER)
def get_material(call: Call, item_id: UUID) -> Material:
    """A material with its text, and what its file is."""
    return material(call, item_id)


@routes.patch("/materials/{item_id}", rule=CONTENT_EDIT, scope=Scope.TEACH, large=True)
def change_material(call: Call, item_id: UUID, body: MaterialPatch) -> Material:
    """Change a material or its file, show or hide it; null takes the date or the file away."""
    materials.find_material(call.session, call.actor, item_id)
    _change_item(call, item_id, body.model_dump(exclude_unset=True, exclude={"body_markdown", "file"}))
    materials.change_material(
        call.session,
        shelf(call),
        call.actor,
        item_id,
        body_markdown=body.body_markdown,
        upload=upload_of(body.file) if body.file else None,
        drop_file="file" in body.model_fields_set and body.file is None,
    )
    return material(call, item_id)


@routes.get("/materials/{item_id}/file", rule=MEMBER)
def get_material_file(call: Call, item_id: UUID) -> Raw:
    """A material's file, to be saved: it is never shown as a page."""
    found = materials.read_file(call.session, call.services.store, call.actor, item_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Raw(found.content, found.media_type, headers)


def announcement(call: Call, item_id: UUID) -> Announcement:
    """An announcement on the wire."""
    placed, found = courses.find_announcement(call.session, call.actor, item_id)
    courses.keep_read(call.session, call.actor, placed.access, item_id)
    card = item_shape(home.item_card(call.session, call.actor, item_id)).model_dump()
    return Announcement(**card, body_markdown=found.body_markdown, updated_at=found.updated_at)


def material(call: Call, item_id: UUID) -> Material:
    """A material on the wire."""
    _, found = materials.find_material(call.session, call.actor, item_id)
    card = item_shape(home.item_card(call.session, call.actor, item_id)).model_dump()
    file = None
    if found.file_name is not None and found.media_type is not None and found.size_bytes is not None:
        file = MaterialFile(name=found.file_name, media_type=found.media_type, size_bytes=found.size_bytes)
    return Material(**card, body_markdown=found.body_markdown, file=file, updated_at=found.updated_at)


def shelf(call: Call) -> materials.Shelf:
    """Where files of materials go."""
    return materials.Shelf(call.services.store, call.services.settings.max_material_bytes)


def upload_of(file: UploadedFile) -> materials.Upload:
    """The file's bytes; raises :class:`Invalid` where they aren't base64."""
    try:
        content = base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(
            f"The content of {file.name} isn't base64. Nothing was changed. Encode it and send it again.",
            field="file.content",
        ) from None
    return materials.Upload(file.name, file.media_type, content)


def _change_item(call: Call, item_id: UUID, given: dict[str, Any]) -> None:
    changes = {key: value for key, value in given.items() if value is not None or key in CLEARED_BY_NULL}
    if changes:
        courses.change_item(call.session, call.actor, item_id, changes)
