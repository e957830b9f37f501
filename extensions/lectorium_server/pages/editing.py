"""Making and editing what stands in a module: texts, files, dates in the class's own time."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Conflict, Invalid
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.materials import api as materials
from lectorium.rooms.submissions import api as submissions
from lectorium_server.handlers.readings import shelf
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.item import KIND_WORDS
from lectorium_server.pages.moments import civil_text, read_moment
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT
from lectorium_wire.base import Body

routes = Pages("editing")
TEXT = Field(default="", max_length=200_000)
DATE = Field(default="", max_length=20)


class NewQuery(Body):
    """Which module it begins in."""

    module: UUID | None = None


class NewForm(Form):
    """An announcement or a material."""

    module_id: UUID
    title: str = Field(min_length=1, max_length=200)
    body_markdown: str = TEXT
    release_date: str = DATE
    hidden: Literal["yes"] | None = None
    file: materials.Upload | None = None


class EditForm(Form):
    """An item's own words and dates; ``seen`` is when the text that was edited had last been changed."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    body_markdown: str = TEXT
    release_date: str = DATE
    due_date: str = DATE
    file: materials.Upload | None = None
    drop_file: Literal["yes"] | None = None
    seen: str = Field(default="", max_length=40)
    confirm: Literal["yes"] | None = None


@routes.get("/classes/{class_id}/announcements/new", rule=CONTENT_EDIT)
def new_announcement(call: Call, class_id: UUID, query: NewQuery | None = None) -> View:
    """A form for an announcement."""
    return _new(call, class_id, "announcement", query)


@routes.get("/classes/{class_id}/materials/new", rule=CONTENT_EDIT)
def new_material(call: Call, class_id: UUID, query: NewQuery | None = None) -> View:
    """A form for a material."""
    return _new(call, class_id, "material", query)


@routes.action("/classes/{class_id}/announcements/new", rule=CONTENT_EDIT, back=new_announcement)
def make_announcement(call: Call, class_id: UUID, body: NewForm) -> Redirect:
    """Announce something."""
    zone = _zone_of(call, class_id, body.module_id)
    new = courses.NewAnnouncement(
        body.title,
        body.body_markdown,
        body.hidden is None,
        read_moment(body.release_date, zone, field="release_date"),
    )
    made = courses.create_announcement(call.session, call.actor, body.module_id, new)
    return Redirect(f"/classes/{class_id}/structure", "announced", f"row-{made.id}")


@routes.action("/classes/{class_id}/materials/new", rule=CONTENT_EDIT, back=new_material, large=True)
def make_material(call: Call, class_id: UUID, body: NewForm) -> Redirect:
    """Put a material in a module."""
    zone = _zone_of(call, class_id, body.module_id)
    new = materials.NewMaterial(
        body.title,
        body.body_markdown,
        body.hidden is None,
        read_moment(body.release_date, zone, field="release_date"),
    )
    made = materials.create_material(call.session, shelf(call), call.actor, body.module_id, new, body.file)
    return Redirect(f"/classes/{class_id}/structure", "material", f"row-{made.id}")


@routes.get("/items/{item_id}/edit", rule=CONTENT_EDIT)
def view_edit(call: Call, item_id: UUID) -> View:
    """An item's form."""
    placed = courses.find_item(call.session, call.actor, item_id)
    found = courses.require(call.session, call.actor, placed.module.class_id, content="edit")
    item, zone = placed.item, found.klass.time_zone
    said = _said(call, placed)
    return View(
        "edit_item.html",
        {
            "access": found,
            "item": item,
            "kind": KIND_WORDS[item.content_type],
            "said": said,
            "seen": said.updated_at.isoformat() if said else "",
            "release": civil_text(item.release_date, zone),
            "due": civil_text(item.due_date, zone),
            "most": call.services.settings.max_material_bytes,
            "accepts": ",".join(sorted(materials.KINDS)),
        },
    )


@routes.action("/items/{item_id}/edit", rule=CONTENT_EDIT, back=view_edit, large=True)
def edit_item(call: Call, item_id: UUID, body: EditForm) -> Redirect:
    """Change an item; where its text was changed meanwhile, what was typed comes back unsaved."""
    placed = courses.find_item(call.session, call.actor, item_id)
    zone, item = placed.access.klass.time_zone, placed.item
    courses.require(call.session, call.actor, placed.module.class_id, content="edit", writable=True)
    changes: dict[str, Any] = {
        "title": body.title,
        "release_date": read_moment(body.release_date, zone, field="release_date", stored=item.release_date),
    }
    said = _said(call, placed)
    if said is None:
        due = read_moment(body.due_date, zone, field="due_date", stored=item.due_date)
        changes |= {"description": body.description, "due_date": due}
    elif said.updated_at.isoformat() != body.seen and said.body_markdown != body.body_markdown:
        raise Conflict(
            "Somebody else has changed this text meanwhile. Theirs is saved; yours is in the form below. "
            "Compare it with theirs, which stands under it, and save again to replace theirs.",
            code="text_changed",
        )
    changed = {key: value for key, value in changes.items() if getattr(item, key) != value}
    confirmed = body.confirm is not None
    if changed:
        submissions.change_work(call.session, call.actor, item_id, changed, confirmed=confirmed)
    _say(call, item, body)
    return Redirect(f"/classes/{placed.module.class_id}/structure", "changed", f"row-{item_id}")


def _say(call: Call, item: courses.ContentItem, body: EditForm) -> None:
    if item.content_type == "announcement":
        courses.change_announcement(call.session, call.actor, item.id, body.body_markdown)
    elif item.content_type == "material":
        materials.change_material(
            call.session,
            shelf(call),
            call.actor,
            item.id,
            body_markdown=body.body_markdown,
            upload=body.file,
            drop_file=body.drop_file == "yes",
        )


def _new(call: Call, class_id: UUID, kind: str, query: NewQuery | None) -> View:
    found = courses.require(call.session, call.actor, class_id, content="edit")
    modules = [view.module for view in home.outline(call.session, call.actor, class_id).modules]
    return View(
        "new_reading.html",
        {
            "access": found,
            "kind": kind,
            "modules": modules,
            "module_id": query.module if query else None,
            "most": call.services.settings.max_material_bytes,
            "accepts": ",".join(sorted(materials.KINDS)),
        },
    )


def _said(call: Call, placed: courses.Placed) -> courses.Announcement | materials.MaterialItem | None:
    """The text of what is only read."""
    item = placed.item
    if item.content_type == "announcement":
        return courses.announcement_of(call.session, placed)
    if item.content_type == "material":
        return materials.material_of(call.session, placed)
    return None


def _zone_of(call: Call, class_id: UUID, module_id: UUID) -> str:
    module = courses.find_module(call.session, call.actor, module_id, writable=True)
    found = courses.require(call.session, call.actor, class_id, content="edit")
    if module.class_id != class_id:
        raise Invalid(
            "This module belongs to another class. Nothing was changed. Choose one of this class.",
            field="module_id",
        )
    return found.klass.time_zone
