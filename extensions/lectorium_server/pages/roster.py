"""Who is in a class: list, add, bring from CSV, change places."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CLASS_TEACHER, DATA_GRADE, DATA_VIEW
from lectorium_wire.base import Query

routes = Pages("roster")
PAGE = 200
DEFAULT_QUERY = PageRequest(PAGE)


class RosterQuery(Query):
    """Filter and page."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    search: str | None = Field(default=None, max_length=100)
    status: Literal["active", "dropped", "all"] = "active"


class AddForm(Form):
    """Somebody known to the school."""

    username: str = Field(min_length=1, max_length=254)
    role: Literal["student", "ta", "teacher"] = "student"


class ImportForm(Form):
    """A roster as text or file; tried first."""

    csv: str = Field(max_length=2_000_000)
    file: str = Field(default="", max_length=2_000_000)
    apply: Literal["yes", "no"] = "no"


class PlaceForm(Form):
    """Another role, or out of the class and back."""

    role: Literal["student", "ta", "teacher"] | None = None
    status: Literal["active", "dropped"] | None = None


@routes.get("/classes/{class_id}/roster", rule=DATA_VIEW)
def view_roster(call: Call, class_id: UUID, query: RosterQuery | None = None) -> View:
    """Who is in the class."""
    asked = query or RosterQuery()
    found = courses.access(call.session, call.actor, class_id)
    members = courses.list_members(
        call.session,
        call.actor,
        class_id,
        PageRequest(asked.limit, asked.after),
        courses.Wanted(search=asked.search or None, status=asked.status),
    )
    return View(
        "roster.html",
        {
            "access": found,
            "members": members,
            "search": asked.search or "",
            "status": asked.status,
            "tab": "roster",
            "report": None,
            "csv": "",
        },
    )


@routes.action("/classes/{class_id}/roster/add", rule=DATA_GRADE, back=view_roster)
def add_to_roster(call: Call, class_id: UUID, body: AddForm) -> Redirect:
    """Enroll somebody."""
    courses.enroll(call.session, call.actor, class_id, body.username, body.role)
    return Redirect(f"/classes/{class_id}/roster", "enrolled")


@routes.action("/classes/{class_id}/roster/import", rule=DATA_GRADE, back=view_roster)
def import_roster(call: Call, class_id: UUID, body: ImportForm) -> View:
    """Try a roster, or bring it; the report stands above the list."""
    text = body.file or body.csv
    report = courses.import_roster(call.session, call.actor, class_id, text, dry_run=body.apply != "yes")
    view = view_roster(call, class_id)
    return View(view.template, {**view.context, "report": report, "csv": text})


@routes.action("/classes/{class_id}/roster/{enrollment_id}", rule=CLASS_TEACHER, back=view_roster)
def change_place(call: Call, class_id: UUID, enrollment_id: UUID, body: PlaceForm) -> Redirect:
    """Change a place in the class."""
    changes = body.model_dump(exclude_none=True)
    courses.change_enrollment(call.session, call.actor, enrollment_id, **changes)
    done = {"dropped": "dropped", "active": "restored"}.get(body.status or "", "changed")
    return Redirect(f"/classes/{class_id}/roster", done)
