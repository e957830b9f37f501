"""Reading regrades: how far they are, and what each attempt came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import (
    AssignmentProblem,
    Challenge,
    ProblemVersion,
    TestCase,
    embargoed_in,
    find_setting,
)
from lectorium.rooms.courses.api import ContentItem
from lectorium.rooms.grading.regrading.changes import TestChange, changes_of
from lectorium.rooms.grading.regrading.models import Outcome, RegradeItem, RegradeJob, RegradeTarget
from lectorium.rooms.grading.regrading.policy import by_student, taken_of
from lectorium.rooms.grading.regrading.rights import allowed_regrade, find_regrade, require_whole, targets_of
from lectorium.rooms.people.api import Actor, User
from lectorium.rooms.submissions.api import SubmissionAttempt

Step = Literal["preview", "apply", "cancel", "undo"]
UNTOLD = ("planned", "previewing")
"""Before the preview is whole, nobody gains or loses yet."""


@dataclass(frozen=True)
class TargetView:
    """A challenge of a regrade; ``points`` is what it counts for under the new version."""

    challenge_id: UUID
    title: str
    from_version_id: UUID
    from_number: int
    to_version_id: UUID
    to_number: int
    points: Decimal
    upgraded: bool


@dataclass(frozen=True)
class RegradeView:
    """A regrade with its challenges and counts, by state and by outcome of its attempts."""

    job: RegradeJob
    title: str
    created_by_name: str
    targets: list[TargetView]
    counts: dict[str, int]
    students: dict[str, int] | None = None

    @property
    def can(self) -> list[Step]:
        """The steps that are open now."""
        state, begun = self.job.state, self.job.applied_at is not None
        steps: list[Step] = []
        if state == "planned":
            steps.append("preview")
        if state == "previewed" or (state == "cancelled" and begun):
            steps.append("apply")
        if state in {"planned", "previewing", "previewed", "applying"}:
            steps.append("cancel")
        if begun and state in {"applied", "cancelled"}:
            steps.append("undo")
        return steps


@dataclass(frozen=True)
class AttemptView:
    """One attempt of a regrade, with the tests whose verdicts differ; ``taken`` once it is known."""

    item: RegradeItem
    student: User
    attempt_number: int
    accepted_at: datetime
    taken: bool | None
    tests: list[TestChange]


def read_regrade(session: Session, actor: Actor, regrade_id: UUID) -> RegradeView:
    """A regrade as it stands; how many students gain and lose once the preview is whole."""
    heads = _heads(session, [regrade_id])
    head = heads.get(regrade_id)
    job = allowed_regrade(session, actor, head.job if head else None)
    students = None if job.state in UNTOLD else _students(session, job)
    return _views(session, heads, {job.id: students})[0]


def targets_with_points(session: Session, regrade_id: UUID) -> dict[UUID, Decimal]:
    """What each challenge of a regrade counts for under its new version."""
    return {target.challenge_id: target.points for target in _targets(session, [regrade_id])[regrade_id]}


def list_regrades(session: Session, actor: Actor, class_id: UUID, page: PageRequest) -> Slice[RegradeView]:
    """A class's regrades, newest first."""
    require_whole(session, actor, class_id)
    statement = select(RegradeJob).where(RegradeJob.class_id == class_id)
    found = fetch_page(session, statement, (RegradeJob.id,), page, casts=(UUID,), descending=True)
    heads = _heads(session, [job.id for job in found.items])
    return Slice(_views(session, {job.id: heads[job.id] for job in found.items}, {}), found.next)


def list_attempts(
    session: Session,
    actor: Actor,
    regrade_id: UUID,
    page: PageRequest,
    *,
    outcome: Outcome | None = None,
    student_id: UUID | None = None,
    student_ids: Sequence[UUID] | None = None,
) -> Slice[AttemptView]:
    """A regrade's attempts in the order of handing in; no code and no output (I22).

    Raises :class:`Conflict` for who meets the problem in an exam elsewhere: its tests are named here (I8).
    """
    job = find_regrade(session, actor, regrade_id)
    targets = [target.challenge_id for target in targets_of(session, job.id)]
    _refuse_embargoed(session, actor, job, targets)
    who = student_ids if student_id is None else [student_id]
    return _attempts(session, job, page, outcome, who)


def attempts_of(
    session: Session, actor: Actor, view: RegradeView, page: PageRequest, student_ids: Sequence[UUID]
) -> Slice[AttemptView]:
    """The same of a regrade that was read for the actor, of these students."""
    _refuse_embargoed(session, actor, view.job, [target.challenge_id for target in view.targets])
    return _attempts(session, view.job, page, None, student_ids)


