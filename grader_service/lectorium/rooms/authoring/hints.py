"""Help in steps: each is taken once, recorded with its time and its price, and closed in exams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, NotFound
from lectorium.kit.events import emit
from lectorium.rooms.authoring.events import HintTaken
from lectorium.rooms.authoring.models import HintReveal, ProblemVersion
from lectorium.rooms.authoring.settings import NONE, hint_cost_of
from lectorium.rooms.authoring.solving import Setting, find_setting, require_open
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class Taken:
    """A step that was taken: when, and what it cost then, in points."""

    step: int
    revealed_at: datetime
    cost: Decimal


@dataclass(frozen=True)
class Hints:
    """The steps that somebody has taken of a version's, and what the next one costs; None after the last."""

    version: ProblemVersion
    taken: list[Taken]
    next_cost: Decimal | None

    @property
    def left(self) -> int:
        """How many steps are left."""
        return len(self.version.hints) - len(self.taken)


def read_hints(session: Session, actor: Actor, challenge_id: UUID) -> Hints:
    """The actor's own steps; raises :class:`Conflict` in an exam."""
    setting = find_setting(session, actor, challenge_id)
    _require_allowed(setting)
    return _hints(session, actor, setting)


def reveal_hint(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    *,
    step: int | None = None,
    agreed: Decimal | None = None,
) -> Hints:
    """Take a step of help, the next one unless said; one that is taken already costs nothing again.

    ``agreed``: the price that the person was shown.  Raises :class:`Conflict` where it isn't that any
    more, in an exam, and where only reading is left; :class:`NotFound` after the last step.
    """
    setting = find_setting(session, actor, challenge_id)
    _require_allowed(setting)
    hints = _hints(session, actor, setting)
    if step is not None and step <= len(hints.taken):
        return hints
    require_open(setting)
    if hints.next_cost is None or (step is not None and step > len(hints.version.hints)):
        raise NotFound("There are no more hints here. What you have seen stays open.", code="no_more_hints")
    if step is not None and step > len(hints.taken) + 1:
        raise Conflict(
            "Hints come one after the other. Nothing was taken. Ask for the next one.", code="not_next"
        )
    if agreed is not None and agreed != hints.next_cost:
        raise Conflict(
            "What this hint costs has changed. Nothing was taken. Look at the price, and decide again.",
            code="cost_changed",
            current={"cost": float(hints.next_cost)},
        )
    _take(session, actor, setting, len(hints.taken) + 1, hints.next_cost)
    return _hints(session, actor, setting)


def hints_taken(session: Session, student_id: UUID, challenge_ids: Sequence[UUID]) -> dict[UUID, list[Taken]]:
    """A student's steps by challenge, for staff who were let in already; one query."""
    statement = (
        select(HintReveal.challenge_id, HintReveal.step, HintReveal.revealed_at, HintReveal.cost)
        .where(HintReveal.student_id == student_id, HintReveal.challenge_id.in_(challenge_ids))
        .order_by(HintReveal.step)
    )
    taken: dict[UUID, list[Taken]] = {}
    for challenge_id, step, moment, cost in session.execute(statement):
        taken.setdefault(challenge_id, []).append(Taken(step, moment, cost))
    return taken


def hint_costs(
    session: Session, student_ids: Sequence[UUID], challenge_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID], Decimal]:
    """What students' steps cost together, by student and challenge, where it is anything; one query."""
    statement = (
        select(HintReveal.student_id, HintReveal.challenge_id, func.sum(HintReveal.cost))
        .where(
            HintReveal.student_id.in_(student_ids),
            HintReveal.challenge_id.in_(challenge_ids),
            HintReveal.cost > 0,
        )
        .group_by(HintReveal.student_id, HintReveal.challenge_id)
    )
    return {(student, challenge): cost for student, challenge, cost in session.execute(statement)}


def _require_allowed(setting: Setting) -> None:
    if setting.in_exam:
        raise Conflict(
            "Hints are closed in an exam. Nothing was taken, and your work is safe. Go on without them.",
            code="hints_closed",
        )


def _hints(session: Session, actor: Actor, setting: Setting) -> Hints:
    found = hints_taken(session, actor.user_id, [setting.challenge.id]).get(setting.challenge.id, [])
    taken = [each for each in found if each.step <= len(setting.version.hints)]
    cost = _cost(session, setting) if len(taken) < len(setting.version.hints) else None
    return Hints(setting.version, taken, cost)


def _cost(session: Session, setting: Setting) -> Decimal:
    """Staff pay nothing, and nobody does once nothing more is taken: then it can't help any more."""
    if setting.place is None or setting.assignment is None or setting.is_staff:
        return NONE
    cost = hint_cost_of(setting.assignment, setting.place)
    closes = setting.rules.closes_at
    return NONE if cost and closes is not None and now(session) > closes else cost


def _take(session: Session, actor: Actor, setting: Setting, step: int, cost: Decimal) -> None:
    """Of many at once one takes it, and the others find it taken."""
    row = {"student_id": actor.user_id, "challenge_id": setting.challenge.id, "step": step, "cost": cost}
    made = insert(HintReveal).values(row).on_conflict_do_nothing().returning(HintReveal.step)
    if session.scalar(made) is not None and cost and setting.item is not None:
        emit(session, HintTaken(actor.user_id, setting.challenge.id, setting.item.id))
