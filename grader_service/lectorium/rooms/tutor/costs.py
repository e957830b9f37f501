"""What the tutor has cost: questions, tokens and money per class, model and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    Uuid,
    cast,
    false,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.courses.api import Access, Class, is_visible, require_staff
from lectorium.rooms.people.api import Actor
from lectorium.rooms.tutor.models import LlmInteraction, Model, Replay, ReplayItem
from lectorium.rooms.tutor.models_admin import ADMINS

Use = Literal["tutor", "replay"]
Grouping = Literal["day", "class", "model"]
ALL: tuple[Grouping, ...] = ("day", "class", "model")
MOST_DAYS = 366
USUAL_DAYS = 30
UTC_ZONE = "UTC"
WIDEST_ZONE = timedelta(hours=15)
"""No zone is further from UTC: so many hours around the days hold all that may fall into them."""
NOBODY = UUID(int=0)
"""Stands for no class and for no grouping by one, so that rows sort and pages go on."""


@dataclass(frozen=True)
class Span:
    """From the first to the last day, both whole, each in the class's time zone."""

    since: date
    until: date


@dataclass(frozen=True)
class CostRow:
    """What came together in a group; ``day``, class or model are None where it isn't grouped by them.

    Without a class, practice of the whole school.  ``cost`` is exact, in ``currency``.  Of ``estimated``
    questions tokens and cost are estimates: the answer was stopped or broke off, or the server doesn't tell.
    """

    day: date | None
    class_id: UUID | None
    class_name: str
    model_id: UUID | None
    model_name: str
    use: Use
    currency: str
    questions: int
    prompt_tokens: int
    completion_tokens: int
    cost: Decimal
    estimated: int


@dataclass(frozen=True)
class Daily:
    """A day's sums, over all models: what was asked, and what replays asked again; an idle day has zeros."""

    day: date
    questions: int
    replayed: int
    prompt_tokens: int
    completion_tokens: int


def zone_of(session: Session, actor: Actor, class_id: UUID | None) -> str:
    """In which time zone today is looked up: the class's, or UTC for the whole school."""
    found = _standing(session, actor, class_id)
    return found.klass.time_zone if found else UTC_ZONE


def span_of(session: Session, since: date | None, until: date | None, zone: str = UTC_ZONE) -> Span:
    """The days that are meant; without any, the last 30.  Raises :class:`Invalid` for more than a year."""
    today = now(session).astimezone(ZoneInfo(zone)).date()
    last = until or max(today, since or today)
    first = since or last - timedelta(days=USUAL_DAYS - 1)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise Invalid(
            f"The days run from {first} to {last}. Nothing was changed. "
            f"Ask for at most {MOST_DAYS} days, the first one first.",
            field="since",
        )
    return Span(first, last)


def list_costs(
    session: Session,
    actor: Actor,
    class_id: UUID | None,
    span: Span,
    page: PageRequest,
    by: Sequence[Grouping] = ALL,
) -> Slice[CostRow]:
    """What was used, grouped; of a class for its staff, of the whole school for administrators.

    One grouped query.  An assistant of some sections sees what their students have used (I16); replays
    belong to the whole class.
    """
    found = _grouped(_spent(actor, _standing(session, actor, class_id), class_id, span), by)
    keys = tuple(found.c[name] for name in ("day", "class_id", "model_id", "use", "currency"))
    statement = select(*found.c)
    rows = fetch_page(session, statement, keys, page, casts=(date.fromisoformat, UUID, UUID, str, str))
    return rows.map(_row)


def daily(session: Session, actor: Actor, class_id: UUID | None, span: Span) -> list[Daily]:
    """The sums of each day of the span, without gaps; one query."""
    spent = _spent(actor, _standing(session, actor, class_id), class_id, span).subquery()
    rows = session.execute(
        select(
            spent.c.day,
            func.count().filter(spent.c.use == "tutor"),
            func.count().filter(spent.c.use == "replay"),
            func.coalesce(func.sum(spent.c.prompt_tokens), 0),
            func.coalesce(func.sum(spent.c.completion_tokens), 0),
        ).group_by(spent.c.day)
    )
    known = {day: Daily(day, *counts) for day, *counts in rows}
    days = [span.since + timedelta(days=number) for number in range((span.until - span.since).days + 1)]
    return [known.get(day) or Daily(day, 0, 0, 0, 0) for day in days]


def _standing(session: Session, actor: Actor, class_id: UUID | None) -> Access | None:
    if class_id is not None:
        return require_staff(session, actor, class_id)
    actor.require(ADMINS, "see what the tutor has cost the whole school")
    return None


