"""What a regrade comes to under its policy: one statement for the preview and for applying."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.reading import share_of
from lectorium.rooms.grading.regrading.models import RegradeItem, RegradeJob, RegradeTarget
from lectorium.rooms.submissions.api import SubmissionAttempt

RUN = ("graded", "applied", "kept", "undone")
"""An item in one of these states has a new run that ended well."""


def forecast(job: RegradeJob, student_ids: Sequence[UUID] | None = None) -> Subquery:
    """One row per final submission of the students in a regrade (all, or some), on its challenges.

    Columns: ``student_id``, ``challenge_id``, ``attempt_id``, ``item`` (whether it is run again),
    ``before`` and ``after`` (the share of the points that counts, 0 to 1, null for none), ``taken``
    (whether the new run counts afterwards).
    """
    shares = _shares(job, student_ids)
    taken = _taken(job, shares)
    return select(
        shares.c.student_id,
        shares.c.challenge_id,
        shares.c.attempt_id,
        shares.c.item,
        shares.c.before,
        case((taken, shares.c.new), else_=shares.c.before).label("after"),
        taken.label("taken"),
    ).subquery()


def by_student(job: RegradeJob) -> CTE:
    """One row per student and challenge of a regrade: the best share before and after.

    Computed once per statement, whatever the planner thinks of a regrade's fresh rows.  Columns:
    ``student_id``, ``challenge_id``, ``regraded``, ``before``, ``after``, ``outcome``.
    """
    each = forecast(job)
    before = func.coalesce(func.max(each.c.before), 0)
    after = func.coalesce(func.max(each.c.after), 0)
    return (
        select(
            each.c.student_id,
            each.c.challenge_id,
            func.count().filter(each.c.item).label("regraded"),
            before.label("before"),
            after.label("after"),
            case((after > before, "gains"), (after < before, "loses"), else_="same").label("outcome"),
        )
        .group_by(each.c.student_id, each.c.challenge_id)
        .having(func.bool_or(each.c.item))
        .cte("by_student")
        .prefix_with("MATERIALIZED")
    )


def taken_of(session: Session, job: RegradeJob, student_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Whether the new run counts, by attempt, for some students' attempts that are run again."""
    each = forecast(job, student_ids)
    rows = session.execute(select(each.c.attempt_id, each.c.taken).where(each.c.item))
    return dict(rows.all())


def _shares(job: RegradeJob, student_ids: Sequence[UUID] | None) -> Subquery:
    """Every final submission that matters, with the shares of its runs."""
    attempt, item = SubmissionAttempt, RegradeItem
    old, new = aliased(GradingRun), aliased(GradingRun)
    of_item = and_(item.attempt_id == attempt.id, item.regrade_job_id == job.id)
    counted = or_(
        old.id == item.old_run_id,
        and_(item.old_run_id.is_(None), old.attempt_id == attempt.id, old.is_current),
    )
    before: ColumnElement[Decimal] = case((old.status == "completed", share_of(old)))
    everybody = select(item.student_id).where(item.regrade_job_id == job.id)
    students = attempt.student_id.in_(everybody if student_ids is None else student_ids)
    return (
        select(
            attempt.student_id,
            attempt.challenge_id,
            attempt.id.label("attempt_id"),
            item.attempt_id.is_not(None).label("item"),
            item.state.label("state"),
            before.label("before"),
            share_of(new).label("new"),
        )
        .join(
            RegradeTarget,
            (RegradeTarget.challenge_id == attempt.challenge_id) & (RegradeTarget.regrade_job_id == job.id),
        )
        .outerjoin(item, of_item)
        .join(old, (old.attempt_id == attempt.id) & counted)
        .outerjoin(new, (new.id == item.new_run_id) & item.state.in_(RUN))
        .where(attempt.type == "final_submission", students)
        .subquery()
    )


def _taken(job: RegradeJob, shares: Subquery) -> ColumnElement[bool]:
    """Whether a new run counts: as it was decided, else as the policy says."""
    before, new = shares.c.before, shares.c.new
    counts: ColumnElement[bool] = new.is_not(None)
    if job.policy == "keep_better":
        counts = and_(counts, new >= func.coalesce(before, 0))
    elif job.policy == "never_lower":
        group: dict[str, Any] = {"partition_by": (shares.c.student_id, shares.c.challenge_id)}
        best = func.coalesce(func.max(before).over(**group), 0)
        best_new = func.coalesce(func.max(func.coalesce(new, before)).over(**group), 0)
        counts = and_(counts, best_new >= best)
    decided = case(
        (shares.c.state == "applied", literal(value=True)), (shares.c.state == "kept", literal(value=False))
    )
    return func.coalesce(decided, counts)
