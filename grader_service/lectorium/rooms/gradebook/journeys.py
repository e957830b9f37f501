"""Evaluating a journey: marks and words for how somebody went through a challenge, beside the grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid
from lectorium.rooms.gradebook.models import JourneyReview
from lectorium.rooms.people.api import Actor, User, record
from lectorium.rooms.submissions.api import Followed, follow, require_judge


@dataclass(frozen=True)
class JourneyReviewView:
    """What somebody makes of a journey; its student sees it once it has ``shown_at``."""

    id: UUID
    reviewer: User
    marks: Decimal | None
    max_marks: Decimal
    comment: str
    shown_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class NewReview:
    """Marks of 0 to ``max_marks`` (None: words alone), words, and whether the student sees them."""

    marks: Decimal | None
    max_marks: Decimal
    comment: str
    shown: bool


def review_journey(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    student_id: UUID,
    new: NewReview,
    *,
    seen: datetime | None,
) -> JourneyReviewView:
    """Write one's own review, or change it; it is no part of any grade.

    ``seen`` is the ``updated_at`` that the writer has seen, None for no review yet: raises
    :class:`Conflict` where it isn't that any more, with the review as it is.  For whom it is allowed, see
    :func:`require_judge`; of a standalone challenge its maker and administrators.
    """
    found = follow(session, actor, challenge_id, student_id)
    require_judge(found, actor)
    if new.marks is not None and new.marks > new.max_marks:
        raise Invalid(
            "These are more marks than there are to give. Nothing was changed. Give fewer of them.",
            field="marks",
        )
    keys = {"student_id": student_id, "challenge_id": challenge_id, "reviewer_id": actor.user_id}
    row = _held(session, keys)
    if (row and row.updated_at) != seen:
        raise _changed(row)
    before = None if row is None else _picture(row)
    row = _written(session, keys, row, new)
    record(
        session,
        actor,
        "journey.reviewed",
        "journey_review",
        [row.id],
        before=before,
        after=_picture(row),
        class_id=found.setting.challenge.class_id,
        student=str(student_id),
        challenge=str(challenge_id),
    )
    return _view(session, row)


def reviews_of_journey(session: Session, found: Followed) -> list[JourneyReviewView]:
    """What was made of a journey, by whom; its student gets what is shown.  One query."""
    statement = (
        select(JourneyReview, User)
        .join(User, User.id == JourneyReview.reviewer_id)
        .where(
            JourneyReview.student_id == found.student.id,
            JourneyReview.challenge_id == found.setting.challenge.id,
        )
        .order_by(JourneyReview.created_at, JourneyReview.id)
    )
    if found.as_student:
        statement = statement.where(JourneyReview.shown_at.is_not(None))
    return [_shaped(row, reviewer) for row, reviewer in session.execute(statement)]


def shown_reviews(student_id: UUID) -> Select[JourneyReview]:
    """What is shown to a student of what was made of their journeys."""
    return select(JourneyReview).where(
        JourneyReview.student_id == student_id, JourneyReview.shown_at.is_not(None)
    )


def _held(session: Session, keys: dict[str, UUID]) -> JourneyReview | None:
    """The reviewer's own row, and nobody else's until the end."""
    statement = select(JourneyReview).filter_by(**keys).with_for_update()
    return session.scalar(statement.execution_options(populate_existing=True))


def _written(
    session: Session, keys: dict[str, UUID], row: JourneyReview | None, new: NewReview
) -> JourneyReview:
    """The row as it is now; of two who begin at once one writes, and the other hears of it."""
    if row is None:
        made = insert(JourneyReview).values(id=new_id(), **keys).on_conflict_do_nothing()
        first = session.scalar(made.returning(JourneyReview.id))
        row = _held(session, keys)
        if first is None or row is None:
            raise _changed(row)
    moment = now(session)
    row.marks, row.max_marks, row.comment = new.marks, new.max_marks, new.comment
    row.shown_at = (row.shown_at or moment) if new.shown else None
    row.updated_at = moment
    session.flush()
    return row


def _changed(row: JourneyReview | None) -> Conflict:
    return Conflict(
        "Your review was changed elsewhere since you opened it. Nothing was changed now. "
        "Look at it as it is, and write again.",
        code="review_changed",
        current=None if row is None else {**_picture(row), "updated_at": row.updated_at},
    )


def _view(session: Session, row: JourneyReview) -> JourneyReviewView:
    return _shaped(row, session.get_one(User, row.reviewer_id))


def _shaped(row: JourneyReview, reviewer: User) -> JourneyReviewView:
    return JourneyReviewView(
        row.id, reviewer, row.marks, row.max_marks, row.comment, row.shown_at, row.updated_at
    )


def _picture(row: JourneyReview) -> dict[str, Any]:
    return {
        "marks": None if row.marks is None else _plain(row.marks),
        "max_marks": _plain(row.max_marks),
        "comment": row.comment,
        "shown": row.shown_at is not None,
    }


def _plain(value: Decimal) -> str:
    """A number in words that are alike before and after it was stored."""
    return f"{value.normalize():f}"