def _attempts(
    session: Session,
    job: RegradeJob,
    page: PageRequest,
    outcome: Outcome | None,
    student_ids: Sequence[UUID] | None,
) -> Slice[AttemptView]:
    attempt = SubmissionAttempt
    statement = (
        select(RegradeItem, User, attempt.attempt_number, attempt.accepted_at)
        .join(attempt, attempt.id == RegradeItem.attempt_id)
        .join(User, User.id == RegradeItem.student_id)
        .where(RegradeItem.regrade_job_id == job.id)
    )
    if outcome is not None:
        statement = statement.where(RegradeItem.outcome == outcome)
    if student_ids is not None:
        statement = statement.where(RegradeItem.student_id.in_(student_ids))
    rows = fetch_page(session, statement, (RegradeItem.attempt_id,), page, casts=(UUID,))
    items = [row[0] for row in rows.items]
    tests, taken = changes_of(session, items), taken_of(session, job, [item.student_id for item in items])
    return rows.map(
        lambda row: AttemptView(
            row[0],
            row[1],
            row[2],
            row[3],
            None if row[0].state in {"planned", "queued"} else taken[row[0].attempt_id],
            tests[row[0].attempt_id],
        )
    )


def _students(session: Session, job: RegradeJob) -> dict[str, int]:
    each = by_student(job)
    counted = {"gains": 0, "loses": 0, "same": 0}
    rows = session.execute(select(each.c.outcome, func.count()).group_by(each.c.outcome))
    return counted | dict(rows.all())


def _views(
    session: Session, heads: Mapping[UUID, _Head], students: dict[UUID, dict[str, int] | None]
) -> list[RegradeView]:
    """Regrades with everything around them; a fixed number of queries (I22)."""
    ids = list(heads)
    targets, counts = _targets(session, ids), _counts(session, ids)
    return [
        RegradeView(
            head.job,
            head.title,
            head.by,
            targets[regrade_id],
            {"total": head.job.total, **counts[regrade_id]},
            students.get(regrade_id),
        )
        for regrade_id, head in heads.items()
    ]


def _targets(session: Session, regrade_ids: Sequence[UUID]) -> defaultdict[UUID, list[TargetView]]:
    before, after = aliased(ProblemVersion), aliased(ProblemVersion)
    worth = select(func.sum(TestCase.points)).where(TestCase.problem_version_id == after.id)
    rows = session.execute(
        select(
            RegradeTarget,
            Challenge.title,
            before.number,
            after.number,
            func.coalesce(AssignmentProblem.custom_points, worth.correlate(after).scalar_subquery(), 0),
        )
        .join(Challenge, Challenge.id == RegradeTarget.challenge_id)
        .join(before, before.id == RegradeTarget.from_version_id)
        .join(after, after.id == RegradeTarget.to_version_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == RegradeTarget.challenge_id)
        .where(RegradeTarget.regrade_job_id.in_(regrade_ids))
        .order_by(AssignmentProblem.order_index, RegradeTarget.challenge_id)
    ).all()
    found: defaultdict[UUID, list[TargetView]] = defaultdict(list)
    for target, title, from_number, to_number, points in rows:
        found[target.regrade_job_id].append(
            TargetView(
                target.challenge_id,
                title,
                target.from_version_id,
                from_number,
                target.to_version_id,
                to_number,
                points,
                target.upgraded,
            )
        )
    return found


def _counts(session: Session, regrade_ids: Sequence[UUID]) -> defaultdict[UUID, dict[str, int]]:
    item = RegradeItem
    rows = session.execute(
        select(item.regrade_job_id, item.state, item.outcome, func.count())
        .where(item.regrade_job_id.in_(regrade_ids))
        .group_by(item.regrade_job_id, item.state, item.outcome)
    )
    found: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for regrade_id, state, outcome, count in rows:
        own = found[regrade_id]
        own[state] = own.get(state, 0) + count
        if outcome is not None:
            own[outcome] = own.get(outcome, 0) + count
    return found


@dataclass(frozen=True)
class _Head:
    job: RegradeJob
    title: str
    by: str


def _heads(session: Session, regrade_ids: Sequence[UUID]) -> dict[UUID, _Head]:
    """Each with its title and its planner's name."""
    job = RegradeJob
    title = case((job.content_item_id.is_not(None), ContentItem.title), else_=Challenge.title)
    rows = session.execute(
        select(job, title, User.name)
        .join(User, User.id == job.created_by)
        .outerjoin(ContentItem, ContentItem.id == job.content_item_id)
        .outerjoin(Challenge, Challenge.id == job.challenge_id)
        .where(job.id.in_(regrade_ids))
    )
    return {found.id: _Head(found, name, by) for found, name, by in rows}


def _refuse_embargoed(session: Session, actor: Actor, job: RegradeJob, challenge_ids: Sequence[UUID]) -> None:
    if job.class_id is None:
        return
    for challenge_id in set(embargoed_in(session, actor, job.class_id)) & set(challenge_ids):
        find_setting(session, actor, challenge_id)
