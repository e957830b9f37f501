"""The gradebook: students × items, and the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.people.api import Actor
from lectorium_server.pages.frame import Download, Pages, View
from lectorium_server.pages.texts import points
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ANYONE, DATA_VIEW
from lectorium_server.services import Services
from lectorium_wire.base import Query

routes = Pages("grades")
PAGE = 200
SHOWN = 100
"""Students on a page: with dozens of items they are thousands of cells."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class GradesQuery(Query):
    """Filter and page."""

    limit: int = Field(default=SHOWN, ge=1, le=PAGE)
    search: str | None = Field(default=None, max_length=100)
    flagged: bool = Field(default=False, description="Only students with work that is worth a look")


@routes.get("/classes/{class_id}/grades", rule=DATA_VIEW)
def view_grades(call: Call, class_id: UUID, query: GradesQuery) -> View:
    """Students × items."""
    page = PageRequest(query.limit, query.after)
    table = gradebook.gradebook(
        call.session, call.actor, class_id, page, query.search or None, flagged=query.flagged
    )
    found = courses.access(call.session, call.actor, class_id)
    return View(
        "grades.html",
        {
            "access": found,
            "table": table,
            "search": query.search or "",
            "flagged": query.flagged,
            "sections": courses.section_names(call.session, found),
            "tab": "grades",
        },
    )


@routes.get("/classes/{class_id}/grades.csv", rule=DATA_VIEW)
def download_grades(call: Call, class_id: UUID) -> Download:
    """The whole gradebook as CSV, made while it is sent."""
    found = courses.record_export(call.session, call.actor, class_id, "grade")
    services, actor = call.services, call.actor
    name = f"{found.klass.name} {found.klass.section} grades.csv"
    return Download(name, "text/csv; charset=utf-8", lambda: _lines(services, actor, class_id))


@routes.get("/me/grades", rule=ANYONE)
def view_my_grades(call: Call) -> View:
    """My grades over all of my classes; a grade only once it is returned."""
    classes = courses.list_classes(call.session, call.actor, PageRequest(limit=500)).items
    mine = [found for found in classes if found.role == "student"]
    lines = gradebook.own_grades_in(call.session, call.actor, mine)
    grades = [(found, lines[found.klass.id]) for found in mine]
    items = [line.assignment.item.id for _, own in grades for line in own]
    journeys = home.own_journeys(call.session, call.actor, items)
    return View("my_grades.html", {"classes": grades, "journeys": journeys, "me": call.actor.user_id})


def _lines(services: Services, actor: Actor, class_id: UUID) -> Iterator[bytes]:
    """A transaction for each page of students, so that a large class holds none open."""
    after: str | None = None
    first = True
    while first or after is not None:
        with services.database.transaction() as session:
            table = gradebook.gradebook(session, actor, class_id, PageRequest(PAGE, after))
            text = _csv([*(_head(table) if first else []), *(_row(row, table) for row in table.rows)])
        yield text.encode("utf-8-sig" if first else "utf-8")
        first, after = False, table.next


def _head(table: gradebook.Table) -> list[list[str]]:
    titles = [column.item.title for column in table.columns]
    highest = [points(column.assignment.points_total) for column in table.columns]
    return [["username", "name", "email", *titles, "total", "out of"], ["", "out of", "", *highest, "", ""]]


def _row(row: gradebook.Row, table: gradebook.Table) -> list[str]:
    cells = [
        "missing" if (row.student.id, column.item.id) in table.missing else _cell(entry)
        for entry, column in zip(row.entries, table.columns, strict=True)
    ]
    total = "" if row.total is None else points(row.total)
    return [row.student.username, row.student.name, row.student.email, *cells, total, points(row.maximum)]


def _cell(entry: gradebook.GradebookEntry | None) -> str:
    if entry is None:
        return ""
    if entry.status in {"excused", "missing"}:
        return entry.status
    return "" if entry.score_obtained is None else points(entry.score_obtained)


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue()


def _safe(cell: str) -> str:
    """A name must not become a formula in somebody's spreadsheet; a negative number may stay one."""
    is_number = cell[1:].replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(FORMULA) and not is_number else cell
