"""Who gains and loses by a regrade, in the points of the gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import AssignmentProblem, Challenge
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.grading.api import (
    Outcome,
    RegradeJob,
    RegradeView,
    by_student,
    find_regrade,
    targets_with_points,
)
from lectorium.rooms.people.api import Actor, User

EXACT = Decimal("0.0001")
"""As exact as scores are stored."""
BY_HAND: ColumnElement[bool] = GradebookEntry.override_by.is_not(None)
Row = tuple[User, UUID, str, int, Decimal, Decimal, Outcome, bool]


@dataclass(frozen=True)
class Spread:
    """How many students have the same points on a challenge before and after, and are set by hand alike."""

    challenge_id: UUID
    before: Decimal
    after: Decimal
    is_override: bool
    count: int


@dataclass(frozen=True)
class StudentEffect:
    """What a regrade does to one student on one challenge, in the points that it counts for.

    ``is_override``: staff have set this student's grade by hand; that stays.
    """

    student: User
    challenge_id: UUID
    title: str
    regraded: int
    before: Decimal
    after: Decimal
    maximum: Decimal
    outcome: Outcome
    is_override: bool

    @property
    def change(self) -> Decimal:
        """What is gained, below zero what is lost."""
        return self.after - self.before


def regrade_students(
    session: Session, actor: Actor, regrade_id: UUID, page: PageRequest, outcome: Outcome | None = None
) -> Slice[StudentEffect]:
    """Who gains and loses by a regrade, by username: the best attempt before and after, by its policy."""
    job = find_regrade(session, actor, regrade_id)
    return _students(session, job, targets_with_points(session, job.id), page, outcome)


def students_of(
    session: Session, view: RegradeView, page: PageRequest, outcome: Outcome | None = None
) -> Slice[StudentEffect]:
    """The same of a regrade that was read for who asks."""
    return _students(session, view.job, _points(view), page, outcome)


def _students(
    session: Session,
    job: RegradeJob,
    points: Mapping[UUID, Decimal],
    page: PageRequest,
    outcome: Outcome | None,
) -> Slice[StudentEffect]:
    each = by_student(job)
    statement = (
        select(
            User,
            each.c.challenge_id,
            Challenge.title,
            each.c.regraded,
            each.c.before,
            each.c.after,
            each.c.outcome,
            BY_HAND,
        )
        .select_from(each)
        .join(User, User.id == each.c.student_id)
        .join(Challenge, Challenge.id == each.c.challenge_id)
    )
    statement = _with_entries(statement, each)
    if outcome is not None:
        statement = statement.where(each.c.outcome == outcome)
    keys = (User.username, User.id, each.c.challenge_id)
    rows = fetch_page(session, statement, keys, page, casts=(str, UUID, UUID))
    return rows.map(lambda row: _effect(row, points[row[1]]))


def spread_of(session: Session, view: RegradeView) -> list[Spread]:
    """All students of a regrade that was read, by what they have before and after: a row per pair."""
    each, points = by_student(view.job), _points(view)
    alike = (each.c.challenge_id, each.c.before, each.c.after, BY_HAND)
    statement = _with_entries(select(*alike, func.count()).select_from(each), each)
    return [
        Spread(challenge_id, *_scored(before, after, points[challenge_id]), by_hand, count)
        for challenge_id, before, after, by_hand, count in session.execute(statement.group_by(*alike))
    ]


def _points(view: RegradeView) -> dict[UUID, Decimal]:
    return {target.challenge_id: target.points for target in view.targets}


def _with_entries(statement: Select[*tuple[Any, ...]], each: CTE) -> Select[*tuple[Any, ...]]:
    problem, entry = AssignmentProblem, GradebookEntry
    return statement.outerjoin(problem, problem.id == each.c.challenge_id).outerjoin(
        entry,
        (entry.content_item_id == problem.assignment_id) & (entry.student_id == each.c.student_id),
    )


def _scored(before: Decimal, after: Decimal, points: Decimal) -> tuple[Decimal, Decimal]:
    return (before * points).quantize(EXACT), (after * points).quantize(EXACT)


def _effect(row: Row, points: Decimal) -> StudentEffect:
    user, challenge_id, title, regraded, before, after, outcome, override = row
    score, new = _scored(before, after, points)
    return StudentEffect(user, challenge_id, title, regraded, score, new, points, outcome, override)
