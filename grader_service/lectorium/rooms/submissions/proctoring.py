"""What staff see of an exam while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, select, text
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import AssignmentProblem, Challenge, is_running
from lectorium.rooms.courses.api import (
    Access,
    Enrollment,
    Placed,
    StudentData,
    is_visible,
    require,
)
from lectorium.rooms.people.api import Actor, User, begins_with
from lectorium.rooms.submissions.models import (
    ClosedBy,
    ExamExtension,
    ExamSitting,
    Solution,
    SubmissionAttempt,
)
from lectorium.rooms.submissions.sittings import RunState, find_exam, over_at


@dataclass(frozen=True)
class SittingRow:
    """A student of an exam's class, and how far they are."""

    student: User
    time_multiplier: Decimal
    sitting: ExamSitting | None
    given_minutes: int
    moment: datetime
    last_saved_at: datetime | None
    saved: int
    handed_in: int

    @property
    def state(self) -> RunState:
        """Not started, running, or closed."""
        if self.sitting is None:
            return "not started"
        running = is_running(self.sitting.deadline_at, self.sitting.closed_at, self.moment)
        return "running" if running else "closed"

    @property
    def remaining_seconds(self) -> int | None:
        """Whole seconds left, while it runs."""
        if self.sitting is None or self.state != "running":
            return None
        return int((self.sitting.deadline_at - self.moment).total_seconds())

    @property
    def extra_minutes(self) -> int:
        """What staff have added; who begins later begins with them."""
        return self.sitting.extra_minutes if self.sitting else self.given_minutes

    @property
    def closed_at(self) -> datetime | None:
        """When work ended."""
        if self.sitting is None or self.state != "closed":
            return None
        return self.sitting.closed_at or self.sitting.deadline_at

    @property
    def closed_by(self) -> ClosedBy | None:
        """Who or what ended it; a sitting past its deadline was ended by time before it is swept."""
        if self.sitting is None or self.state != "closed":
            return None
        return self.sitting.closed_by or "time"


@dataclass(frozen=True)
class SittingsView:
    """A page of an exam's students, and how many of all whom the caller sees are how far."""

    placed: Placed
    moment: datetime
    over_at: datetime | None
    problems: int
    counts: dict[RunState, int]
    rows: Slice[SittingRow]


def list_sittings(
    session: Session,
    actor: Actor,
    item_id: UUID,
    page: PageRequest,
    *,
    search: str | None = None,
    state: RunState | None = None,
) -> SittingsView:
    """An exam's students, by username, with their sittings; needs sight of student data."""
    placed, found = require_staff_of(session, actor, item_id, writable=False)
    moment = now(session)
    how_far = _how_far(moment)
    counts = dict(
        session.execute(
            _students(item_id, found).with_only_columns(how_far, func.count()).group_by(text("1"))
        ).all()
    )
    statement = _students(item_id, found)
    if search:
        statement = statement.where(begins_with(search))
    if state is not None:
        statement = statement.where(how_far == state)
    rows = fetch_page(session, statement, (User.username, User.id), page, casts=(str, UUID))
    return SittingsView(
        placed,
        moment,
        over_at(session, item_id),
        _problems(session, item_id),
        {"not started": 0, "running": 0, "closed": 0, **counts},
        rows.map(lambda row: _row(row, moment)),
    )


def row_of(session: Session, found: Access, sitting: ExamSitting) -> SittingRow:
    """One student's row, for staff who were let in already."""
    statement = _students(sitting.content_item_id, found).where(User.id == sitting.student_id)
    row = session.execute(statement).one()
    return _row(row, now(session))


def require_staff_of(
    session: Session, actor: Actor, item_id: UUID, *, writable: bool
) -> tuple[Placed, Access]:
    """The exam and the actor's standing, to see its sittings, or with ``writable`` to change them."""
    placed = find_exam(session, actor, item_id)
    needed: StudentData = "grade" if writable else "view"
    return placed, require(session, actor, placed.module.class_id, student_data=needed, writable=writable)


def _row(row: Any, moment: datetime) -> SittingRow:
    user, multiplier, sitting, given, last_saved_at, saved, handed_in = row
    return SittingRow(user, multiplier, sitting, given, moment, last_saved_at, saved, handed_in)


def _problems(session: Session, item_id: UUID) -> int:
    counted = (
        select(func.count())
        .select_from(AssignmentProblem)
        .join(Challenge, Challenge.id == AssignmentProblem.id)
        .where(AssignmentProblem.assignment_id == item_id, Challenge.deleted_at.is_(None))
    )
    return session.scalar(counted) or 0


def _how_far(moment: datetime) -> ColumnElement[str]:
    running = and_(ExamSitting.closed_at.is_(None), literal(moment) <= ExamSitting.deadline_at)
    return case((ExamSitting.id.is_(None), "not started"), (running, "running"), else_="closed")


def _students(item_id: UUID, found: Access) -> Any:
    """The exam's students with their sittings and what is saved; without bodies (I22)."""
    part = AssignmentProblem.assignment_id == item_id
    mine = Solution.student_id == User.id
    drafts = select(Solution).join(AssignmentProblem, AssignmentProblem.id == Solution.challenge_id)
    drafts = drafts.where(part, mine)
    handed_in = (
        select(func.count(SubmissionAttempt.challenge_id.distinct()))
        .join(AssignmentProblem, AssignmentProblem.id == SubmissionAttempt.challenge_id)
        .where(part, SubmissionAttempt.student_id == User.id, SubmissionAttempt.type == "final_submission")
    )
    statement = (
        select(
            User,
            Enrollment.time_multiplier,
            ExamSitting,
            func.coalesce(ExamExtension.minutes, 0),
            drafts.with_only_columns(func.max(Solution.last_updated)).correlate(User).scalar_subquery(),
            drafts.with_only_columns(func.count()).correlate(User).scalar_subquery(),
            handed_in.correlate(User).scalar_subquery(),
        )
        .join(Enrollment, Enrollment.user_id == User.id)
        .outerjoin(
            ExamSitting,
            and_(ExamSitting.student_id == User.id, ExamSitting.content_item_id == item_id),
        )
        .outerjoin(
            ExamExtension,
            and_(ExamExtension.student_id == User.id, ExamExtension.content_item_id == item_id),
        )
        .where(Enrollment.role == "student", Enrollment.status == "active")
    )
    return statement.where(Enrollment.class_id == found.klass.id, is_visible(found, User.id))