def _spent(
    actor: Actor, found: Access | None, class_id: UUID | None, span: Span
) -> CompoundSelect[Any] | Select[*tuple[Any, ...]]:
    """Every question that a model was asked, and every one asked again, with the day in its class's zone."""
    asked = _between(LlmInteraction.created_at, span)
    own = (
        _columns("tutor", LlmInteraction.created_at, LlmInteraction, LlmInteraction.tokens_estimated)
        .select_from(LlmInteraction)
        .join(Model, Model.id == LlmInteraction.model_id)
        .outerjoin(Class, Class.id == LlmInteraction.class_id)
        .where(LlmInteraction.organization_id == actor.organization_id, *asked)
    )
    if class_id is not None:
        own = own.where(LlmInteraction.class_id == class_id)
    if found is not None:
        own = own.where(is_visible(found, LlmInteraction.user_id))
        if found.sections is not None:
            return own
    again = (
        _columns("replay", ReplayItem.answered_at, ReplayItem, false())
        .select_from(ReplayItem)
        .join(Replay, Replay.id == ReplayItem.replay_id)
        .join(LlmInteraction, LlmInteraction.id == ReplayItem.interaction_id)
        .join(Model, Model.id == Replay.model_id)
        .outerjoin(Class, Class.id == LlmInteraction.class_id)
        .where(
            Replay.organization_id == actor.organization_id,
            ReplayItem.state == "completed",
            *_between(ReplayItem.answered_at, span),
        )
    )
    if class_id is not None:
        again = again.where(LlmInteraction.class_id == class_id)
    return union_all(own, again)


def _columns(
    use: Use, moment: Any, row: Any, estimated: SQLColumnExpression[bool]
) -> Select[*tuple[Any, ...]]:
    return select(
        _day(moment).label("day"),
        func.coalesce(Class.id, NOBODY).label("class_id"),
        func.coalesce(func.trim(Class.name + " " + Class.section), "").label("class_name"),
        Model.id.label("model_id"),
        (Model.name + " " + Model.version).label("model_name"),
        literal(use, String).label("use"),
        Model.currency.label("currency"),
        estimated.label("estimated"),
        row.prompt_tokens.label("prompt_tokens"),
        row.completion_tokens.label("completion_tokens"),
        row.cost.label("cost"),
    )


def _day(moment: Any) -> ColumnElement[date]:
    zone = func.coalesce(Class.time_zone, UTC_ZONE)
    return cast(func.timezone(zone, moment), Date)


def _between(moment: Any, span: Span) -> list[ColumnElement[bool]]:
    """The days as such, and the moments around them, by which an index finds the rows."""
    first = datetime.combine(span.since, time(), ZoneInfo(UTC_ZONE)) - WIDEST_ZONE
    last = datetime.combine(span.until + timedelta(days=1), time(), ZoneInfo(UTC_ZONE)) + WIDEST_ZONE
    return [moment >= first, moment < last, _day(moment).between(span.since, span.until)]


def _grouped(spent: CompoundSelect[Any] | Select[*tuple[Any, ...]], by: Sequence[Grouping]) -> Subquery:
    rows = spent.subquery()
    kept = {name: name in by for name in ALL}
    grouped: list[ColumnElement[Any]] = [rows.c.use, rows.c.currency]
    grouped += [rows.c.day] * kept["day"]
    grouped += [rows.c.class_id, rows.c.class_name] * kept["class"]
    grouped += [rows.c.model_id, rows.c.model_name] * kept["model"]
    day = rows.c.day if kept["day"] else literal(date.min, Date)
    class_id = rows.c.class_id if kept["class"] else literal(NOBODY, Uuid())
    model_id = rows.c.model_id if kept["model"] else literal(NOBODY, Uuid())
    names = (
        rows.c.class_name if kept["class"] else literal(""),
        rows.c.model_name if kept["model"] else literal(""),
    )
    return (
        select(
            day.label("day"),
            class_id.label("class_id"),
            names[0].label("class_name"),
            model_id.label("model_id"),
            names[1].label("model_name"),
            rows.c.use,
            rows.c.currency,
            func.count().label("questions"),
            func.coalesce(func.sum(rows.c.prompt_tokens), 0).label("prompt_tokens"),
            func.coalesce(func.sum(rows.c.completion_tokens), 0).label("completion_tokens"),
            func.coalesce(func.sum(rows.c.cost), Decimal(0)).label("cost"),
            func.count().filter(rows.c.estimated).label("estimated"),
        )
        .group_by(*grouped)
        .subquery()
    )


def _row(row: tuple[Any, ...]) -> CostRow:
    day, class_id, class_name, model_id, model_name, *rest = row
    return CostRow(
        None if day == date.min else day,
        None if class_id == NOBODY else class_id,
        class_name,
        None if model_id == NOBODY else model_id,
        model_name,
        *rest,
    )
