"""Who may regrade, and taking turns: a regrade's row is locked by whoever changes it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.rooms.courses.api import require
from lectorium.rooms.grading.regrading.models import OPEN, RegradeJob, RegradeTarget, State
from lectorium.rooms.people.api import Actor, concerns

IN_WORDS: dict[State, str] = {
    "planned": "is planned and wasn't previewed yet",
    "previewing": "is being previewed",
    "previewed": "was previewed and isn't applied yet",
    "applying": "is being applied",
    "applied": "is applied",
    "cancelled": "was cancelled",
    "undoing": "is being undone",
    "undone": "was undone",
}


def find_regrade(session: Session, actor: Actor, regrade_id: UUID, *, writable: bool = False) -> RegradeJob:
    """A regrade, for who teaches its class; raises :class:`NotFound` or :class:`Forbidden`."""
    return allowed_regrade(session, actor, session.get(RegradeJob, regrade_id), writable=writable)


def allowed_regrade(
    session: Session, actor: Actor, job: RegradeJob | None, *, writable: bool = False
) -> RegradeJob:
    """The same of one that was looked up already."""
    if job is None or job.organization_id != actor.organization_id:
        raise NotFound.of("regrade")
    if job.class_id is not None:
        require_whole(session, actor, job.class_id, writable=writable)
    elif job.created_by != actor.user_id and not actor.is_admin:
        raise Forbidden("Only who planned this regrade may see it. Nothing was changed. Ask them.")
    return job


def require_whole(session: Session, actor: Actor, class_id: UUID, *, writable: bool = False) -> None:
    """Ask for grading and editing in all of a class: a regrade is about every student at once."""
    require(
        session,
        actor,
        class_id,
        content="edit",
        student_data="grade",
        writable=writable,
        whole_class=True,
    )


def lock_regrade(session: Session, regrade_id: UUID) -> RegradeJob:
    """The regrade as it stands now, locked until the transaction ends."""
    statement = select(RegradeJob).where(RegradeJob.id == regrade_id).with_for_update()
    job = session.scalars(statement.execution_options(populate_existing=True)).one()
    if job.class_id is not None:
        concerns(session, job.class_id)
    return job


def targets_of(session: Session, regrade_id: UUID) -> list[RegradeTarget]:
    """A regrade's challenges, by id."""
    statement = select(RegradeTarget).where(RegradeTarget.regrade_job_id == regrade_id)
    return list(session.scalars(statement.order_by(RegradeTarget.challenge_id)))


def wrong_state(job: RegradeJob, doing: str) -> Conflict:
    """What to say where a step doesn't fit the regrade's state."""
    return Conflict(
        f"This regrade {IN_WORDS[job.state]}, so it can't be {doing}. Nothing was changed. "
        "Look at it again, or plan another one.",
        code="wrong_state",
        current={"state": job.state},
    )


def refuse_others(session: Session, challenge_ids: list[UUID], own: UUID | None = None) -> None:
    """Raise :class:`Conflict` where another regrade of the (locked) challenges isn't over."""
    statement = (
        select(RegradeJob)
        .join(RegradeTarget, RegradeTarget.regrade_job_id == RegradeJob.id)
        .where(RegradeTarget.challenge_id.in_(challenge_ids), RegradeJob.state.in_(OPEN))
        .limit(1)
    )
    if own is not None:
        statement = statement.where(RegradeJob.id != own)
    other = session.scalars(statement).first()
    if other is not None:
        raise Conflict(
            f"Another regrade of this {IN_WORDS[other.state]}. Nothing was changed. "
            "Go on with that one, or cancel it first.",
            code="regrade_open",
            current={"regrade_id": str(other.id), "state": other.state},
        )


def refuse_newer(session: Session, job: RegradeJob, challenge_ids: list[UUID]) -> None:
    """Raise :class:`Conflict` where a later regrade of the challenges counts: it goes back first."""
    statement = (
        select(RegradeJob)
        .join(RegradeTarget, RegradeTarget.regrade_job_id == RegradeJob.id)
        .where(
            RegradeTarget.challenge_id.in_(challenge_ids),
            RegradeJob.id != job.id,
            RegradeJob.state != "undone",
            RegradeJob.applied_at > job.applied_at,
        )
        .limit(1)
    )
    newer = session.scalars(statement).first()
    if newer is not None:
        raise Conflict(
            "A later regrade of this was applied. Nothing was changed. Undo that one first.",
            code="newer_regrade",
            current={"regrade_id": str(newer.id), "state": newer.state},
        )
