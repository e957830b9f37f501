"""The conversation of a journey, as its reader may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.submissions.api import Followed
from lectorium.rooms.tutor.api import LlmInteraction, Model, ReviewView, citations_now, reviews_of

MOST_SAID = 12
"""So much of a conversation is shown beside a step."""


@dataclass(frozen=True)
class Said:
    """A question with its answer, or a run of code.

    ``citations`` have their sources' titles of today.  ``draft`` is what the model had said where the output
    check changed it, ``notes`` why, and ``reviews`` what teachers say of the answer: never told to the
    student.
    """

    interaction: LlmInteraction
    model: str | None
    draft: str | None
    notes: dict[str, Any] | None
    reviews: Sequence[ReviewView]
    citations: Sequence[Mapping[str, Any]]


def talk_until(session: Session, found: Followed, moment: datetime) -> list[Said]:
    """What was said up to a moment, oldest first, at most the last few; three queries."""
    i = LlmInteraction
    statement = (
        select(i, Model)
        .outerjoin(Model, Model.id == i.model_id)
        .where(
            i.user_id == found.student.id,
            i.challenge_id == found.setting.challenge.id,
            i.created_at <= moment,
        )
        .order_by(i.created_at.desc(), i.id.desc())
        .limit(MOST_SAID)
    )
    rows = session.execute(statement).all()[::-1]
    reviews = {} if found.as_student else reviews_of(session, [asked.id for asked, _ in rows])
    named = citations_now(session, [asked for asked, _ in rows])
    return [_said(found, asked, model, reviews, named[asked.id]) for asked, model in rows]


def _said(
    found: Followed,
    asked: LlmInteraction,
    model: Model | None,
    reviews: dict[UUID, list[ReviewView]],
    named: Sequence[Mapping[str, Any]],
) -> Said:
    name = None if model is None else f"{model.name} {model.version}"
    if found.as_student:
        return Said(asked, name, None, None, (), named)
    differs = asked.draft_response is not None and asked.draft_response != asked.model_response
    notes = {key: value for key, value in asked.guard_notes.items() if key != "v"}
    draft = asked.draft_response if differs else None
    return Said(asked, name, draft, notes or None, reviews.get(asked.id, []), named)
