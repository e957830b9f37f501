"""Making and editing what stands in a module: texts, files, dates in the class's own time."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Invalid
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.materials import api as materials
from lectorium.rooms.submissions import api as submissions
from lectorium_server.handlers.readings import shelf
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.item import KIND_WORDS
from lectorium_server.pages.moments import civil_text, read_moment
from lectorium_server.pages.stale import LONGEST, fingerprint, touched
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT
from lectorium_wire.base import Body

routes = Pages("editing")
TEXT = Field(default="", max_length=200_000)
DATE = Field(default="", max_length=20)
WORDED = ("title", "description", "body_markdown", "release_date", "due_date")
Said = courses.Announcement | materials.MaterialItem


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
    """An item's own words and dates; ``seen`` is how the form showed them."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    body_markdown: str = TEXT
    release_date: str = DATE
    due_date: str = DATE
    file: materials.Upload | None = None
    drop_file: Literal["yes"] | None = None
    seen: str = Field(default="", max_length=LONGEST)
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
    shown = _shown(item, said, zone)
    return View(
        "edit_item.html",
        {
            "access": found,
            "item": item,
            "kind": KIND_WORDS[item.content_type],
            "said": said,
            "shown": shown,
            "seen": fingerprint(shown),
            "release": shown["release_date"],
            "due": shown.get("due_date", ""),
            "most": call.services.settings.max_material_bytes,
            "accepts": ",".join(sorted(materials.KINDS)),
        },
    )


@routes.action("/items/{item_id}/edit", rule=CONTENT_EDIT, back=view_edit, large=True)
def edit_item(call: Call, item_id: UUID, body: EditForm) -> Redirect:
    """Change what was changed in its form; where somebody else changed the same, it comes back unsaved."""
    placed = courses.lock_item(call.session, call.actor, item_id)
    zone, item, said = placed.access.klass.time_zone, placed.item, _said(call, placed)
    mine = touched(body.seen, body.model_dump(include=set(WORDED)), _shown(item, said, zone))
    dates = {
        name: read_moment(getattr(body, name), zone, field=name, stored=getattr(item, name))
        for name in mine & {"release_date", "due_date"}
    }
    changes: dict[str, Any] = {name: getattr(body, name) for name in mine & {"title", "description"}} | dates
    changed = {key: value for key, value in changes.items() if getattr(item, key) != value}
    confirmed = body.confirm is not None
    if changed:
        submissions.change_work(call.session, call.actor, item_id, changed, confirmed=confirmed)
    if said is not None:
        _say(call, item, body, body.body_markdown if "body_markdown" in mine else said.body_markdown)
    return Redirect(f"/classes/{placed.module.class_id}/structure", "changed", f"row-{item_id}")


def _say(call: Call, item: courses.ContentItem, body: EditForm, words: str) -> None:
    if item.content_type == "announcement":
        courses.change_announcement(call.session, call.actor, item.id, words)
    elif item.content_type == "material":
        materials.change_material(
            call.session,
            shelf(call),
            call.actor,
            item.id,
            body_markdown=words,
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


def _shown(item: courses.ContentItem, said: Said | None, zone: str) -> dict[str, str]:
    """The item as its form shows it, by field."""
    shown = {"title": item.title, "release_date": civil_text(item.release_date, zone)}
    if said is not None:
        return {**shown, "body_markdown": said.body_markdown}
    return {**shown, "description": item.description, "due_date": civil_text(item.due_date, zone)}


def _said(call: Call, placed: courses.Placed) -> Said | None:
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
