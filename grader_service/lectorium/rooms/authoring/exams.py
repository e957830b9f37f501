"""Exams: what is locked before and after a sitting, and the embargo on an exam's problems (I8).

Sittings are kept by a room above; what of them decides here comes from the database's own functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, SQLColumnExpression, column, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import LateralFromClause

from lectorium.kit.clock import now_sql
from lectorium.kit.errors import Conflict, Invalid
from lectorium.rooms.authoring.models import (
    Assignment,
    AssignmentProblem,
    Challenge,
    Mode,
    ProblemVersion,
)
from lectorium.rooms.courses.api import Class, ContentItem, Enrollment, Module

NOT_BEGUN = "This exam begins when you start it, and nothing of it is shown before. Open it and choose Start."
OVER = (
    "This exam is over for you. What was saved last has been handed in. "
    "You see the result when your teacher returns it."
)
EMBARGOED = (
    "This is closed for now: it stands in an exam that isn’t over, too. Your work on it is kept. "
    "It opens again by itself when the exam is over for everybody."
)
PLACE = aliased(AssignmentProblem)
# The exam's own, in `is_embargoed`. Made once: an alias costs as much time as some small pages.
VERSION, CHALLENGE, CLASS = aliased(ProblemVersion), aliased(Challenge), aliased(Class)
PROBLEM, ASSIGNMENT, STUDENT = aliased(AssignmentProblem), aliased(Assignment), aliased(Enrollment)
_COLUMNS: tuple[ColumnElement[Any], ...] = tuple(
    column(name, DateTime(timezone=True)) for name in ("started_at", "deadline_at", "closed_at")
)


@dataclass(frozen=True)
class Sitting:
    """A student's sitting of the exam in which a challenge stands, as it was at ``moment``."""

    started_at: datetime
    deadline_at: datetime
    closed_at: datetime | None
    moment: datetime

    @property
    def is_running(self) -> bool:
        """Whether work is taken."""
        return is_running(self.deadline_at, self.closed_at, self.moment)


def is_running(deadline_at: datetime, closed_at: datetime | None, moment: datetime) -> bool:
    """Whether a sitting takes work: exactly at the deadline it still does (I4)."""
    return closed_at is None and moment <= deadline_at


def sitting_for(item_id: Any, student_id: Any) -> LateralFromClause:
    """A student's sitting as a table of one row or none, to be joined ``ON true``."""
    found = func.lectorium_sitting(item_id, student_id).table_valued(*_COLUMNS, name="sitting")
    return found.lateral("sitting")


def is_on(item_id: Any) -> ColumnElement[bool]:
    """Whether the window of an exam, or some student's time in it, isn't over."""
    return func.lectorium_exam_on(item_id, now_sql())


def check_end(mode: Mode, due_date: object | None) -> None:
    """Raise :class:`Invalid` for an exam without an end."""
    if mode == "exam" and due_date is None:
        raise Invalid(
            "An exam needs a due date: until then it can be begun, and its problems stay closed elsewhere. "
            "Nothing was changed. Set one.",
            field="due_date",
        )


def keep_locked(session: Session, item_id: UUID, sitting: Sitting | None) -> None:
    """Raise :class:`Conflict` unless one's sitting runs, or everybody's is over."""
    if sitting is not None and sitting.is_running:
        return
    if not session.scalar(select(is_on(item_id))):
        return
    if sitting is None:
        raise Conflict(NOT_BEGUN, code="not_begun")
    raise Conflict(OVER, code="closed")


