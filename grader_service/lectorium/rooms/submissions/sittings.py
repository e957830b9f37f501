"""Sittings of an exam: begun once, ended by the server's clock alone (I6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import and_, exists, func, select, text
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.notify import notify
from lectorium.rooms.authoring.api import Assignment, is_running
from lectorium.rooms.courses.api import ContentItem, Placed, find_item, refuse_archived
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.models import ClosedBy, ExamSitting

SittingState = Literal["ready", "running", "closed", "missed"]
RunState = Literal["not started", "running", "closed"]

AROUND = """
WITH clock AS MATERIALIZED (SELECT lectorium_now() AS now),
rules AS (
  SELECT clock.now, i.title, m.class_id, f.release_date AS opens_at, e.time_multiplier,
    coalesce(x.minutes, 0) AS extra,
    f.due_date + make_interval(mins => coalesce(x.minutes, 0)) AS closes_at,
    lectorium_exam_end(clock.now, f.release_date, f.due_date, f.duration_minutes,
      e.time_multiplier, coalesce(x.minutes, 0)) AS ends_at,
    round(f.duration_minutes * 60 * e.time_multiplier)::int + 60 * coalesce(x.minutes, 0) AS seconds,
    e.status = 'active' AND NOT k.is_archived AND k.deleted_at IS NULL
      AND i.is_published AND m.is_published AND coalesce(f.release_date <= clock.now, true) AS is_open
  FROM clock, content_items i
  JOIN assignments a ON a.id = i.id AND a.mode = 'exam'
  JOIN modules m ON m.id = i.module_id
  JOIN classes k ON k.id = m.class_id
  JOIN enrollments e ON e.class_id = k.id AND e.user_id = :student AND e.role = 'student'
  CROSS JOIN LATERAL lectorium_effective(i.id, :student) f
  LEFT JOIN exam_extensions x ON x.content_item_id = i.id AND x.student_id = :student
  WHERE i.id = :item
)
"""
BEGIN = text(
    AROUND
    + """
INSERT INTO exam_sittings (id, student_id, content_item_id, started_at, deadline_at, extra_minutes)
SELECT :id, :student, :item, now, ends_at, extra FROM rules
WHERE is_open AND ends_at IS NOT NULL AND coalesce(now <= closes_at, true)
ON CONFLICT (student_id, content_item_id) DO NOTHING
RETURNING deadline_at
"""
)
"""The one statement that begins a sitting: may they, until when, and only once (I4, I6)."""
LOOK = text(
    AROUND
    + """
SELECT r.*, s.id, s.started_at, s.deadline_at, s.extra_minutes, s.closed_at, s.closed_by
FROM rules r LEFT JOIN exam_sittings s ON s.content_item_id = :item AND s.student_id = :student
"""
)
WORK = text("""
SELECT p.id AS challenge_id, c.title, s.last_updated AS saved_at, coalesce(s.revision, 0) AS revision,
  (SELECT max(t.accepted_at) FROM submission_attempts t
   WHERE t.student_id = :student AND t.challenge_id = p.id AND t.type = 'final_submission') AS handed_in_at
FROM assignment_problems p
JOIN challenges c ON c.id = p.id AND c.deleted_at IS NULL
LEFT JOIN solutions s ON s.challenge_id = p.id AND s.student_id = :student
WHERE p.assignment_id = :item ORDER BY p.order_index
""")


@dataclass(frozen=True)
class Work:
    """One problem of an exam and what is saved of it."""

    challenge_id: UUID
    title: str
    saved_at: datetime | None
    revision: int
    handed_in_at: datetime | None


@dataclass(frozen=True)
class SittingView:
    """An exam as its student meets it.

    ``closes_at`` is until when it can be begun; ``seconds`` how long a sitting lasts with this student's
    multiplier and extra minutes, None where it lasts as long as the window.
    """

    item_id: UUID
    class_id: UUID
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    seconds: int | None
    ends_at: datetime | None
    is_open: bool
    server_now: datetime
    time_multiplier: Decimal
    extra_minutes: int
    started_at: datetime | None
    deadline_at: datetime | None
    closed_at: datetime | None
    closed_by: ClosedBy | None
    work: list[Work] = field(default_factory=list)

    @property
    def state(self) -> SittingState:
        """A sitting past its deadline is closed, whether it was swept or not."""
        if self.deadline_at is not None:
            return "running" if is_running(self.deadline_at, self.closed_at, self.server_now) else "closed"
        in_time = self.closes_at is None or self.server_now <= self.closes_at
        return "ready" if self.is_open and in_time else "missed"

    @property
    def would_end_at(self) -> datetime | None:
        """When it would end if it were begun now; only while it can be."""
        return self.ends_at if self.state == "ready" else None

    @property
    def remaining_seconds(self) -> int | None:
        """Whole seconds left, while it runs."""
        if self.deadline_at is None or self.state != "running":
            return None
        return int((self.deadline_at - self.server_now).total_seconds())

    @property
    def ended_at(self) -> datetime | None:
        """When work ended."""
        if self.state != "closed":
            return None
        return self.closed_at or self.deadline_at


def start_sitting(session: Session, actor: Actor, item_id: UUID) -> SittingView:
    """Begin one's sitting, or find the one that was begun; raises :class:`Conflict` outside the window.

    The item's row is held while a sitting begins, so that minutes that staff add at the same moment
    either stand there before, or find the sitting.
    """
    refuse_archived(find_exam(session, actor, item_id).access)
    session.execute(select(ContentItem.id).where(ContentItem.id == item_id).with_for_update(read=True))
    given = {"id": new_id(), "student": actor.user_id, "item": item_id}
    begun = session.execute(BEGIN, given).one_or_none()
    view = _look(session, actor, item_id)
    if begun is not None:
        tell(session, view.class_id, item_id, actor.user_id, "running", begun.deadline_at, None)
    if view.started_at is None:
        raise Conflict(_why_not(view), code="closed")
    return view


def own_sitting(session: Session, actor: Actor, item_id: UUID) -> SittingView:
    """One's own sitting, or before it has begun the rules alone."""
    find_exam(session, actor, item_id)
    return _look(session, actor, item_id)


