"""The school's practice as a student meets it: each challenge with their own state and best score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.paging import PageRequest, Slice
from lectorium.rooms.authoring.api import Practice, Wanted, list_practice, points_of
from lectorium.rooms.gradebook.api import best_attempts
from lectorium.rooms.home.states import State, state_of, work_on
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class PracticeCard:
    """A standalone challenge with how far the caller has come in it.

    ``state`` and ``best_score`` are None where they weren't asked for; ``may_change``: whether they may
    rename it and take it away.
    """

    practice: Practice
    points_total: Decimal
    state: State | None
    best_score: Decimal | None
    may_change: bool


def practice_offered(
    session: Session, actor: Actor, wanted: Wanted, page: PageRequest
) -> Slice[PracticeCard]:
    """The practice that fits, by title, without how far one has come in it; two queries (I22)."""
    found = list_practice(session, actor, wanted, page)
    points = points_of(session, {each.version.id for each in found.items})
    return found.map(
        lambda each: PracticeCard(
            each,
            points.get(each.version.id, Decimal(0)),
            None,
            None,
            actor.is_admin or each.challenge.created_by == actor.user_id,
        )
    )


def practice_cards(session: Session, actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[PracticeCard]:
    """The practice that fits, by title; five queries, however much there is (I22)."""
    offered = practice_offered(session, actor, wanted, page)
    ids = [card.practice.challenge.id for card in offered.items]
    work, moment = work_on(session, actor.user_id, ids), now(session)
    best = best_attempts(session, actor.user_id, ids)

    def with_own(card: PracticeCard) -> PracticeCard:
        challenge_id = card.practice.challenge.id
        own = best.get(challenge_id)
        score = own.scaled(card.points_total) if own else None
        return replace(card, state=state_of([challenge_id], work, None, moment), best_score=score)

    return offered.map(with_own)
