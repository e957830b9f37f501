"""How many attempts were made, and how many of those that are allowed are gone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, select
from sqlalchemy.orm import Session

from lectorium.kit.counters import current_number, current_numbers, next_number
from lectorium.rooms.submissions.models import AttemptType, SubmissionAttempt

HANDED_IN = (
    select(SubmissionAttempt.challenge_id, func.count())
    .where(
        SubmissionAttempt.student_id == bindparam("student"),
        SubmissionAttempt.challenge_id == any_(bindparam("challenges", type_=ARRAY(Uuid()))),
        SubmissionAttempt.type == "final_submission",
    )
    .group_by(SubmissionAttempt.challenge_id)
)


def attempts_used(session: Session, student_id: UUID, challenge_id: UUID) -> int:
    """How many of the allowed attempts are gone; what we failed to grade was given back."""
    return attempts_used_of(session, student_id, [challenge_id])[challenge_id]


def attempts_used_of(session: Session, student_id: UUID, challenge_ids: Collection[UUID]) -> dict[UUID, int]:
    """The same of many challenges; two queries."""
    given = {"student": student_id, "challenges": list(challenge_ids)}
    made = dict(session.execute(HANDED_IN, given).all())
    keys = {each: _given_back(student_id, each) for each in challenge_ids}
    back = current_numbers(session, list(keys.values()))
    return {each: made.get(each, 0) - back[key] for each, key in keys.items()}


def give_back(session: Session, student_id: UUID, challenge_id: UUID) -> None:
    """Give an attempt back that couldn't be graded, through no fault of the student."""
    next_number(session, _given_back(student_id, challenge_id))


def given_back(session: Session, student_id: UUID, challenge_id: UUID) -> int:
    """How many were."""
    return current_number(session, _given_back(student_id, challenge_id))


def _given_back(student_id: UUID, challenge_id: UUID) -> str:
    return f"given back:{student_id}:{challenge_id}"


def counter_of(student_id: UUID, challenge_id: UUID, type_: AttemptType) -> str:
    """The counter of a student's attempts of one type on a challenge (I1)."""
    return f"attempt:{student_id}:{challenge_id}:{type_}"
