"""Erasing a person from all rooms at once: what stands against it, what it will do, and doing it (G2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Invalid
from lectorium.rooms.courses.api import left_alone
from lectorium.rooms.people.api import (
    Actor,
    DataRequest,
    Loss,
    User,
    decide_erasure,
    find_request,
    finish_erasure,
    pseudonym_of,
)
from lectorium.rooms.submissions.api import sits_exam

SETTLED = timedelta(minutes=1)
"""So long after its account was closed nothing more is on its way from a person."""


@dataclass(frozen=True)
class Plan:
    """What erasing somebody will do: per loss how many rows, and what must be settled before."""

    request: DataRequest
    user: User
    losses: list[tuple[Loss, int]]
    obstacles: list[str]
    is_closed: bool


@dataclass(frozen=True)
class Erased:
    """It is done: what they are called now, and the name that the Hub still has."""

    pseudonym: str
    login_name: str


def plan_erasure(session: Session, actor: Actor, request_id: UUID, losses: Sequence[Loss]) -> Plan:
    """Try it and take it back: so what is shown is what will be done."""
    found, user = find_request(session, actor, request_id)
    trial = session.begin_nested()
    counts = _lose(session, losses, user.id)
    trial.rollback()
    is_closed = user.disabled_at is not None
    pairs = list(zip(losses, counts, strict=True))
    return Plan(found, user, pairs, _obstacles(session, actor, user), is_closed)


def erase(session: Session, actor: Actor, request_id: UUID, typed: str, losses: Sequence[Loss]) -> Erased:
    """Erase who has asked for it, in this transaction, if ``typed`` is their username.

    Raises :class:`Conflict` that says what must be settled before.
    """
    found, user = find_request(session, actor, request_id)
    obstacles = _obstacles(session, actor, user)
    if obstacles:
        raise Conflict(f"{' '.join(obstacles)} Nothing was changed.", code="not_yet", obstacles=obstacles)
    if typed.strip() != user.username:
        raise Invalid(
            "That isn't the username of whom you would erase. Nothing was changed. Type it as it stands.",
            field="username",
        )
    login_name = user.login_name
    decide_erasure(session, actor, found, user)
    counts = _lose(session, losses, user.id)
    rows = {loss.table: count for loss, count in zip(losses, counts, strict=True)}
    session.expire(user)
    finish_erasure(session, actor, found, rows)
    return Erased(pseudonym_of(user.id), login_name)


def _lose(session: Session, losses: Sequence[Loss], person: UUID) -> list[int]:
    """All losses in one statement, each of which sees everything as it was; how many rows each had."""
    parts = [
        loss.statement(person).returning(literal_column("1")).cte(loss.table + "_lost") for loss in losses
    ]
    counts = [select(func.count()).select_from(part).scalar_subquery() for part in parts]
    session.flush()
    return [int(count) for count in session.execute(select(*counts)).one()]


def _obstacles(session: Session, actor: Actor, user: User) -> list[str]:
    """Each with what to do about it."""
    found = []
    if user.id == actor.user_id:
        found.append(
            "Nobody erases themselves: ask another administrator, and if there is none, make somebody one."
        )
    if sits_exam(session, user.id):
        found.append("They sit an exam now: wait until it is over.")
    found += [
        f"“{klass.name}” would have no teacher: add another one among its people, or archive it."
        for klass in left_alone(session, user.id)
    ]
    if user.disabled_at is None:
        found.append("Their account is open: close it, so that nothing of theirs is on its way.")
    elif user.disabled_at > now(session) - SETTLED:
        found.append("Their account was closed a moment ago: wait a minute, until all of theirs has arrived.")
    return found
