"""The preview: every chosen attempt is run again, as a run that doesn't count."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.jobs import hint
from lectorium.rooms.grading.events import TrialEnded
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.regrading.models import Outcome, RegradeItem, RegradeJob, RegradeTarget
from lectorium.rooms.grading.regrading.rights import find_regrade, lock_regrade, wrong_state
from lectorium.rooms.grading.waiting import JOB, Urgency, take_place
from lectorium.rooms.people.api import Actor

QUEUE: Urgency = "regrade"
BATCH = 200
"""Runs of one regrade that wait or work at a time: cancelling leaves few behind."""
LOW = 50
"""With this few left, the next ones are queued, so that no worker runs dry."""


def start_preview(session: Session, actor: Actor, regrade_id: UUID) -> RegradeJob:
    """Begin to run the attempts again; nothing that students or the gradebook show changes."""
    find_regrade(session, actor, regrade_id, writable=True)
    job = lock_regrade(session, regrade_id)
    if job.state != "planned":
        raise wrong_state(job, "previewed")
    job.state = "previewing"
    _take_earlier(session, job)
    feed(session, job)
    return job


def on_trial_ended(session: Session, event: TrialEnded) -> None:
    """Note what a run came to, and queue the next ones; in the transaction in which it ends."""
    waiting = (RegradeItem.new_run_id == event.run_id, RegradeItem.state == "queued")
    regrade_id = session.scalar(select(RegradeItem.regrade_job_id).where(*waiting))
    if regrade_id is None:
        return
    job = lock_regrade(session, regrade_id)
    # Asked again behind the lock: a cancelled regrade has let go of what was still queued.
    item = session.scalars(
        select(RegradeItem)
        .where(RegradeItem.regrade_job_id == regrade_id, *waiting)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if item is None:
        return
    _note(item, session.get_one(GradingRun, event.run_id))
    session.flush()
    if job.state == "previewing":
        feed(session, job)


def feed(session: Session, job: RegradeJob) -> None:
    """Queue the next runs of a (locked) regrade, or end its preview where all have ended."""
    queued = _count(session, job, "queued")
    if queued > LOW:
        return
    rows = session.execute(
        select(RegradeItem, RegradeTarget.to_version_id)
        .join(
            RegradeTarget,
            (RegradeTarget.regrade_job_id == RegradeItem.regrade_job_id)
            & (RegradeTarget.challenge_id == RegradeItem.challenge_id),
        )
        .where(RegradeItem.regrade_job_id == job.id, RegradeItem.state == "planned")
        .order_by(RegradeItem.attempt_id)
        .limit(BATCH - queued)
    ).all()
    if rows:
        _queue_runs(session, job, [(item, version_id) for item, version_id in rows])
    elif not queued:
        job.state, job.previewed_at = "previewed", now(session)
    session.flush()


def _queue_runs(session: Session, job: RegradeJob, chosen: Sequence[tuple[RegradeItem, UUID]]) -> None:
    last = _last_numbers(session, [item.attempt_id for item, _ in chosen])
    for item, version_id in chosen:
        run = GradingRun(
            id=new_id(),
            attempt_id=item.attempt_id,
            number=last[item.attempt_id] + 1,
            is_current=False,
            status="queued",
            problem_version_id=version_id,
        )
        take_place(run, QUEUE, job.class_id or job.organization_id, item.student_id)
        session.add(run)
        item.new_run_id, item.state = run.id, "queued"
    hint(session, JOB, QUEUE)


def _last_numbers(session: Session, attempt_ids: Sequence[UUID]) -> dict[UUID, int]:
    statement = select(GradingRun.attempt_id, func.max(GradingRun.number)).where(
        GradingRun.attempt_id.in_(attempt_ids)
    )
    return dict(session.execute(statement.group_by(GradingRun.attempt_id)).all())


def _take_earlier(session: Session, job: RegradeJob) -> None:
    """What an earlier regrade has run under the new version needs no running again."""
    rows = session.execute(
        select(RegradeItem, GradingRun)
        .join(GradingRun, GradingRun.id == RegradeItem.new_run_id)
        .where(RegradeItem.regrade_job_id == job.id, RegradeItem.state == "planned")
    )
    for item, run in rows.all():
        _note(item, run)
    session.flush()


def _note(item: RegradeItem, run: GradingRun) -> None:
    if run.status != "completed":
        item.state = "failed"
        return
    item.state = "graded"
    item.new_score, item.new_max_score = run.score, run.max_score
    item.outcome = _outcome(item)


def _outcome(item: RegradeItem) -> Outcome:
    """By the share of the points; multiplied out, so that nothing is rounded."""
    old = (item.old_score or Decimal(0), item.old_max_score or Decimal(1))
    new = (item.new_score or Decimal(0), item.new_max_score or Decimal(1))
    before, after = old[0] * new[1], new[0] * old[1]
    if after == before:
        return "same"
    return "gains" if after > before else "loses"


def _count(session: Session, job: RegradeJob, state: str) -> int:
    statement = select(func.count()).where(RegradeItem.regrade_job_id == job.id, RegradeItem.state == state)
    return session.scalar(statement) or 0
