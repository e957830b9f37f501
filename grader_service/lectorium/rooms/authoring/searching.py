"""Searching the problem library, and what a problem is found by: its topics and how hard it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session, load_only

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.models import MARKS, Challenge, Difficulty, Kind, Problem, ProblemVersion
from lectorium.rooms.authoring.tagging import normalized
from lectorium.rooms.courses.api import Enrollment
from lectorium.rooms.people.api import AUTHORS, STAFF, Actor, User, record

Order = Literal["title", "newest"]

MOST_WORDS = 10
MOST_COUNTED = 1000
"""Counting stops here: a list says "more than 1000" and stays quick."""
MOST_CHOICES = 200


@dataclass(frozen=True)
class Wanted:
    """What is looked for; ``search``: every word must stand in title, statement or topics.

    ``without_questions``: what an assignment is made of.
    """

    search: str = ""
    topics: Sequence[str] = ()
    difficulty: Difficulty | None = None
    kind: Kind | None = None
    author_id: UUID | None = None
    order: Order = "title"
    without_questions: bool = False


@dataclass(frozen=True)
class Topic:
    """A topic, and how many problems have it."""

    name: str
    count: int


def list_problems(session: Session, actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[library.Entry]:
    """The school's problems that fit, by title or the newest version first; one query, no texts (I22)."""
    statement = _found(actor, wanted).options(
        load_only(
            ProblemVersion.id,
            ProblemVersion.problem_id,
            ProblemVersion.number,
            ProblemVersion.title,
            ProblemVersion.kind,
            ProblemVersion.created_at,
            raiseload=True,
        )
    )
    by_title = wanted.order == "title"
    first: Any = ProblemVersion.title if by_title else ProblemVersion.created_at
    rows = fetch_page(
        session,
        statement,
        (first, Problem.id),
        page,
        casts=(str if by_title else datetime.fromisoformat, UUID),
        descending=not by_title,
    )
    return rows.map(lambda row: library.Entry(*row))


def count_problems(session: Session, actor: Actor, wanted: Wanted) -> int:
    """How many fit; beyond :data:`MOST_COUNTED` it is one more than that."""
    some = _found(actor, wanted).with_only_columns(Problem.id).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def list_topics(session: Session, actor: Actor, begins: str = "") -> list[Topic]:
    """The school's topics, the most used first, for completing one while it is typed."""
    actor.require(STAFF, "read the problem library")
    mine = select(func.jsonb_array_elements_text(Problem.topics).label("name"))
    each = mine.where(Problem.organization_id == actor.organization_id).subquery()
    name: ColumnElement[str] = each.c.name
    statement = select(name, func.count()).group_by(name).order_by(func.count().desc(), name)
    if begins:
        statement = statement.where(func.strpos(plain(name), plain(literal(begins.strip()))) == 1)
    return [Topic(*row) for row in session.execute(statement.limit(MOST_CHOICES))]


def list_authors(session: Session, actor: Actor) -> list[User]:
    """Who has made problems of the school, by name."""
    actor.require(STAFF, "read the problem library")
    made = select(Problem.created_by).where(Problem.organization_id == actor.organization_id)
    statement = select(User).where(User.id.in_(made)).order_by(User.name, User.id).limit(MOST_CHOICES)
    return list(session.scalars(statement))


def change_problem(
    session: Session,
    actor: Actor,
    problem_id: UUID,
    *,
    topics: Sequence[str] | None = None,
    difficulty: Difficulty | None = None,
) -> library.Entry:
    """Say what a problem is about and how hard it is; absent values stay.  Versions don't change (I10)."""
    actor.require(AUTHORS, "change problems")
    problem = library.find_problem(session, actor, problem_id)
    session.refresh(problem, with_for_update=True)
    before = _picture(problem)
    if topics is not None:
        problem.topics = normalized(topics)
    if difficulty is not None:
        problem.difficulty = difficulty
    after = _picture(problem)
    if after != before:
        changed = [key for key in after if after[key] != before[key]]
        record(
            session,
            actor,
            "problem.change",
            "problem",
            [problem_id],
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
    session.flush()
    return library.find_entry(session, actor, problem_id)


def _found(actor: Actor, wanted: Wanted) -> Select[Problem, ProblemVersion, str]:
    """Problems with their newest version; those of classes in which the actor studies stay out."""
    actor.require(STAFF, "read the problem library")
    statement = (
        select(Problem, ProblemVersion, User.name)
        .join(ProblemVersion, ProblemVersion.problem_id == Problem.id)
        .join(User, User.id == Problem.created_by)
        .where(
            Problem.organization_id == actor.organization_id,
            ProblemVersion.number == newest_number(),
            *conditions(wanted),
        )
    )
    return statement if actor.is_admin else statement.where(~_studied_by(actor))


def conditions(wanted: Wanted, *titles: SQLColumnExpression[str]) -> list[ColumnElement[bool]]:
    """What is looked for, of a problem and its version; words are looked for in ``titles``, too."""
    texts = [plain(cast(Problem.topics, String)), *map(plain, titles)]
    words = [plain(literal(word)) for word in wanted.search.split()[:MOST_WORDS]]
    where: list[ColumnElement[bool]] = [
        or_(*(func.strpos(each, word) > 0 for each in (ProblemVersion.search_text, *texts))) for word in words
    ]
    if wanted.topics:
        where.append(Problem.topics.contains(normalized(wanted.topics)))
    if wanted.difficulty:
        where.append(Problem.difficulty == wanted.difficulty)
    if wanted.kind:
        where.append(ProblemVersion.kind == wanted.kind)
    if wanted.without_questions:
        where.append(ProblemVersion.kind != "question")
    if wanted.author_id:
        where.append(Problem.created_by == wanted.author_id)
    return where


def plain(value: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Text without case and accents, by what every Postgres has: é is decomposed, and its mark dropped.

    As ``search_text`` is made of a version's title and statement.
    """
    decomposed = func.normalize(value, text("NFKD"))
    return func.lower(func.regexp_replace(decomposed, MARKS, "", "g"))


def _studied_by(actor: Actor) -> ColumnElement[bool]:
    version = select(ProblemVersion.id).where(ProblemVersion.problem_id == Problem.id).correlate(Problem)
    return (
        select(Challenge.id)
        .join(Enrollment, Enrollment.class_id == Challenge.class_id)
        .where(
            Challenge.problem_version_id.in_(version),
            Enrollment.user_id == actor.user_id,
            Enrollment.role == "student",
        )
        .correlate(Problem)
        .exists()
    )


def newest_number() -> ScalarSelect[int]:
    """The number of a problem's newest version, beside the problem."""
    inner = select(func.max(ProblemVersion.number)).where(ProblemVersion.problem_id == Problem.id)
    return inner.correlate(Problem).scalar_subquery()


def _picture(problem: Problem) -> dict[str, Any]:
    return {"topics": problem.topics, "difficulty": problem.difficulty}
