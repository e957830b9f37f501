"""What a regrade comes to under its policy: one statement for the preview and for applying."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Numeric,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, aliased

from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.grading.reading import precedence, share_of
from lectorium.rooms.grading.regrading.models import RegradeItem, RegradeJob, RegradeTarget
from lectorium.rooms.submissions.api import SubmissionAttempt

RUN = ("graded", "applied", "kept", "undone")
"""An item in one of these states has a new run that ended well."""


def forecast(job: RegradeJob, student_ids: Sequence[UUID] | None = None) -> Subquery:
    """One row per final submission of the students in a regrade (all, or some), on its challenges.

    Columns: ``student_id``, ``challenge_id``, ``attempt_id``, ``item`` (whether it is run again), ``first``
    (what counts before the share does), ``before`` and ``after`` (the share of the points that counts, 0 to
    1, null for none), ``taken`` (whether the new run counts afterwards).
    """
    shares = _shares(job, student_ids)
    taken = _taken(job, shares)
    return select(
        shares.c.student_id,
        shares.c.challenge_id,
        shares.c.attempt_id,
        shares.c.item,
        shares.c.first,
        shares.c.before,
        case((taken, shares.c.new), else_=shares.c.before).label("after"),
        taken.label("taken"),
    ).subquery()


def by_student(job: RegradeJob) -> CTE:
    """One row per student and challenge of a regrade: the share that counts, before and after.

    Computed once per statement, whatever the planner thinks of a regrade's fresh rows.  Columns:
    ``student_id``, ``challenge_id``, ``regraded``, ``before``, ``after``, ``outcome``.
    """
    each = forecast(job)
    before = func.coalesce(_counting(each.c.first, each.c.before), 0)
    after = func.coalesce(_counting(each.c.first, each.c.after), 0)
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
            precedence().label("first"),
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
        best = func.coalesce(_counting(shares.c.first, before, group), 0)
        best_new = func.coalesce(_counting(shares.c.first, func.coalesce(new, before), group), 0)
        counts = and_(counts, best_new >= best)
    decided = case(
        (shares.c.state == "applied", literal(value=True)), (shares.c.state == "kept", literal(value=False))
    )
    return func.coalesce(decided, counts)


def _counting(
    first: ColumnElement[int], share: ColumnElement[Any], window: dict[str, Any] | None = None
) -> ColumnElement[Decimal]:
    """Of some attempts the share that counts: the best, or in an exam the last one's that has any."""
    pair = array([cast(first, Numeric), share], type_=Numeric)
    highest: ColumnElement[Any] = func.max(pair, type_=ARRAY(Numeric)).filter(share.is_not(None))
    if window is not None:
        highest = func.max(pair, type_=ARRAY(Numeric)).filter(share.is_not(None)).over(**window)
    counting: ColumnElement[Decimal] = func.coalesce(highest, type_=ARRAY(Numeric))[2]
    return counting
