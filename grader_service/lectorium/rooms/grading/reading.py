"""Reading runs and results, for the rooms above: they decide who may see what."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import AliasedClass

from lectorium.rooms.authoring.api import Assignment, AssignmentProblem, TestCase
from lectorium.rooms.grading.models import GradingRun, TestResult
from lectorium.rooms.submissions.api import SubmissionAttempt


def current_run(session: Session, attempt_id: UUID) -> GradingRun:
    """An attempt's current run; every attempt has exactly one (I2)."""
    return session.scalars(
        select(GradingRun).where(GradingRun.attempt_id == attempt_id, GradingRun.is_current)
    ).one()


def current_runs(session: Session, attempt_ids: Iterable[UUID]) -> dict[UUID, GradingRun]:
    """The current runs of attempts, by attempt; one query."""
    rows = session.scalars(
        select(GradingRun).where(GradingRun.attempt_id.in_(list(attempt_ids)), GradingRun.is_current)
    )
    return {run.attempt_id: run for run in rows}


def results_of(session: Session, run: GradingRun) -> list[tuple[TestResult, TestCase]]:
    """A run's results with their tests, in the version's order."""
    return [(result, test) for result, test in session.execute(_results([run.id]))]


def results_of_runs(
    session: Session, runs: Iterable[GradingRun]
) -> dict[UUID, list[tuple[TestResult, TestCase]]]:
    """The same for many runs, by run; one query."""
    found: dict[UUID, list[tuple[TestResult, TestCase]]] = {run.id: [] for run in runs}
    for result, test in session.execute(_results(found)):
        found[result.run_id].append((result, test))
    return found


def _results(run_ids: Iterable[UUID]) -> Select[TestResult, TestCase]:
    return (
        select(TestResult, TestCase)
        .join(
            TestCase,
            (TestCase.problem_version_id == TestResult.problem_version_id)
            & (TestCase.id == TestResult.test_case_id),
        )
        .where(TestResult.run_id.in_(list(run_ids)))
        .order_by(TestCase.order_index)
    )


def share_of(run: type[GradingRun] | AliasedClass[GradingRun]) -> ColumnElement[Decimal]:
    """The share of its points that a run got, 0 to 1: how runs of different versions compare.

    Null where the run has no score; rounded, so that equal shares of different sums are equal.
    """
    return func.round(func.coalesce(run.score / func.nullif(run.max_score, 0), run.score), 12)


def precedence() -> ColumnElement[int]:
    """What of an attempt counts before its share does, the highest first.

    In an exam it is what was handed in last, whatever it came to; elsewhere no attempt goes before another,
    so that the best one counts.
    """
    mode = (
        select(Assignment.mode)
        .join(AssignmentProblem, AssignmentProblem.assignment_id == Assignment.id)
        .where(AssignmentProblem.id == SubmissionAttempt.challenge_id)
        .correlate(SubmissionAttempt)
        .scalar_subquery()
    )
    return case((mode == "exam", SubmissionAttempt.attempt_number), else_=0)
