"""The research view: what people ask the tutor, of those alone who allow it, under pseudonyms (G3)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    LargeBinary,
    Select,
    SQLColumnExpression,
    String,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, load_only

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.analytics.masking import Mask
from lectorium.rooms.analytics.models import ResearchKey
from lectorium.rooms.authoring.api import Challenge, embargoed_in
from lectorium.rooms.courses.api import Class, Enrollment, require_research
from lectorium.rooms.people.api import Actor, User, consenting, record_once
from lectorium.rooms.tutor.api import LlmInteraction

FEWEST = 5
"""Of what fewer people ask about, nothing is told (k)."""
ONE_READING = timedelta(hours=1)
"""Requests within this time are one reading, and one event."""
READ = "research.read"
Kind = Literal["chat", "explain", "hint"]


TOLD = (
    *(LlmInteraction.id, LlmInteraction.user_id, LlmInteraction.challenge_id, LlmInteraction.kind),
    *(LlmInteraction.created_at, LlmInteraction.ended_at, LlmInteraction.user_prompt),
    *(LlmInteraction.model_response, LlmInteraction.help_level, LlmInteraction.hint_step),
    *(LlmInteraction.guarding, LlmInteraction.rating),
)
"""What is read of a question: neither code nor what the model was sent."""


@dataclass(frozen=True)
class ResearchRow:
    """A question and its answer; ``person`` and ``id`` lead to nobody without the class's key.

    Names, usernames and addresses of the class's people are masked.  ``asked_at`` is cut to the minute.
    """

    id: str
    person: str
    challenge_id: UUID
    challenge: str
    kind: Kind
    asked_at: datetime
    answer_seconds: float | None
    question: str
    answer: str
    help_level: str | None
    hint_step: int | None
    guarding: str
    rating: int | None


@dataclass(frozen=True)
class Cell:
    """How many questions of a kind about a challenge, by how many people."""

    challenge_id: UUID
    challenge: str
    kind: Kind
    people: int
    questions: int


@dataclass(frozen=True)
class ResearchSummary:
    """Who asks about what; cells with fewer than ``fewest`` people aren't there, nor is any sum over them."""

    fewest: int
    cells: list[Cell]


def research_rows(session: Session, actor: Actor, class_id: UUID, page: PageRequest) -> Slice[ResearchRow]:
    """A class's questions and answers, oldest first; what isn't in the summary isn't here either.

    For whom, see :func:`require_research`.  That it is read is kept.
    """
    found = _begin(session, actor, class_id)
    key, mask, i = _key(session, class_id), _mask(session, class_id), LlmInteraction
    cells = _cells(session, actor, found).subquery()
    minute = func.date_trunc("minute", i.created_at, type_=DateTime(timezone=True))
    question = _pseudonym(key, b"question", i.id)
    statement = (
        select(i, Challenge.title, question, _pseudonym(key, b"person", i.user_id))
        .join(Challenge, Challenge.id == i.challenge_id)
        .options(load_only(*TOLD, raiseload=True))
        .where(_told(found), tuple_(i.challenge_id, i.kind).in_(select(cells.c.challenge_id, cells.c.kind)))
    )
    told = (minute, question)  # where the next page begins can be read: no more than the rows tell
    rows = fetch_page(session, statement, told, page, casts=(datetime.fromisoformat, str))
    return rows.map(lambda row: _row(row[0], row[1], row[2], row[3], mask))


def research_summary(session: Session, actor: Actor, class_id: UUID) -> ResearchSummary:
    """Who asks about what in a class, by challenge and kind of question."""
    found = _begin(session, actor, class_id)
    rows = session.execute(_cells(session, actor, found))
    return ResearchSummary(FEWEST, [Cell(*row) for row in rows])


def _begin(session: Session, actor: Actor, class_id: UUID) -> Class:
    found = require_research(session, actor, class_id)
    record_once(session, actor, READ, class_id, within=ONE_READING)
    return found


def _told(klass: Class) -> ColumnElement[bool]:
    """Answered questions of students who are in the class and allow it in today's words."""
    i = LlmInteraction
    allow = select(Enrollment.user_id).where(
        Enrollment.class_id == klass.id,
        Enrollment.role == "student",
        Enrollment.status == "active",
        Enrollment.user_id.in_(consenting("research")),
    )
    return (i.class_id == klass.id) & (i.kind != "code_run") & (i.state == "completed") & i.user_id.in_(allow)


def _cells(session: Session, actor: Actor, klass: Class) -> Select[UUID, str, Any, int, int]:
    """By challenge and kind, where enough people stand behind it; never what an exam closes to the reader."""
    i, people = LlmInteraction, func.count(LlmInteraction.user_id.distinct())
    return (
        select(
            i.challenge_id,
            Challenge.title.label("title"),
            i.kind.label("kind"),
            people.label("people"),
            func.count().label("questions"),
        )
        .join(Challenge, Challenge.id == i.challenge_id)
        .where(_told(klass), i.challenge_id.not_in(embargoed_in(session, actor, klass.id)))
        .group_by(i.challenge_id, Challenge.title, i.kind)
        .having(people >= FEWEST)
        .order_by(Challenge.title, i.challenge_id, i.kind)
    )


def _key(session: Session, class_id: UUID) -> bytes:
    """The class's secret; of two who read first at once both get the same."""
    made = insert(ResearchKey).values(class_id=class_id, key=secrets.token_bytes(32))
    session.execute(made.on_conflict_do_nothing())
    return session.scalars(select(ResearchKey.key).where(ResearchKey.class_id == class_id)).one()


def _mask(session: Session, class_id: UUID) -> Mask:
    """Of everybody who is or was in the class."""
    people = session.execute(
        select(User.name, User.username, User.login_name, User.email, User.external_identity)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(Enrollment.class_id == class_id, User.deleted_at.is_(None))
    ).all()
    return Mask((row[0] for row in people), (handle for row in people for handle in row[1:] if handle))


def _pseudonym(key: bytes, what: bytes, id_: SQLColumnExpression[UUID]) -> ColumnElement[str]:
    """HMAC-SHA256 of what it is and its id, the first half in hex; as :rfc:`2104` says it."""
    inner, outer = (bytes(byte ^ pad for byte in key.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    within = func.sha256(literal(inner + what, LargeBinary()).op("||")(func.uuid_send(id_)))
    digest = func.sha256(literal(outer, LargeBinary()).op("||")(within))
    return func.substr(func.encode(digest, "hex"), 1, 16, type_=String())


def _row(i: LlmInteraction, title: str, question: str, person: str, mask: Mask) -> ResearchRow:
    took = None if i.ended_at is None else round((i.ended_at - i.created_at).total_seconds(), 1)
    return ResearchRow(
        id=question,
        person=person,
        challenge_id=i.challenge_id,
        challenge=title,
        kind=cast("Kind", i.kind),
        asked_at=i.created_at.replace(second=0, microsecond=0),
        answer_seconds=took,
        question=mask(i.user_prompt or ""),
        answer=mask(i.model_response or ""),
        help_level=i.help_level,
        hint_step=i.hint_step,
        guarding=i.guarding,
        rating=i.rating,
    )
