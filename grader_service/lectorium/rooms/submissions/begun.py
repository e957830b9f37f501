"""What may not change about an assignment any more, once students have begun it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring.api import AssignmentProblem, ContentsChanging
from lectorium.rooms.submissions.models import ExamSitting, Solution, SubmissionAttempt

IN_EXAM: Mapping[str, str] = {
    "add": "Who sits it would not have had that problem.",
    "remove": "Who sits it may be working on that problem.",
    "order": "Who sits it knows the problems by their order.",
    "mode": "Who has begun it would lose the time they were given, or sit it without any.",
    "time": "Who has begun it was told how long it takes. Give more minutes from its own page instead.",
}


def keep_begun(session: Session, event: ContentsChanging) -> None:
    """Refuse what would hurt who has begun; raises :class:`Conflict` with the reason in words."""
    reason = IN_EXAM.get(event.change)
    if reason is not None and _any(session, ExamSitting.content_item_id == event.assignment_id):
        raise Conflict(
            f"Somebody has begun this exam. {reason} Nothing was changed. Make another exam for the others.",
            code="exam_begun",
        )
    if event.change == "mode" and _worked(session, event.assignment_id):
        raise Conflict(
            "Students have begun this, so it can't become an exam any more, nor stop being one. Nothing was "
            "changed. Make a new assignment for that.",
            code="begun",
        )
    if event.change == "remove" and event.challenge_id is not None:
        _keep_handed_in(session, event.challenge_id)


def _keep_handed_in(session: Session, challenge_id: UUID) -> None:
    handed_in = (SubmissionAttempt.challenge_id == challenge_id) & (
        SubmissionAttempt.type == "final_submission"
    )
    if _any(session, handed_in):
        raise Conflict(
            "Students have handed in to this problem, so it stays. Nothing was changed. If it should not "
            "count, give it 0 points.",
            code="handed_in",
        )


def _worked(session: Session, item_id: UUID) -> bool:
    challenges = select(AssignmentProblem.id).where(AssignmentProblem.assignment_id == item_id)
    drafted, handed_in = Solution.challenge_id, SubmissionAttempt.challenge_id
    return any(_any(session, each.in_(challenges)) for each in (drafted, handed_in))


def _any(session: Session, where: ColumnElement[bool]) -> bool:
    return session.scalar(select(1).where(where).limit(1)) is not None