def find_exam(session: Session, actor: Actor, item_id: UUID) -> Placed:
    """An exam that the actor may see; raises :class:`NotFound` for what is none."""
    placed = find_item(session, actor, item_id)
    if not session.scalar(select(exists().where(Assignment.id == item_id, Assignment.mode == "exam"))):
        raise NotFound.of("exam")
    return placed


RUNS = and_(
    ExamSitting.closed_at.is_(None), ExamSitting.swept_at.is_(None), now_sql() <= ExamSitting.deadline_at
)
"""Of a sitting, that it has time left now; its last microsecond counts."""


def sits_exam(session: Session, student_id: UUID) -> bool:
    """Whether a student sits any exam now, for what must be silent meanwhile (K9)."""
    return bool(session.scalar(select(exists().where(ExamSitting.student_id == student_id, RUNS))))


def hold_sitting(session: Session, student_id: UUID, item_id: UUID) -> bool:
    """Whether a student's sitting runs; if so it doesn't end before this transaction does."""
    statement = select(ExamSitting.id).where(
        ExamSitting.student_id == student_id,
        ExamSitting.content_item_id == item_id,
        RUNS,
    )
    return session.scalar(statement.with_for_update(read=True)) is not None


def sittings_of(session: Session, student_id: UUID, item_ids: Collection[UUID]) -> dict[UUID, ExamSitting]:
    """A student's sittings, by exam; one query."""
    rows = session.scalars(
        select(ExamSitting).where(
            ExamSitting.student_id == student_id, ExamSitting.content_item_id.in_(item_ids)
        )
    )
    return {sitting.content_item_id: sitting for sitting in rows}


def over_at(session: Session, item_id: UUID) -> datetime | None:
    """When the last student's time in an exam is over, as things stand; None where it never is."""
    return session.scalar(select(func.nullif(func.lectorium_exam_over(item_id), text("'infinity'"))))


def tell(
    session: Session,
    class_id: UUID,
    item_id: UUID,
    student_id: UUID,
    state: RunState,
    deadline_at: datetime | None,
    closed_at: datetime | None,
) -> None:
    """Tell who listens that a sitting is another now: the student, and the class's staff."""
    notify(
        session,
        "sitting",
        class_id=class_id,
        item_id=item_id,
        student_id=student_id,
        state=state,
        deadline_at=deadline_at and deadline_at.isoformat(),
        closed_at=closed_at and closed_at.isoformat(),
    )


def _look(session: Session, actor: Actor, item_id: UUID) -> SittingView:
    given = {"student": actor.user_id, "item": item_id}
    row = session.execute(LOOK, given).one_or_none()
    if row is None:
        raise Forbidden(
            "An exam is sat by the students of its class. Nothing was changed. "
            "Look at its students' sittings instead."
        )
    begun = row.id is not None
    work = [Work(*each) for each in session.execute(WORK, given)] if begun else []
    return _view(item_id, row, work)


def _view(item_id: UUID, row: Any, work: list[Work]) -> SittingView:
    return SittingView(
        item_id,
        row.class_id,
        row.title,
        row.opens_at,
        row.closes_at,
        row.seconds,
        row.ends_at,
        row.is_open,
        row.now,
        row.time_multiplier,
        row.extra if row.id is None else row.extra_minutes,
        row.started_at,
        row.deadline_at,
        row.closed_at,
        row.closed_by,
        work,
    )


def _why_not(view: SittingView) -> str:
    if not view.is_open:
        return "This class takes no work of yours now, so the exam can't be started. Ask your teacher."
    if view.ends_at is None:
        return "No end is set for this exam, so it can't be started. Nothing is lost. Tell your teacher."
    return "The time to start this exam is over. Nothing was changed. Ask your teacher if you should sit it."
