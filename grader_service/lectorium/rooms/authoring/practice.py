"""Standalone challenges: practice for the whole school, made by any teacher, in no class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, load_only

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.asking import require_kinds
from lectorium.rooms.authoring.exams import is_embargoed
from lectorium.rooms.authoring.models import Challenge, Problem, ProblemVersion
from lectorium.rooms.authoring.placing import set_challenge
from lectorium.rooms.authoring.searching import MOST_CHOICES, Topic, Wanted, conditions
from lectorium.rooms.people.api import AUTHORS, STAFF, Actor, User, record


@dataclass(frozen=True)
class Practice:
    """A standalone challenge as a list shows it: no texts are read (I22)."""

    challenge: Challenge
    version: ProblemVersion
    problem: Problem
    author: str


def create_challenge(session: Session, actor: Actor, version_id: UUID, title: str | None) -> Challenge:
    """Set a version as practice for the whole school, in no class."""
    actor.require(AUTHORS, "set challenges")
    view = library.find_version(session, actor, version_id)
    require_kinds([view], questions=False)
    wanted = (title or "").strip() or view.version.title
    challenge = set_challenge(session, actor, view.version, wanted, None)
    record(session, actor, "challenge.create", "challenge", [challenge.id], after={"title": challenge.title})
    return challenge


def change_challenge(session: Session, actor: Actor, challenge_id: UUID, title: str) -> Challenge:
    """Give a standalone challenge another title; who works on it keeps everything."""
    challenge = own_challenge(session, actor, challenge_id)
    before, wanted = challenge.title, title.strip()
    if wanted != before:
        challenge.title = wanted
        record(
            session,
            actor,
            "challenge.change",
            "challenge",
            [challenge_id],
            before={"title": before},
            after={"title": wanted},
        )
        session.flush()
    return challenge


def delete_challenge(session: Session, actor: Actor, challenge_id: UUID) -> None:
    """Take a standalone challenge away; what students did in it stays."""
    challenge = own_challenge(session, actor, challenge_id)
    challenge.deleted_at = now(session)
    record(session, actor, "challenge.delete", "challenge", [challenge_id], before={"title": challenge.title})


def own_challenge(session: Session, actor: Actor, challenge_id: UUID) -> Challenge:
    """A standalone challenge of the actor's own, or any for administrators, locked until the commit.

    Raises :class:`NotFound`, :class:`Forbidden` for somebody else's, :class:`Conflict` for an assignment's.
    """
    challenge = session.get(Challenge, challenge_id, populate_existing=True, with_for_update=True)
    if (
        challenge is None
        or challenge.deleted_at is not None
        or challenge.organization_id != actor.organization_id
    ):
        raise NotFound.of("challenge")
    if challenge.created_by != actor.user_id and not actor.is_admin:
        raise Forbidden(
            "Only who set this challenge may change it or take it away. Nothing was changed. Ask them."
        )
    if challenge.class_id is not None:
        raise Conflict(
            "This challenge belongs to an assignment. Nothing was changed. Hide the assignment instead."
        )
    return challenge


EVERYWHERE = (
    select(Challenge, ProblemVersion, Problem, User.name)
    .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
    .join(Problem, Problem.id == ProblemVersion.problem_id)
    .join(User, User.id == Challenge.created_by)
    .where(
        Challenge.organization_id == bindparam("organization"),
        Challenge.class_id.is_(None),
        Challenge.deleted_at.is_(None),
    )
)
OPEN = EVERYWHERE.where(
    ~is_embargoed(
        ProblemVersion.problem_id,
        Challenge.id,
        bindparam("person", type_=Uuid()),
        everybody=bindparam("outsider", type_=Boolean()),
    )
)
"""Without what an exam closes to the person: ``outsider`` is who is no staff of the school."""
SHOWN = load_only(
    ProblemVersion.id,
    ProblemVersion.problem_id,
    ProblemVersion.number,
    ProblemVersion.kind,
    ProblemVersion.languages,
    raiseload=True,
)


def list_practice(session: Session, actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[Practice]:
    """The school's standalone challenges that fit, by title; one query, no texts (I22).

    What stands in an exam that isn't over is left out (I8).  An author is who set the challenge.
    """
    fits = conditions(replace(wanted, author_id=None), Challenge.title)
    statement = _seen_by(actor).where(*fits).options(SHOWN)
    if wanted.author_id is not None:
        statement = statement.where(Challenge.created_by == wanted.author_id)
    keys = (Challenge.title, Challenge.id)
    rows = fetch_page(session, statement, keys, page, casts=(str, UUID), given=_asking(actor))
    return rows.map(lambda row: Practice(*row))


def practice_topics(session: Session, actor: Actor) -> list[Topic]:
    """The topics of the practice that the actor may see, the most used first."""
    topic = func.jsonb_array_elements_text(Problem.topics).label("name")
    each = _seen_by(actor).with_only_columns(topic).subquery()
    name: ColumnElement[str] = each.c.name
    statement = select(name, func.count()).group_by(name).order_by(func.count().desc(), name)
    return [Topic(*row) for row in session.execute(statement.limit(MOST_CHOICES), _asking(actor))]


def _seen_by(actor: Actor) -> Select[Challenge, ProblemVersion, Problem, str]:
    return EVERYWHERE if actor.is_admin else OPEN


def _asking(actor: Actor) -> dict[str, object]:
    return {
        "organization": actor.organization_id,
        "person": actor.user_id,
        "outsider": actor.role not in STAFF,
    }
