"""Applying a regrade, batch by batch, and stopping it between two of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict
from lectorium.kit.events import emit
from lectorium.kit.jobs import enqueue
from lectorium.rooms.authoring.api import ProblemVersion, lock_pins, move_pin
from lectorium.rooms.grading.events import AttemptsRegraded, RegradeBegun
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.regrading.models import RegradeItem, RegradeJob
from lectorium.rooms.grading.regrading.policy import taken_of
from lectorium.rooms.grading.regrading.rights import (
    find_regrade,
    lock_regrade,
    refuse_newer,
    refuse_others,
    targets_of,
    wrong_state,
)
from lectorium.rooms.grading.regrading.switch import next_batch, switch, tell
from lectorium.rooms.people.api import Actor, User, record

JOB = "regrade"
QUEUE = "regrade"


def start_apply(session: Session, actor: Actor, regrade_id: UUID) -> RegradeJob:
    """Let what was previewed count, or go on where it was stopped; a worker does it.

    Challenges that aren't pinned to the new version yet are upgraded here, so that what is handed in
    from now on is graded by the same tests.
    """
    find_regrade(session, actor, regrade_id, writable=True)
    job = lock_regrade(session, regrade_id)
    if job.state != "previewed" and not (job.state == "cancelled" and job.applied_at is not None):
        raise wrong_state(job, "applied")
    challenge_ids = [target.challenge_id for target in targets_of(session, job.id)]
    pins = lock_pins(session, challenge_ids)
    refuse_others(session, challenge_ids, job.id)
    if job.applied_at is None:
        emit(session, RegradeBegun(job.id, tuple(challenge_ids)))
        _upgrade(session, actor, job)
        job.applied_at = now(session)
    else:
        refuse_newer(session, job, [pin.challenge.id for pin in pins])
    job.state, job.acted_by, job.ended_at = "applying", actor.user_id, None
    record(session, actor, "regrade.apply", "regrade_job", [job.id], reason=job.reason)
    enqueue(session, JOB, QUEUE, {"regrade_id": str(job.id)})
    return job


def apply_batch(session: Session, job: RegradeJob) -> bool:
    """Switch the attempts of the next students of a (locked) regrade; False when that was all."""
    items = next_batch(session, job, "graded")
    actor = Actor.of(session.get_one(User, job.acted_by))
    if not items:
        _end(session, actor, job)
        return False
    taken = taken_of(session, job, list({item.student_id for item in items}))
    wanted = {
        item.old_run_id: item.new_run_id for item in items if item.new_run_id and taken[item.attempt_id]
    }
    moved = switch(session, wanted)
    for item in items:
        item.state = "applied" if item.old_run_id in moved else "kept"
    session.flush()
    announce(session, actor, job, [item for item in items if item.state == "applied"], undone=False)
    return True


def announce(
    session: Session, actor: Actor, job: RegradeJob, switched: list[RegradeItem], *, undone: bool
) -> None:
    """Audit a batch, bring the gradebook along, and tell who listens; nothing where nothing moved."""
    if not switched:
        return
    runs = {str(item.attempt_id): [str(item.old_run_id), str(item.new_run_id)] for item in switched}
    before, after = (1, 0) if undone else (0, 1)
    record(
        session,
        actor,
        "regrade.undo_batch" if undone else "regrade.apply_batch",
        "regrade_job",
        [job.id],
        before={attempt: pair[before] for attempt, pair in runs.items()},
        after={attempt: pair[after] for attempt, pair in runs.items()},
        reason=job.reason,
    )
    challenges = tuple(sorted({item.challenge_id for item in switched}))
    students = tuple(sorted({item.student_id for item in switched}))
    emit(session, AttemptsRegraded(job.id, actor, job.reason, challenges, students, undone=undone))
    tell(session, {item.attempt_id for item in switched})


def cancel_regrade(session: Session, actor: Actor, regrade_id: UUID) -> RegradeJob:
    """Stop: before applying, nothing that anybody sees was touched; while applying, between two batches."""
    find_regrade(session, actor, regrade_id, writable=True)
    job = lock_regrade(session, regrade_id)
    if job.state not in {"planned", "previewing", "previewed", "applying"}:
        raise wrong_state(job, "cancelled")
    before, job.state = job.state, "cancelled"
    job.acted_by, job.ended_at = actor.user_id, now(session)
    if before == "previewing":
        _let_go(session, job)
    was, now_is = {"state": before}, {"state": job.state}
    record(session, actor, "regrade.cancel", "regrade_job", [job.id], before=was, after=now_is)
    return job


def _let_go(session: Session, job: RegradeJob) -> None:
    """Runs that nobody has begun go; what a worker holds comes to its end and counts for nothing."""
    rows = session.execute(
        select(RegradeItem, GradingRun.id)
        .join(GradingRun, GradingRun.id == RegradeItem.new_run_id)
        .where(
            RegradeItem.regrade_job_id == job.id,
            RegradeItem.state == "queued",
            GradingRun.status == "queued",
        )
        .with_for_update(of=GradingRun, skip_locked=True)
    ).all()
    for item, _ in rows:
        item.new_run_id, item.state = None, "planned"
    session.flush()
    session.execute(delete(GradingRun).where(GradingRun.id.in_([run_id for _, run_id in rows])))


def _upgrade(session: Session, actor: Actor, job: RegradeJob) -> None:
    """Pin what isn't pinned to the new version yet; raises :class:`Conflict` where others did otherwise."""
    pins = {pin.challenge.id: pin for pin in lock_pins(session, _challenges(session, job))}
    for target in targets_of(session, job.id):
        pin = pins[target.challenge_id]
        if pin.version.id == target.to_version_id:
            continue
        if pin.version.id != target.from_version_id:
            raise Conflict(
                f"Meanwhile “{pin.challenge.title}” was set as version {pin.version.number}, and this "
                "regrade is for another one. Nothing was changed. Cancel this regrade and plan another.",
                code="moved_on",
            )
        move_pin(
            session, actor, pin, session.get_one(ProblemVersion, target.to_version_id), reason=job.reason
        )
        target.upgraded = True
    session.flush()


def _challenges(session: Session, job: RegradeJob) -> list[UUID]:
    return [target.challenge_id for target in targets_of(session, job.id)]


def _end(session: Session, actor: Actor, job: RegradeJob) -> None:
    job.state, job.ended_at = "applied", now(session)
    rows = session.execute(
        select(RegradeItem.state, func.count())
        .where(RegradeItem.regrade_job_id == job.id)
        .group_by(RegradeItem.state)
    )
    record(session, actor, "regrade.applied", "regrade_job", [job.id], after=dict(rows.all()))
