"""A class's settings: what it is called, how people join, copying it, archiving it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Invalid
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import AUTHORS
from lectorium.rooms.submissions import api as submissions
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CLASS_COPIER, CONTENT_EDIT

routes = Pages("settings")
A_YEAR = timedelta(days=364)  # the same weekday


class SettingsForm(Form):
    """What a class is called, how it says its times, who returns its grades, and what joining late means."""

    name: str = Field(min_length=1, max_length=200)
    section: str = Field(default="", max_length=100)
    description: str = Field(default="", max_length=20_000)
    time_zone: str = Field(min_length=1, max_length=64)
    hold_grades: bool = False
    before_joining: courses.BeforeJoining | None = None


class ArchiveForm(Form):
    """Archive a class, or reopen it."""

    archive: Literal["yes", "no"]
    confirm: Literal["yes"] | None = None


class CodeForm(Form):
    """A new join code, or none."""

    do: Literal["new", "close"] = "new"


class CopyForm(Form):
    """A new term: what it is called, how dates move, and whether items are shown."""

    name: str = Field(min_length=1, max_length=200)
    section: str = Field(default="", max_length=100)
    dates: Literal["starts_on", "days", "none"] = "starts_on"
    starts_on: date | Literal[""] = ""
    days: int | Literal[""] = ""
    shown: Literal["hidden", "as_they_were"] = "hidden"


@routes.get("/classes/{class_id}/settings", rule=CONTENT_EDIT)
def view_settings(call: Call, class_id: UUID) -> View:
    """All that is set for a class as a whole."""
    found = courses.require(call.session, call.actor, class_id, content="edit", whole_class=True)
    copies = call.actor.role in AUTHORS
    first = courses.first_day(call.session, found.klass) if copies else None
    return View(
        "settings.html",
        {
            "access": found,
            "may_copy": copies,
            "first": first,
            "next_first": first + A_YEAR if first else None,
            "tab": "settings",
        },
    )


@routes.action("/classes/{class_id}/settings", rule=CONTENT_EDIT, back=view_settings)
def change_settings(call: Call, class_id: UUID, body: SettingsForm) -> Redirect:
    """Change what a class is called and how it says its times."""
    courses.change_class(call.session, call.actor, class_id, body.model_dump(exclude_none=True))
    return Redirect(f"/classes/{class_id}/settings", "changed")


@routes.action("/classes/{class_id}/join-code", rule=CONTENT_EDIT, back=view_settings)
def rotate_code(call: Call, class_id: UUID, body: CodeForm) -> Redirect:
    """A new join code, or none."""
    if body.do == "close":
        courses.close_joining(call.session, call.actor, class_id)
        return Redirect(f"/classes/{class_id}/settings", "code_closed")
    had_one = courses.access(call.session, call.actor, class_id).klass.join_code is not None
    courses.rotate_join_code(call.session, call.actor, class_id)
    return Redirect(f"/classes/{class_id}/settings", "code" if had_one else "code_opened")


@routes.action("/classes/{class_id}/archive", rule=CONTENT_EDIT, back=view_settings)
def archive_class(call: Call, class_id: UUID, body: ArchiveForm) -> Redirect:
    """Archive a class, or reopen it."""
    archived = body.archive == "yes"
    changes, confirmed = {"is_archived": archived}, body.confirm is not None
    submissions.change_class(call.session, call.actor, class_id, changes, confirmed=confirmed)
    return Redirect(f"/classes/{class_id}", "archived" if archived else "reopened")


@routes.action("/classes/{class_id}/copy", rule=CLASS_COPIER, back=view_settings)
def copy_class(call: Call, class_id: UUID, body: CopyForm) -> Redirect:
    """Make a class of this one's structure."""
    if body.dates == "starts_on" and not body.starts_on:
        raise Invalid(
            "The day of the first date is missing. Nothing was copied. Choose one, or leave dates out.",
            field="starts_on",
        )
    how = courses.Copying(
        body.name,
        body.section,
        days=int(body.days or 0) if body.dates == "days" else None,
        starts_on=(body.starts_on or None) if body.dates == "starts_on" else None,
        hidden=body.shown == "hidden",
    )
    made = courses.copy_class(call.session, call.actor, class_id, how)
    return Redirect(f"/classes/{made.klass.id}", "copied")
