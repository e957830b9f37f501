"""Submissions that give reason to look at the tests again."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)

from lectorium.rooms.analytics.judged import Scope, judged
from lectorium.rooms.authoring.api import AssignmentProblem, ProblemVersion
from lectorium.rooms.gradebook.api import GradebookEntry
from lectorium.rooms.submissions.api import SubmissionAttempt

Doubt = Literal["passes_now", "fails_now", "passes_but_lowered"]
BEFORE = ("passed_before", "total_before", "number_before")


def doubts(scope: Scope) -> Subquery:
    """One row per submission and reason.

    ``passes_now``: it failed something under another version and passes all of this one's tests;
    ``fails_now``: the reverse; ``passes_but_lowered``: it passes everything, and staff have lowered its
    student's grade.
    """
    now = judged(scope).cte("judged_now").prefix_with("MATERIALIZED")
    before = judged(scope, by_others=True).cte("judged_before").prefix_with("MATERIALIZED")
    return union_all(_differing(now, before), _lowered(now)).subquery()


def _differing(now: CTE, before: CTE) -> Select[*tuple[Any, ...]]:
    passes, passed = now.c.passed == now.c.total, before.c.passed == before.c.total
    doubt: ColumnElement[str] = case((passes, "passes_now"), else_="fails_now")
    earlier = (before.c.passed, before.c.total, ProblemVersion.number)
    return (
        _columns(now, doubt)
        .add_columns(*(column.label(name) for column, name in zip(earlier, BEFORE, strict=True)))
        .join(before, before.c.attempt_id == now.c.attempt_id)
        .join(ProblemVersion, ProblemVersion.id == before.c.version_id)
        .where(passes != passed)
    )


def _lowered(now: CTE) -> Select[*tuple[Any, ...]]:
    problem, entry = AssignmentProblem, GradebookEntry
    return (
        _columns(now, literal("passes_but_lowered"))
        .add_columns(*(cast(null(), Integer).label(name) for name in BEFORE))
        .join(problem, problem.id == SubmissionAttempt.challenge_id)
        .join(
            entry,
            (entry.content_item_id == problem.assignment_id)
            & (entry.student_id == SubmissionAttempt.student_id),
        )
        .where(now.c.passed == now.c.total, entry.override_by.is_not(None), entry.adjustment < 0)
    )


def _columns(now: CTE, doubt: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    attempt = SubmissionAttempt
    return (
        select(
            attempt.id.label("attempt_id"),
            attempt.challenge_id,
            attempt.student_id,
            attempt.attempt_number,
            doubt.label("doubt"),
            now.c.passed,
            now.c.total,
        )
        .select_from(attempt)
        .join(now, now.c.attempt_id == attempt.id)
    )
