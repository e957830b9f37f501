"""What teachers say of the tutor's answers, and which answers give reason to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import Challenge
from lectorium.rooms.courses.api import refuse_archived
from lectorium.rooms.people.api import Actor, User, record
from lectorium.rooms.submissions.api import Followed, Watched, follow
from lectorium.rooms.tutor.models import InteractionReview, LlmInteraction, ReviewVerdict

Wanted = Literal["all", "to_review", "rated_down", "withheld", "rewritten", "reviewed"]
EXCERPT = 200
"""Characters of a question that a list shows."""


@dataclass(frozen=True)
class ReviewView:
    """What somebody says of an answer."""

    interaction_id: UUID
    reviewer: User
    verdict: ReviewVerdict
    comment: str
    updated_at: datetime


@dataclass(frozen=True)
class AnswerRow:
    """An answer in a list: the beginning of the question, and what gives reason to look."""

    id: UUID
    challenge: Challenge
    student: User
    kind: str
    asked_at: datetime
    question: str
    guarding: str
    rating: int | None
    reviews: int
    my_verdict: ReviewVerdict | None


def review_answer(
    session: Session, actor: Actor, interaction_id: UUID, *, verdict: ReviewVerdict, comment: str
) -> ReviewView:
    """Say what one thinks of an answer, or say it anew; for staff who may follow the student.

    Raises :class:`Conflict` for what has no answer, and for one's own.
    """
    asked, _ = _reviewable(session, actor, interaction_id)
    statement = select(InteractionReview).where(
        InteractionReview.interaction_id == interaction_id, InteractionReview.reviewer_id == actor.user_id
    )
    row = session.scalar(statement.with_for_update())
    before = None if row is None else _picture(row)
    moment = now(session)
    if row is None:
        row = InteractionReview(interaction_id=interaction_id, reviewer_id=actor.user_id)
    row.verdict, row.comment, row.updated_at = verdict, comment, moment
    session.add(row)
    session.flush()
    if before != _picture(row):
        record(
            session,
            actor,
            "tutor.answer_reviewed",
            "llm_interaction",
            [interaction_id],
            before=before,
            after=_picture(row),
            class_id=asked.class_id,
        )
    reviewer = session.get_one(User, actor.user_id)
    return ReviewView(interaction_id, reviewer, row.verdict, row.comment, row.updated_at)


def reviews_of(session: Session, interaction_ids: Sequence[UUID]) -> dict[UUID, list[ReviewView]]:
    """Reviews by answer, the newest first, for staff who were let in already; one query."""
    found: dict[UUID, list[ReviewView]] = {}
    if not interaction_ids:
        return found
    rows = session.execute(
        select(InteractionReview, User)
        .join(User, User.id == InteractionReview.reviewer_id)
        .where(InteractionReview.interaction_id.in_(interaction_ids))
        .order_by(InteractionReview.updated_at.desc(), InteractionReview.id)
    )
    for row, reviewer in rows:
        view = ReviewView(row.interaction_id, reviewer, row.verdict, row.comment, row.updated_at)
        found.setdefault(row.interaction_id, []).append(view)
    return found


def list_answers(
    session: Session, actor: Actor, watched: Watched, page: PageRequest, *, wanted: Wanted = "to_review"
) -> Slice[AnswerRow]:
    """Answers of a class or a challenge: rated down first, then withheld, rewritten, and the others.

    Within each the newest first.  ``to_review`` leaves out what the reader has reviewed.
    """
    i, own = LlmInteraction, InteractionReview
    mine = (own.interaction_id == i.id) & (own.reviewer_id == actor.user_id)
    many = select(func.count()).where(InteractionReview.interaction_id == i.id).correlate(i)
    statement = (
        select(
            *(i.id, Challenge, User, i.kind, i.created_at),
            func.left(func.coalesce(i.user_prompt, ""), EXCERPT),
            *(i.guarding, i.rating, many.scalar_subquery(), own.verdict),
        )
        .join(Challenge, Challenge.id == i.challenge_id)
        .join(User, User.id == i.user_id)
        .outerjoin(own, mine)
        .where(i.kind != "code_run", i.model_response.is_not(None), *_is_wanted(wanted))
        .where(*watched.holds(i.user_id, i.challenge_id))
    )
    rows = fetch_page(session, statement, (_urgency(), i.id), page, casts=(int, UUID), descending=True)
    return rows.map(lambda row: AnswerRow(*row))


def find_answer(session: Session, actor: Actor, interaction_id: UUID) -> tuple[LlmInteraction, Followed]:
    """A question with its answer, for who may follow the student; raises :class:`NotFound`."""
    asked = session.get(LlmInteraction, interaction_id)
    if asked is None or asked.organization_id != actor.organization_id or asked.kind == "code_run":
        raise NotFound.of("question")
    return asked, follow(session, actor, asked.challenge_id, asked.user_id)


def _reviewable(session: Session, actor: Actor, interaction_id: UUID) -> tuple[LlmInteraction, Followed]:
    asked, found = find_answer(session, actor, interaction_id)
    if asked.user_id == actor.user_id:
        raise Forbidden("Nobody reviews answers to themselves. Nothing was changed. Ask another teacher.")
    if found.setting.access is not None:
        refuse_archived(found.setting.access)
    if asked.model_response is None:
        raise Conflict(
            "There is no answer to review here. Nothing was changed. Come back when it was answered.",
            code="no_answer",
        )
    return asked, found


def _urgency() -> ColumnElement[int]:
    i = LlmInteraction
    return case((i.rating == -1, 3), (i.guarding == "withheld", 2), (i.guarding == "rewritten", 1), else_=0)


def _is_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    i, own = LlmInteraction, InteractionReview
    conditions: dict[Wanted, list[ColumnElement[bool]]] = {
        "all": [],
        "to_review": [own.verdict.is_(None)],
        "rated_down": [i.rating == -1],
        "withheld": [i.guarding == "withheld"],
        "rewritten": [i.guarding == "rewritten"],
        "reviewed": [own.verdict.is_not(None)],
    }
    return conditions[wanted]


def _picture(row: InteractionReview) -> dict[str, Any]:
    return {"verdict": row.verdict, "comment": row.comment}
