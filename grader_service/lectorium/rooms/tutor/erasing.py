"""What this room's rows lose when their person is erased (G2): all that was said; tokens and costs stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, Update, case, null, select, update

from lectorium.kit.clock import now_sql
from lectorium.rooms.people.api import ERASED, Loss, blanked
from lectorium.rooms.tutor.models import InteractionReview, LlmInteraction, ReplayItem

EMPTY = {"v": 1}


def _asked(person: UUID) -> Select[UUID]:
    return select(LlmInteraction.id).where(LlmInteraction.user_id == person)


def _silent(person: UUID) -> Update:
    """An answer that is on its way ends here: what its process still says isn't kept."""
    i = LlmInteraction
    runs = i.state.in_(("asked", "answering"))
    return (
        update(i)
        .where(i.user_id == person)
        .values(
            user_prompt=blanked(i.user_prompt),
            model_response=blanked(i.model_response),
            draft_response=blanked(i.draft_response),
            error=blanked(i.error),
            code=blanked(i.code),
            stdin=blanked(i.stdin),
            stdout=blanked(i.stdout),
            context=EMPTY,
            sent=null(),
            guard_notes=EMPTY,
            citations=[],
            state=case((runs, "failed"), else_=i.state),
            ended_at=case((runs, now_sql()), else_=i.ended_at),
            lease_until=None,
        )
    )


def _not_replayed(person: UUID) -> Update:
    """What waits isn't asked any more, and nobody votes on what was answered: its question is gone."""
    r = ReplayItem
    return (
        update(r)
        .where(r.interaction_id.in_(_asked(person)))
        .values(state="failed", response=None, error=ERASED, vote=None, voted_by=None, voted_at=None)
    )


LOSSES: Sequence[Loss] = (
    Loss("llm_interactions", "what they asked the tutor, what it answered, and code that they ran", _silent),
    Loss(
        "interaction_reviews",
        "what teachers wrote about these answers",
        lambda person: (
            update(InteractionReview)
            .where(InteractionReview.interaction_id.in_(_asked(person)), InteractionReview.comment != "")
            .values(comment=ERASED)
        ),
    ),
    Loss("replay_items", "answers of other models to their questions", _not_replayed),
)
