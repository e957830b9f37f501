"""Planning a regrade: which attempts would be run again, under which versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, insert, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.rooms.authoring.api import (
    Pin,
    ProblemVersion,
    challenges_of_item,
    find_challenge,
    lock_pins,
    newest_versions,
    require_teacher,
    version_for,
)
from lectorium.rooms.courses.api import find_item
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.reading import precedence, share_of
from lectorium.rooms.grading.regrading.models import Chosen, Policy, RegradeItem, RegradeJob, RegradeTarget
from lectorium.rooms.grading.regrading.rights import refuse_others
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.submissions.api import SubmissionAttempt

Chosen_ids = Sequence[UUID] | None


@dataclass(frozen=True)
class NewRegrade:
    """What to regrade: a challenge or an item, to a version (None: the newest of each problem).

    ``from_version_id`` leaves out what other versions graded; ``attempts`` takes all final submissions
    or each student's best; ``student_ids`` and ``attempt_ids`` choose among those.
    """

    challenge_id: UUID | None = None
    item_id: UUID | None = None
    to_version_id: UUID | None = None
    from_version_id: UUID | None = None
    policy: Policy = "replace"
    attempts: Chosen = "all"
    student_ids: Chosen_ids = None
    attempt_ids: Chosen_ids = None
    reason: str = field(default="")


def plan_regrade(session: Session, actor: Actor, new: NewRegrade) -> RegradeJob:
    """Plan: nothing is run, and nothing that anybody sees changes.

    What has ended is taken in; one's own attempts are not (nobody grades themselves).  Raises
    :class:`Conflict` where nothing is to be regraded, or another regrade of the challenges isn't over.
    """
    pins = lock_pins(session, _scope(session, actor, new))
    targets = _targets(session, actor, new, pins)
    challenge_ids = [pin.challenge.id for pin, _ in targets]
    refuse_others(session, challenge_ids)
    job = _job(actor, new, targets[0][0])
    session.add(job)
    session.flush()
    session.add_all(_target(job, pin, version) for pin, version in targets)
    session.flush()
    job.total = _take_in(session, actor, job, new)
    if not job.total:
        raise _nothing(session, challenge_ids, targets)
    record(session, actor, "regrade.plan", "regrade_job", [job.id], after=_picture(job, targets))
    return job


def _scope(session: Session, actor: Actor, new: NewRegrade) -> list[UUID]:
    """The challenges that are meant, if the actor teaches there."""
    if (new.challenge_id is None) == (new.item_id is None):
        raise Invalid(
            "Say either `challenge_id` or `item_id`. Nothing was changed. Send one of them.",
            field="challenge_id",
        )
    if new.challenge_id is not None:
        challenge = find_challenge(session, actor, new.challenge_id)
        require_teacher(session, actor, challenge)
        return [challenge.id]
    item_id = new.item_id
    assert item_id is not None
    find_item(session, actor, item_id)
    challenges = challenges_of_item(session, item_id)
    if not challenges:
        raise NotFound.of("assignment")
    require_teacher(session, actor, challenges[0])
    return [challenge.id for challenge in challenges]


def _targets(
    session: Session, actor: Actor, new: NewRegrade, pins: Sequence[Pin]
) -> list[tuple[Pin, ProblemVersion]]:
    if new.to_version_id is None:
        newest = newest_versions(session, {pin.version.problem_id for pin in pins})
        return [(pin, newest[pin.version.problem_id]) for pin in pins]
    version = version_for(session, actor, new.to_version_id, pins)
    if new.from_version_id == version.id:
        raise Invalid(
            "Both versions are the same, so nothing would differ. Nothing was changed. Choose another one.",
            code="same_version",
            field="from_version_id",
        )
    return [(pin, version) for pin in pins if pin.version.problem_id == version.problem_id]


def _job(actor: Actor, new: NewRegrade, pin: Pin) -> RegradeJob:
    return RegradeJob(
        id=new_id(),
        organization_id=actor.organization_id,
        class_id=pin.challenge.class_id,
        content_item_id=new.item_id,
        challenge_id=new.challenge_id,
        from_version_id=new.from_version_id,
        policy=new.policy,
        attempts=new.attempts,
        reason=new.reason,
        state="planned",
        total=0,
        created_by=actor.user_id,
        acted_by=actor.user_id,
    )


def _target(job: RegradeJob, pin: Pin, version: ProblemVersion) -> RegradeTarget:
    return RegradeTarget(
        regrade_job_id=job.id,
        challenge_id=pin.challenge.id,
        from_version_id=pin.version.id,
        to_version_id=version.id,
    )


def _take_in(session: Session, actor: Actor, job: RegradeJob, new: NewRegrade) -> int:
    columns = [
        RegradeItem.regrade_job_id,
        RegradeItem.attempt_id,
        RegradeItem.student_id,
        RegradeItem.challenge_id,
        RegradeItem.old_run_id,
        RegradeItem.new_run_id,
        RegradeItem.state,
        RegradeItem.old_score,
        RegradeItem.old_max_score,
    ]
    chosen = _chosen(actor, job, new)
    statement = insert(RegradeItem).from_select([column.key for column in columns], chosen)
    rows = session.execute(statement.returning(RegradeItem.attempt_id))
    return len(rows.all())


def _chosen(actor: Actor, job: RegradeJob, new: NewRegrade) -> Select[*tuple[object, ...]]:
    """Final submissions whose current run has ended and was of another version than theirs to be.

    A run that a regrade before this one has made under the new version is taken as it is: a version
    never changes, so neither would its verdict.
    """
    attempt, run = SubmissionAttempt, GradingRun
    statement = (
        select(
            literal(job.id, type_=RegradeItem.regrade_job_id.type),
            attempt.id,
            attempt.student_id,
            attempt.challenge_id,
            run.id,
            _earlier_trial(),
            literal("planned", type_=RegradeItem.state.type),
            run.score,
            run.max_score,
        )
        .join(run, (run.attempt_id == attempt.id) & run.is_current)
        .join(RegradeTarget, RegradeTarget.challenge_id == attempt.challenge_id)
        .where(RegradeTarget.regrade_job_id == job.id, *_wanted(actor, new))
    )
    if new.attempts == "best":
        statement = statement.ext(distinct_on(attempt.student_id, attempt.challenge_id)).order_by(
            attempt.student_id,
            attempt.challenge_id,
            precedence().desc(),
            share_of(run).desc().nulls_last(),
            attempt.attempt_number,
        )
    # The best is chosen among all, and left out where it is of the new version already.
    inner = statement.add_columns(run.problem_version_id.label("old"), RegradeTarget.to_version_id).subquery()
    return select(*list(inner.c)[:-2]).where(inner.c.old != inner.c.to_version_id)


def _wanted(actor: Actor, new: NewRegrade) -> list[ColumnElement[bool]]:
    attempt, run = SubmissionAttempt, GradingRun
    wanted = [
        attempt.type == "final_submission",
        attempt.student_id != actor.user_id,
        run.status.in_(("completed", "error")),
    ]
    if new.from_version_id is not None:
        wanted.append(run.problem_version_id == new.from_version_id)
    if new.student_ids is not None:
        wanted.append(attempt.student_id.in_(new.student_ids))
    if new.attempt_ids is not None:
        wanted.append(attempt.id.in_(new.attempt_ids))
    return wanted


def _earlier_trial() -> ScalarSelect[UUID]:
    trial = aliased(GradingRun)
    return (
        select(trial.id)
        .where(
            trial.attempt_id == SubmissionAttempt.id,
            trial.problem_version_id == RegradeTarget.to_version_id,
            trial.status == "completed",
        )
        .order_by(trial.number.desc())
        .limit(1)
        .correlate(SubmissionAttempt, RegradeTarget)
        .scalar_subquery()
    )


def _nothing(
    session: Session, challenge_ids: list[UUID], targets: Sequence[tuple[Pin, ProblemVersion]]
) -> Conflict:
    handed_in = session.scalar(
        select(SubmissionAttempt.id)
        .where(
            SubmissionAttempt.challenge_id.in_(challenge_ids), SubmissionAttempt.type == "final_submission"
        )
        .limit(1)
    )
    if handed_in is None:
        return Conflict(
            "Nothing was handed in here, so there is nothing to regrade. Nothing was changed.",
            code="no_attempts",
        )
    numbers = ", ".join(sorted({str(version.number) for _, version in targets}))
    return Conflict(
        f"No graded submission is left to regrade: what was chosen counts under version {numbers} "
        "already, or is still being graded. Nothing was changed. Choose another version, or others.",
        code="no_attempts",
    )


def _picture(job: RegradeJob, targets: Sequence[tuple[Pin, ProblemVersion]]) -> dict[str, object]:
    return {
        "policy": job.policy,
        "attempts": job.total,
        "reason": job.reason,
        "versions": {str(pin.challenge.id): [pin.version.number, version.number] for pin, version in targets},
    }
