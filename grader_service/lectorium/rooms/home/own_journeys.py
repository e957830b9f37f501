"""Where one's own journeys are: the way to them from one's grades."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import AssignmentProblem, Challenge
from lectorium.rooms.gradebook.api import JourneyReview, shown_reviews
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import Solution


@dataclass(frozen=True)
class OwnJourney:
    """A problem that one has worked on; ``is_evaluated`` where a teacher shows what they make of the way."""

    challenge_id: UUID
    title: str
    is_evaluated: bool


def own_journeys(session: Session, actor: Actor, item_ids: Collection[UUID]) -> dict[UUID, list[OwnJourney]]:
    """The actor's own, by item, in the order of its problems; those without any are left out.  One query."""
    is_evaluated = shown_reviews(actor.user_id).where(JourneyReview.challenge_id == Challenge.id).exists()
    begun = select(Solution.challenge_id).where(
        Solution.student_id == actor.user_id, Solution.challenge_id == Challenge.id
    )
    statement = (
        select(AssignmentProblem.assignment_id, Challenge.id, Challenge.title, is_evaluated)
        .join(Challenge, Challenge.id == AssignmentProblem.id)
        .where(
            AssignmentProblem.assignment_id.in_(item_ids),
            Challenge.deleted_at.is_(None),
            is_evaluated | begun.exists(),
        )
        .order_by(AssignmentProblem.order_index, AssignmentProblem.id)
    )
    found: dict[UUID, list[OwnJourney]] = {}
    for item_id, challenge_id, title, evaluated in session.execute(statement):
        found.setdefault(item_id, []).append(OwnJourney(challenge_id, title, evaluated))
    return found
