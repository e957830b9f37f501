"""Undoing a regrade: the runs that counted before count again, and the grades are as they were."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.jobs import enqueue
from lectorium.rooms.authoring.api import Pin, ProblemVersion, lock_pins, move_pin
from lectorium.rooms.grading.regrading.apply import JOB, QUEUE, announce
from lectorium.rooms.grading.regrading.models import RegradeJob, RegradeTarget
from lectorium.rooms.grading.regrading.rights import (
    find_regrade,
    lock_regrade,
    refuse_newer,
    refuse_others,
    targets_of,
    wrong_state,
)
from lectorium.rooms.grading.regrading.switch import next_batch, switch
from lectorium.rooms.people.api import Actor, User, record


def start_undo(session: Session, actor: Actor, regrade_id: UUID) -> RegradeJob:
    """Take a regrade back, whole or as far as it was applied; a worker does it.

    Attempts handed in since keep their own runs.  A challenge that applying had upgraded is pinned to
    its earlier version again, unless somebody has pinned it elsewhere since.
    """
    find_regrade(session, actor, regrade_id, writable=True)
    job = lock_regrade(session, regrade_id)
    if job.applied_at is None or job.state not in {"applied", "cancelled"}:
        raise wrong_state(job, "undone")
    targets = targets_of(session, job.id)
    challenge_ids = [target.challenge_id for target in targets]
    pins = lock_pins(session, challenge_ids)
    refuse_others(session, challenge_ids, job.id)
    refuse_newer(session, job, challenge_ids)
    job.state, job.acted_by, job.ended_at = "undoing", actor.user_id, None
    record(session, actor, "regrade.undo", "regrade_job", [job.id], reason=job.reason)
    for target, pin in zip(targets, pins, strict=True):
        _pin_back(session, actor, job, target, pin)
    enqueue(session, JOB, QUEUE, {"regrade_id": str(job.id)})
    return job


def undo_batch(session: Session, job: RegradeJob) -> bool:
    """Switch the attempts of the next students back; False when that was all."""
    items = next_batch(session, job, "applied")
    actor = Actor.of(session.get_one(User, job.acted_by))
    if not items:
        job.state, job.ended_at = "undone", now(session)
        record(session, actor, "regrade.undone", "regrade_job", [job.id])
        return False
    back = {item.new_run_id: item.old_run_id for item in items if item.new_run_id is not None}
    moved = switch(session, back)
    switched = [item for item in items if item.new_run_id in moved]
    for item in items:
        item.state = "undone"
    session.flush()
    announce(session, actor, job, switched, undone=True)
    return True


def _pin_back(session: Session, actor: Actor, job: RegradeJob, target: RegradeTarget, pin: Pin) -> None:
    if target.upgraded and pin.version.id == target.to_version_id:
        move_pin(
            session, actor, pin, session.get_one(ProblemVersion, target.from_version_id), reason=job.reason
        )
        target.upgraded = False
