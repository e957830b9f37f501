"""Who changed what: of a class for its teachers, of the school for its administrators; and as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest, Slice
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.audit_texts import KINDS
from lectorium_server.pages.frame import Download, Pages, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN, CLASS_TEACHER
from lectorium_server.services import Services
from lectorium_wire.base import Query

routes = Pages("audit")
PAGE = 100
LINES = 500
COLUMNS = (
    *("timestamp", "actor", "actor_id", "authenticated_actor_id", "class_id", "action", "target_type"),
    *("target_ids", "before", "after", "meta"),
)
Read = Callable[[Session, PageRequest], Slice[people.AuditEvent]]


class TrailQuery(Query):
    """Which events; an empty field is no matter."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    who: str = Field(default="", max_length=100)
    action: str = Field(default="", max_length=60)
    target_id: UUID | Literal[""] = ""
    since: date | Literal[""] = ""
    until: date | Literal[""] = ""
    text: str = Field(default="", max_length=100)

    def asked(self, zone: str) -> people.Asked:
        """What the domain is asked for; both days are meant whole, as clocks in the zone say."""
        return people.Asked(
            who=self.who.strip() or None,
            action=self.action or None,
            target_id=self.target_id or None,
            since=_midnight(self.since, zone) if self.since else None,
            until=_midnight(self.until + timedelta(days=1), zone) if self.until else None,
            text=self.text.strip() or None,
        )

    @property
    def address(self) -> str:
        """The same as a part of an address, without the page."""
        said = self.model_dump(mode="json", exclude={"limit", "after"})
        return urlencode({key: value for key, value in said.items() if value})


@routes.get("/classes/{class_id}/audit", rule=CLASS_TEACHER)
def view_class_audit(call: Call, class_id: UUID, query: TrailQuery) -> View:
    """What was changed in the class, and by whom."""
    found = courses.require_trail(call.session, call.actor, class_id)
    asked = query.asked(found.klass.time_zone)
    page = PageRequest(query.limit, query.after)
    events = courses.class_trail(call.session, call.actor, class_id, asked, page)
    return _view(call, events, query, found)


@routes.get("/audit", rule=ADMIN, scope=Scope.ADMIN)
def view_audit(call: Call, query: TrailQuery) -> View:
    """What was changed in the school, and by whom."""
    page = PageRequest(query.limit, query.after)
    events = people.school_trail(call.session, call.actor, query.asked("UTC"), page)
    return _view(call, events, query, None)


@routes.get("/classes/{class_id}/audit.csv", rule=CLASS_TEACHER)
def download_class_audit(call: Call, class_id: UUID, query: TrailQuery) -> Download:
    """The class's events as CSV, made while they are sent; that is an event, too."""
    found = courses.require_trail(call.session, call.actor, class_id)
    asked, actor = query.asked(found.klass.time_zone), call.actor
    courses.keep_class_export(call.session, actor, class_id, asked)

    def read(session: Session, page: PageRequest) -> Slice[people.AuditEvent]:
        return courses.class_trail(session, actor, class_id, asked, page)

    return _file(call.services, f"{found.klass.name} changes.csv", read)


@routes.get("/audit.csv", rule=ADMIN, scope=Scope.ADMIN)
def download_audit(call: Call, query: TrailQuery) -> Download:
    """The school's events as CSV, made while they are sent; that is an event, too."""
    asked, actor = query.asked("UTC"), call.actor
    people.keep_school_export(call.session, actor, asked)

    def read(session: Session, page: PageRequest) -> Slice[people.AuditEvent]:
        return people.school_trail(session, actor, asked, page)

    return _file(call.services, "changes.csv", read)


def _view(
    call: Call, events: Slice[people.AuditEvent], query: TrailQuery, found: courses.Access | None
) -> View:
    return View(
        "audit.html",
        {
            "access": found,
            "zone": found.klass.time_zone if found else "UTC",
            "events": events,
            "names": home.names_in(call.session, events.items),
            "kinds": KINDS,
            "query": query,
            "tab": "audit",
        },
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _file(services: Services, name: str, read: Read) -> Download:
    return Download(name, "text/csv; charset=utf-8", lambda: _lines(services, read))


def _lines(services: Services, read: Read) -> Iterator[bytes]:
    """A transaction for each page, so that a long list holds none open."""
    yield _csv([COLUMNS]).encode("utf-8-sig")
    after: str | None = None
    first = True
    while first or after is not None:
        with services.database.transaction() as session:
            events = read(session, PageRequest(LINES, after))
            text = _csv([_row(event) for event in events.items])
        yield text.encode()
        first, after = False, events.next


def _row(event: people.AuditEvent) -> tuple[str, ...]:
    return (
        event.timestamp.astimezone(UTC).isoformat(),
        event.actor_name,
        str(event.actor_id or ""),
        str(event.authenticated_actor_id or ""),
        str(event.class_id or ""),
        event.action,
        event.target_type,
        " ".join(event.target_ids),
        *(json.dumps(part, ensure_ascii=False) if part else "" for part in (event.before, event.after)),
        json.dumps(event.meta_data, ensure_ascii=False) if event.meta_data else "",
    )


def _csv(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[courses.safe_cell(cell) for cell in row] for row in rows])
    return out.getvalue()
