"""What the tutor has cost: a table, a small chart with its words, and a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import Actor
from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Download, Pages, View
from lectorium_server.pages.tutor_texts import price
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN, CLASS_STAFF
from lectorium_server.services import Services
from lectorium_wire.base import Body
from lectorium_wire.tutor_admin import Day

routes = Pages("tutor costs")
MOST = 200
LINES = 500
WIDTH, HEIGHT = 640, 96
ESTIMATED = " For {} tokens and cost are estimates: the answer was stopped or broke off, or nobody counted."
COLUMNS = (
    *("day", "class", "model", "use", "questions", "tokens_read", "tokens_written", "cost", "currency"),
    "estimated",
)


class SpanQuery(Body):
    """Which days; empty: the last 30."""

    since: Day | Literal[""] = ""
    until: Day | Literal[""] = ""


@dataclass(frozen=True)
class Bar:
    """A day in the chart: place and heights in the drawing's units, what was read above what was written."""

    day: date
    x: float
    width: float
    read: float
    written: float
    said: str


@routes.get("/tutor/costs", rule=ADMIN, scope=Scope.ADMIN)
def view_school_costs(call: Call, query: SpanQuery) -> View:
    """What the whole school has used."""
    return _view(call, None, query)


@routes.get("/classes/{class_id}/tutor/costs", rule=CLASS_STAFF)
def view_class_costs(call: Call, class_id: UUID, query: SpanQuery) -> View:
    """What a class has used."""
    return _view(call, class_id, query)


@routes.get("/tutor/costs.csv", rule=ADMIN, scope=Scope.ADMIN)
def download_school_costs(call: Call, query: SpanQuery) -> Download:
    """The whole school's by day, class and model; made while it is sent."""
    return _file(call, None, query, "tutor costs.csv")


@routes.get("/classes/{class_id}/tutor/costs.csv", rule=CLASS_STAFF)
def download_class_costs(call: Call, class_id: UUID, query: SpanQuery) -> Download:
    """A class's by day and model; made while it is sent."""
    found = courses.require_staff(call.session, call.actor, class_id)
    return _file(call, class_id, query, f"{found.klass.name} tutor costs.csv")


def _view(call: Call, class_id: UUID | None, query: SpanQuery) -> View:
    found = None if class_id is None else courses.require_staff(call.session, call.actor, class_id)
    zone = found.klass.time_zone if found else "UTC"
    span = tutor.span_of(call.session, query.since or None, query.until or None, zone)
    by: list[tutor.Grouping] = ["model"] if found else ["class", "model"]
    rows = tutor.list_costs(call.session, call.actor, class_id, span, PageRequest(MOST), by)
    days = tutor.daily(call.session, call.actor, class_id, span)
    return View(
        "tutor_costs.html",
        {
            "access": found,
            "tab": "costs",
            "zone": zone,
            "span": span,
            "rows": sorted(rows.items, key=lambda row: (row.class_name, row.model_name, row.use)),
            "is_cut": rows.next is not None,
            "bars": bars(days),
            "highest": _highest(days),
            "days": [each for each in days if each.questions or each.replayed],
            "summary": summary(days, rows.items),
            "size": (WIDTH, HEIGHT),
        },
    )


def bars(days: Sequence[tutor.Daily]) -> list[Bar]:
    """The chart's bars, the highest as high as the drawing."""
    step = WIDTH / max(1, len(days))
    scale = HEIGHT / (_highest(days) or 1)
    return [
        Bar(
            each.day,
            round(step * number, 2),
            round(max(0.5, step * 0.8), 2),
            round(each.prompt_tokens * scale, 2),
            round(each.completion_tokens * scale, 2),
            f"{each.day}: {_asked(each.questions, each.replayed)}, {each.prompt_tokens:,} tokens read, "
            f"{each.completion_tokens:,} written",
        )
        for number, each in enumerate(days)
    ]


def summary(days: Sequence[tutor.Daily], rows: Sequence[tutor.CostRow]) -> str:
    """What the chart shows, in sentences."""
    asked, replayed = sum(each.questions for each in days), sum(each.replayed for each in days)
    if not asked + replayed:
        return "Nobody has asked the tutor in these days."
    read, written = sum(each.prompt_tokens for each in days), sum(each.completion_tokens for each in days)
    busiest = max(days, key=lambda each: each.prompt_tokens + each.completion_tokens)
    costs: dict[str, Decimal] = {}
    for row in rows:
        costs[row.currency] = costs.get(row.currency, Decimal(0)) + row.cost
    guessed = sum(row.estimated for row in rows)
    money = " and ".join(f"{price(cost)} {currency}" for currency, cost in sorted(costs.items()) if cost)
    return (
        f"{_asked(asked, replayed)}, {read:,} tokens read and {written:,} written, "
        f"{money or 'at no cost'}. The busiest day was {busiest.day} with "
        f"{_asked(busiest.questions, busiest.replayed)}."
        + (ESTIMATED.format(_count(guessed, "question")) if guessed else "")
    )


def _highest(days: Sequence[tutor.Daily]) -> int:
    """The tokens of the day that used most."""
    return max((each.prompt_tokens + each.completion_tokens for each in days), default=0)


def _asked(questions: int, replayed: int) -> str:
    """What students asked, and apart from it what replays asked once more."""
    again = f"{replayed:,} asked again in replays" if replayed else ""
    return f"{_count(questions, 'question')}{' and ' if again else ''}{again}"


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _file(call: Call, class_id: UUID | None, query: SpanQuery, name: str) -> Download:
    zone = tutor.zone_of(call.session, call.actor, class_id)
    span = tutor.span_of(call.session, query.since or None, query.until or None, zone)
    services, actor = call.services, call.actor
    return Download(name, "text/csv; charset=utf-8", lambda: _lines(services, actor, class_id, span))


def _lines(services: Services, actor: Actor, class_id: UUID | None, span: tutor.Span) -> Iterator[bytes]:
    """A transaction for each page, so that a long list holds none open."""
    yield _csv([COLUMNS]).encode("utf-8-sig")
    after: str | None = None
    first = True
    while first or after is not None:
        with services.database.transaction() as session:
            found = tutor.list_costs(session, actor, class_id, span, PageRequest(LINES, after))
            text = _csv([_row(each) for each in found.items])
        yield text.encode()
        first, after = False, found.next


def _row(row: tutor.CostRow) -> tuple[str, ...]:
    return (
        str(row.day),
        row.class_name or "practice",
        row.model_name,
        row.use,
        str(row.questions),
        str(row.prompt_tokens),
        str(row.completion_tokens),
        f"{row.cost:f}",
        row.currency,
        str(row.estimated),
    )


def _csv(rows: Sequence[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[courses.safe_cell(cell) for cell in row] for row in rows])
    return out.getvalue()
