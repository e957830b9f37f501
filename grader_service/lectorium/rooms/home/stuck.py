"""Who is stuck: whose tests fail, or who asks, again and again, without a passing run since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import AssignmentProblem, Challenge, HintReveal
from lectorium.rooms.grading.api import GradingRun
from lectorium.rooms.home.topics import Topics, topics_of, topics_of_all
from lectorium.rooms.people.api import Actor, User, begins_with
from lectorium.rooms.submissions.api import SubmissionAttempt, Watched, watch_challenge, watch_class
from lectorium.rooms.tutor.api import LlmInteraction

STUCK_RUNS = 3
"""So many failing runs since the last passing one are being stuck."""
STUCK_QUESTIONS = 3
"""So many questions since the last passing run are being stuck."""
STUCK_RECENT = timedelta(days=28)
"""What a whole class's list counts: who was stuck months ago is no news, and a term's runs are many."""
NOTHING = Topics()
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
Whom = Literal["stuck", "asking", "all"]
Sort = Literal["since", "questions", "last"]


@dataclass(frozen=True)
class StuckRow:
    """A student at a challenge: what they did in all, and since the last run that passed all of its tests.

    ``since`` is their first failing run or question after that, None for who isn't stuck.  ``item_id`` is
    None outside of assignments.
    """

    student: User
    challenge: Challenge
    item_id: UUID | None
    since: datetime | None
    last_at: datetime
    runs: int
    failing: int
    questions: int
    asked_since: int
    hints: int
    topics: Topics = NOTHING


@dataclass(frozen=True)
class StuckView:
    """A page of students at work, and what they ask about in all."""

    watched: Watched
    rows: Slice[StuckRow]
    topics: Topics


def who_is_stuck(
    session: Session,
    actor: Actor,
    page: PageRequest,
    *,
    class_id: UUID | None = None,
    challenge_id: UUID | None = None,
    whom: Whom = "stuck",
    sort: Sort = "since",
    search: str | None = None,
) -> StuckView:
    """Who is stuck in a class, or at a challenge: the longest first, the most questions, or the latest.

    One of the two ids is given.  For staff who see student data, and only of the students they see (I16).
    A fixed number of queries.
    """
    if challenge_id is not None:
        watched = watch_challenge(session, actor, challenge_id)
    else:
        assert class_id is not None
        watched = watch_class(session, actor, class_id)
    rows = _page(session, watched, page, whom, sort, search)
    pairs = [(row[0].id, row[1].id) for row in rows.items]
    about = topics_of(session, pairs)
    found = rows.map(lambda row: replace(StuckRow(*row), topics=about.get((row[0].id, row[1].id), NOTHING)))
    return StuckView(watched, found, topics_of_all(session, watched))


def _page(
    session: Session, watched: Watched, page: PageRequest, whom: Whom, sort: Sort, search: str | None
) -> Slice[Any]:
    at_work = _at_work(watched)
    since = case((_is_stuck(at_work), at_work.c.since))
    statement = (
        select(
            *(User, Challenge, AssignmentProblem.assignment_id, since, at_work.c.last_at),
            *(at_work.c[name] for name in ("runs", "failing", "questions", "asked_since", "hints")),
        )
        .join(User, User.id == at_work.c.student_id)
        .join(Challenge, Challenge.id == at_work.c.challenge_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .where(_is_meant(at_work, whom))
    )
    if search:
        statement = statement.where(begins_with(search))
    key, read = _key(at_work, since, sort)
    keys = (key, at_work.c.student_id, at_work.c.challenge_id)
    return fetch_page(session, statement, keys, page, casts=(read, UUID, UUID), descending=sort != "since")


def _at_work(watched: Watched) -> Subquery:
    """What each student did at each challenge, in all and since the last passing run."""
    events = union_all(_runs(watched), _questions(watched), _hints(watched)).subquery("events")
    passing = func.max(events.c.at).filter(events.c.passed)
    of_pair = passing.over(partition_by=(events.c.student_id, events.c.challenge_id))
    told = select(*events.c, of_pair.label("passing")).subquery("told")
    is_since = or_(told.c.passing.is_(None), told.c.at > told.c.passing)
    is_run, asks = told.c.kind == "run", told.c.kind == "question"
    troubled = and_(is_since, or_(asks, and_(is_run, ~told.c.passed)))
    return (
        select(
            *(told.c.student_id, told.c.challenge_id),
            func.min(told.c.at).filter(troubled).label("since"),
            func.max(told.c.at).label("last_at"),
            func.count().filter(is_run).label("runs"),
            func.count().filter(and_(is_run, is_since, ~told.c.passed)).label("failing"),
            func.count().filter(asks).label("questions"),
            func.count().filter(and_(asks, is_since)).label("asked_since"),
            func.count().filter(told.c.kind == "hint").label("hints"),
        )
        .group_by(told.c.student_id, told.c.challenge_id)
        .subquery("at_work")
    )


def _runs(watched: Watched) -> Select[*tuple[Any, ...]]:
    """Runs of tests and submissions that came to an end."""
    a, run = SubmissionAttempt, GradingRun
    passed = and_(run.passed == run.total, run.total > 0)
    return (
        _event(a.student_id, a.challenge_id, a.accepted_at, "run", func.coalesce(passed, False))
        .join(run, (run.attempt_id == a.id) & run.is_current & (run.status == "completed"))
        .where(*_counts(watched, a.student_id, a.challenge_id, a.accepted_at))
    )


def _questions(watched: Watched) -> Select[*tuple[Any, ...]]:
    i = LlmInteraction
    return _event(i.user_id, i.challenge_id, i.created_at, "question", literal(value=False)).where(
        i.kind != "code_run", *_counts(watched, i.user_id, i.challenge_id, i.created_at)
    )


def _hints(watched: Watched) -> Select[*tuple[Any, ...]]:
    h = HintReveal
    return _event(h.student_id, h.challenge_id, h.revealed_at, "hint", literal(value=False)).where(
        *_counts(watched, h.student_id, h.challenge_id, h.revealed_at)
    )


def _counts(
    watched: Watched,
    student_id: SQLColumnExpression[UUID],
    challenge_id: SQLColumnExpression[UUID],
    at: SQLColumnExpression[datetime],
) -> list[ColumnElement[bool]]:
    """Conditions: it is work that the reader sees, and of a whole class recent."""
    recent = [] if watched.challenge is not None else [at >= now_sql() - STUCK_RECENT]
    return [*watched.holds(student_id, challenge_id), *recent]


def _event(
    student_id: SQLColumnExpression[UUID],
    challenge_id: SQLColumnExpression[UUID],
    at: SQLColumnExpression[datetime],
    kind: str,
    passed: ColumnElement[bool],
) -> Select[*tuple[Any, ...]]:
    return select(
        student_id.label("student_id"),
        challenge_id.label("challenge_id"),
        at.label("at"),
        literal(kind).label("kind"),
        passed.label("passed"),
    )


def _is_stuck(at_work: Subquery) -> ColumnElement[bool]:
    return or_(at_work.c.failing >= STUCK_RUNS, at_work.c.asked_since >= STUCK_QUESTIONS)


def _is_meant(at_work: Subquery, whom: Whom) -> ColumnElement[bool]:
    if whom == "stuck":
        return _is_stuck(at_work)
    return at_work.c.questions > 0 if whom == "asking" else true()


def _key(
    at_work: Subquery, since: ColumnElement[Any], sort: Sort
) -> tuple[ColumnElement[Any], Callable[[str], Any]]:
    """What the list is sorted by, and how a cursor's text is read."""
    keys: Mapping[Sort, tuple[ColumnElement[Any], Callable[[str], Any]]] = {
        "since": (func.coalesce(since, NEVER), datetime.fromisoformat),
        "questions": (at_work.c.questions, int),
        "last": (at_work.c.last_at, datetime.fromisoformat),
    }
    return keys[sort]