def is_embargoed(
    problem_id: SQLColumnExpression[UUID],
    challenge_id: SQLColumnExpression[UUID],
    person: ColumnElement[UUID],
    *,
    everybody: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Whether another challenge of the problem stands in an exam that isn't over.

    It concerns the students of the exam's class, wherever they meet the problem; and where ``everybody``
    holds, whoever asks.
    """
    studies = exists().where(
        STUDENT.class_id == CHALLENGE.class_id,
        STUDENT.user_id == person,
        STUDENT.role == "student",
        STUDENT.status == "active",
    )
    return exists(
        select(VERSION.id)
        .join(CHALLENGE, CHALLENGE.problem_version_id == VERSION.id)
        .join(PROBLEM, PROBLEM.id == CHALLENGE.id)
        .join(ASSIGNMENT, (ASSIGNMENT.id == PROBLEM.assignment_id) & (ASSIGNMENT.mode == "exam"))
        .join(CLASS, CLASS.id == CHALLENGE.class_id)
        .where(
            VERSION.problem_id == problem_id,
            CHALLENGE.id != challenge_id,
            CHALLENGE.deleted_at.is_(None),
            CLASS.deleted_at.is_(None),
            or_(everybody, studies),
            is_on(ASSIGNMENT.id),
        )
        .correlate_except(VERSION, CHALLENGE, PROBLEM, ASSIGNMENT, CLASS)
    )


def warnings_for(session: Session, item_id: UUID) -> list[str]:
    """What who sets an item as an exam should know; nothing for anything else.

    Problems that students have seen already, and what is closed to them until the exam is over.
    """
    versions = session.scalars(
        select(ProblemVersion)
        .join(Challenge, Challenge.problem_version_id == ProblemVersion.id)
        .join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .join(Assignment, Assignment.id == AssignmentProblem.assignment_id)
        .where(Assignment.id == item_id, Assignment.mode == "exam", Challenge.deleted_at.is_(None))
    )
    return [*shown_before(session, versions.all()), *closed_meanwhile(session, item_id)]


def closed_meanwhile(session: Session, item_id: UUID) -> list[str]:
    """A warning that names what an exam that isn't over closes to the students of its class."""
    here, there = aliased(Challenge), aliased(Challenge)
    version, other = aliased(ProblemVersion), aliased(ProblemVersion)
    titles = session.scalars(
        select(func.coalesce(ContentItem.title, there.title + " (practice)"))
        .select_from(AssignmentProblem)
        .join(Assignment, (Assignment.id == AssignmentProblem.assignment_id) & (Assignment.mode == "exam"))
        .join(here, (here.id == AssignmentProblem.id) & here.deleted_at.is_(None))
        .join(version, version.id == here.problem_version_id)
        .join(other, other.problem_id == version.problem_id)
        .join(there, (there.problem_version_id == other.id) & (there.id != here.id))
        .outerjoin(PLACE, PLACE.id == there.id)
        .outerjoin(ContentItem, ContentItem.id == PLACE.assignment_id)
        .where(
            Assignment.id == item_id,
            there.deleted_at.is_(None),
            there.organization_id == here.organization_id,
            or_(there.class_id == here.class_id, there.class_id.is_(None)),
            is_on(Assignment.id),
        )
        .distinct()
        .order_by(text("1"))
    ).all()
    if not titles:
        return []
    named = ", ".join(f"“{title}”" for title in titles[:3]) + (" and more" if len(titles) > 3 else "")
    words = (
        f"While this exam is ahead, students of this class can’t work on {named}, where its problems stand, "
        "too. Their work is kept, and it opens again by itself when the exam is over for everybody."
    )
    return [words]


def shown_before(session: Session, versions: Sequence[ProblemVersion]) -> list[str]:
    """A warning for each problem that students have been shown already, for who places it in an exam."""
    problems = {version.problem_id: version.title for version in versions}
    if not problems:
        return []
    released = or_(ContentItem.release_date.is_(None), ContentItem.release_date <= now_sql())
    in_class = ContentItem.is_published & Module.is_published & released & (Assignment.mode != "exam")
    ended = (Assignment.mode == "exam") & ~is_on(Assignment.id)
    rows = session.execute(
        select(ProblemVersion.problem_id, func.coalesce(Class.name, "practice for the whole school"))
        .join(Challenge, Challenge.problem_version_id == ProblemVersion.id)
        .outerjoin(Class, Class.id == Challenge.class_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .outerjoin(Assignment, Assignment.id == AssignmentProblem.assignment_id)
        .outerjoin(ContentItem, ContentItem.id == Assignment.id)
        .outerjoin(Module, Module.id == ContentItem.module_id)
        .where(
            ProblemVersion.problem_id.in_(list(problems)),
            or_(Challenge.class_id.is_(None), in_class, ended),
        )
        .distinct()
        .order_by(text("2"))
    )
    where: dict[UUID, list[str]] = {}
    for problem_id, place in rows:
        where.setdefault(problem_id, []).append(place)
    return [
        f"Students have seen “{problems[problem_id]}” already: {', '.join(places[:3])}"
        f"{' and elsewhere' if len(places) > 3 else ''}."
        for problem_id, places in where.items()
    ]
