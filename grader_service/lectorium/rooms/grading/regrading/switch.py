"""Making other runs current: of each attempt exactly one is, at every moment (I2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lectorium.kit.notify import notify
from lectorium.rooms.authoring.api import Assignment, AssignmentProblem, Challenge
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.regrading.models import ItemState, RegradeItem, RegradeJob
from lectorium.rooms.submissions.api import SubmissionAttempt

STUDENTS = 50
"""Students whose attempts are switched in one transaction."""


def next_batch(session: Session, job: RegradeJob, state: ItemState) -> Sequence[RegradeItem]:
    """All items in this state of the next students of a regrade; none when that was all."""
    open_ = (RegradeItem.regrade_job_id == job.id, RegradeItem.state == state)
    students = (
        select(RegradeItem.student_id)
        .where(*open_)
        .distinct()
        .order_by(RegradeItem.student_id)
        .limit(STUDENTS)
    )
    whose = session.scalars(students).all()
    return session.scalars(select(RegradeItem).where(*open_, RegradeItem.student_id.in_(whose))).all()


def switch(session: Session, pairs: Mapping[UUID, UUID]) -> set[UUID]:
    """Make each pair's second run current in the place of its first; returns the first ones.

    A pair whose first run isn't current any more is left alone.
    """
    locked = select(GradingRun).where(GradingRun.id.in_([*pairs, *pairs.values()])).order_by(GradingRun.id)
    rows = session.scalars(locked.with_for_update().execution_options(populate_existing=True)).all()
    current = {run.id for run in rows if run.is_current}
    moved = {first for first in pairs if first in current}
    quiet = {"synchronize_session": False}
    session.execute(
        update(GradingRun).where(GradingRun.id.in_(moved)).values(is_current=False), execution_options=quiet
    )
    session.execute(
        update(GradingRun)
        .where(GradingRun.id.in_([pairs[first] for first in moved]))
        .values(is_current=True),
        execution_options=quiet,
    )
    for run in rows:
        session.expire(run)
    return moved


def tell(session: Session, attempt_ids: set[UUID]) -> None:
    """Tell who listens that these attempts have another result."""
    rows = session.execute(
        select(SubmissionAttempt, Challenge.class_id, Assignment.mode)
        .join(Challenge, Challenge.id == SubmissionAttempt.challenge_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .outerjoin(Assignment, Assignment.id == AssignmentProblem.assignment_id)
        .where(SubmissionAttempt.id.in_(attempt_ids))
        .order_by(SubmissionAttempt.id)
    )
    for attempt, class_id, mode in rows.all():
        notify(
            session,
            "grading",
            attempt_id=attempt.id,
            challenge_id=attempt.challenge_id,
            student_id=attempt.student_id,
            class_id=class_id,
            type=attempt.type,
            mode=mode,
            status="completed",
        )
