"""Whose work somebody should look at: attempts whose grading found something, by student and item."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import AssignmentProblem
from lectorium.rooms.grading.api import GradingRun, is_flagged
from lectorium.rooms.submissions.api import SubmissionAttempt

Flagged = frozenset[tuple[UUID, UUID]]
"""Pairs of student and item."""


def flagged_work(item_ids: Sequence[UUID]) -> Select[UUID, UUID]:
    """Student and item of each attempt handed in whose current run has a flag worth a look."""
    return (
        select(SubmissionAttempt.student_id, AssignmentProblem.assignment_id)
        .join(GradingRun, (GradingRun.attempt_id == SubmissionAttempt.id) & GradingRun.is_current)
        .join(AssignmentProblem, AssignmentProblem.id == SubmissionAttempt.challenge_id)
        .where(
            AssignmentProblem.assignment_id.in_(item_ids),
            SubmissionAttempt.type == "final_submission",
            is_flagged(),
        )
    )


def flagged_of(session: Session, item_ids: Sequence[UUID], students: Sequence[UUID]) -> Flagged:
    """Which of these students' work on these items is flagged; one query."""
    if not item_ids or not students:
        return frozenset()
    statement = flagged_work(item_ids).where(SubmissionAttempt.student_id.in_(students)).distinct()
    return frozenset((row[0], row[1]) for row in session.execute(statement))
