"""Who is in a class: list, add, bring from CSV and take out as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials.api import Upload
from lectorium.rooms.people.api import Actor
from lectorium_server.pages.frame import Download, Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CLASS_TEACHER, DATA_GRADE, DATA_VIEW
from lectorium_server.services import Services
from lectorium_wire.base import Query

routes = Pages("roster")
PAGE = 200
LONGEST = 2_000_000
NONE = "none"
"""Who stands in no section."""


class RosterQuery(Query):
    """Filter, order and page; kept in the address."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    search: str | None = Field(default=None, max_length=100)
    status: Literal["active", "dropped", "all"] = "active"
    label: UUID | Literal["", "none"] = ""
    order: Literal["username", "name", "role", "section", "joined_at"] = "username"
    descending: bool = False

    @property
    def wanted(self) -> courses.Wanted:
        """What the domain is asked for."""
        return courses.Wanted(
            search=self.search or None,
            status=self.status,
            label_id=self.label if isinstance(self.label, UUID) else None,
            without_section=self.label == NONE,
            order=self.order,
            descending=self.descending,
        )

    def address(self, **changes: object) -> str:
        """The same as a part of an address, with changes, from the first page on."""
        said = {**self.model_dump(mode="json", exclude={"limit", "after"}, exclude_defaults=True), **changes}
        return urlencode({key: str(value).lower() for key, value in said.items() if value})

    def by(self, order: str) -> str:
        """The same by another column; by the same one, the other way round."""
        turned = self.order == order and not self.descending
        return self.address(order=order, descending=turned)


class AddForm(Form):
    """Somebody known to the school."""

    username: str = Field(min_length=1, max_length=254)
    role: Literal["student", "ta", "teacher"] = "student"


class ImportForm(Form):
    """A roster as text or file; tried first."""

    csv: str = Field(default="", max_length=LONGEST)
    file: Upload | None = None
    apply: Literal["yes", "no"] = "no"


class PlaceForm(Form):
    """Another role, or out of the class and back."""

    role: Literal["student", "ta", "teacher"] | None = None
    status: Literal["active", "dropped"] | None = None


@routes.get("/classes/{class_id}/roster", rule=DATA_VIEW)
def view_roster(call: Call, class_id: UUID, query: RosterQuery | None = None) -> View:
    """Who is in the class."""
    asked = query or RosterQuery()
    page = PageRequest(asked.limit, asked.after)
    found = courses.read_people(call.session, call.actor, class_id, page, asked.wanted)
    return View(
        "roster.html",
        {
            "access": found.access,
            "members": found.members,
            "labels": found.labels,
            "query": asked,
            "tab": "roster",
            "report": None,
            "guessed": False,
            "csv": "",
        },
    )


@routes.get("/classes/{class_id}/roster.csv", rule=DATA_VIEW)
def download_roster(call: Call, class_id: UUID, query: RosterQuery) -> Download:
    """What the page shows, whole, with the columns that an import takes; made while it is sent."""
    found = courses.record_export(call.session, call.actor, class_id, "roster", query.wanted)
    services, actor = call.services, call.actor
    name = f"{found.klass.name} {found.klass.section} people.csv"
    return Download(name, "text/csv; charset=utf-8", lambda: _lines(services, actor, class_id, query.wanted))


@routes.action("/classes/{class_id}/roster/add", rule=DATA_GRADE, back=view_roster)
def add_to_roster(call: Call, class_id: UUID, body: AddForm) -> Redirect:
    """Enroll somebody."""
    courses.enroll(call.session, call.actor, class_id, body.username, body.role)
    return Redirect(f"/classes/{class_id}/roster", "enrolled")


@routes.action("/classes/{class_id}/roster/import", rule=DATA_GRADE, back=view_roster)
def import_roster(call: Call, class_id: UUID, body: ImportForm) -> View:
    """Try a roster, or bring it; the report stands above the list."""
    text, guessed = courses.decoded(body.file.content) if body.file else (body.csv, False)
    if len(text) > LONGEST:
        raise Invalid("This file is too long to be a roster. Nothing was changed. Split it.", field="file")
    report = courses.import_roster(call.session, call.actor, class_id, text, dry_run=body.apply != "yes")
    view = view_roster(call, class_id)
    return View(view.template, {**view.context, "report": report, "csv": text, "guessed": guessed})


@routes.action("/classes/{class_id}/roster/{enrollment_id}", rule=CLASS_TEACHER, back=view_roster)
def change_place(call: Call, class_id: UUID, enrollment_id: UUID, body: PlaceForm) -> Redirect:
    """Change a place in the class."""
    changes = body.model_dump(exclude_none=True)
    courses.change_enrollment(call.session, call.actor, enrollment_id, **changes)
    done = {"dropped": "dropped", "active": "restored"}.get(body.status or "", "changed")
    return Redirect(f"/classes/{class_id}/roster", done)


def _lines(services: Services, actor: Actor, class_id: UUID, wanted: courses.Wanted) -> Iterator[bytes]:
    """A transaction for each page of people, so that a large class holds none open."""
    after: str | None = None
    first = True
    while first or after is not None:
        with services.database.transaction() as session:
            text, following = courses.export_roster(session, actor, class_id, wanted, after)
        yield text.encode("utf-8-sig" if first else "utf-8")
        first, after = False, following
