"""More time in an exam: minutes for one or for all, and reopening."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, NotFound
from lectorium.kit.events import emit
from lectorium.rooms.authoring.api import is_running
from lectorium.rooms.courses.api import (
    Access,
    ContentItem,
    Enrollment,
    TimeGiven,
    find_enrollment,
    is_visible,
    require_student,
)
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.submissions.events import SittingReopened
from lectorium.rooms.submissions.models import ExamExtension, ExamSitting
from lectorium.rooms.submissions.proctoring import SittingRow, require_staff_of, row_of
from lectorium.rooms.submissions.sittings import tell

EXTEND = text("""
WITH clock AS MATERIALIZED (SELECT lectorium_now() AS now)
UPDATE exam_sittings s
SET deadline_at = s.deadline_at + make_interval(mins => :minutes), extra_minutes = s.extra_minutes + :minutes
FROM clock
WHERE s.content_item_id = :item AND s.student_id = ANY(:students)
  AND s.closed_at IS NULL AND clock.now <= s.deadline_at
RETURNING s.student_id, s.deadline_at, s.extra_minutes
""").bindparams(bindparam("students", type_=ARRAY(Uuid())))
WAITING = text("""
SELECT e.user_id FROM content_items i
JOIN modules m ON m.id = i.module_id
JOIN enrollments e ON e.class_id = m.class_id AND e.user_id = ANY(:students)
CROSS JOIN LATERAL lectorium_effective(i.id, e.user_id) f
LEFT JOIN exam_extensions x ON x.content_item_id = i.id AND x.student_id = e.user_id
WHERE i.id = :item
  AND NOT EXISTS (SELECT FROM exam_sittings s WHERE s.content_item_id = i.id AND s.student_id = e.user_id)
  AND coalesce(lectorium_now() <= f.due_date + make_interval(mins => coalesce(x.minutes, 0)), true)
""").bindparams(bindparam("students", type_=ARRAY(Uuid())))

REFRESH = text("""
WITH clock AS MATERIALIZED (SELECT lectorium_now() AS now),
found AS MATERIALIZED (
  SELECT s.id, m.class_id, lectorium_exam_end(
    s.started_at, f.release_date, f.due_date, f.duration_minutes,
    e.time_multiplier, s.extra_minutes) AS ends_at
  FROM exam_sittings s
  JOIN content_items i ON i.id = s.content_item_id
  JOIN modules m ON m.id = i.module_id
  JOIN enrollments e ON e.class_id = m.class_id AND e.user_id = s.student_id
  CROSS JOIN LATERAL lectorium_effective(i.id, s.student_id) f
  WHERE s.swept_at IS NULL AND (i.id = :item OR m.class_id = :klass)
)
UPDATE exam_sittings s SET deadline_at = found.ends_at
FROM found, clock
WHERE s.id = found.id AND s.closed_at IS NULL AND clock.now <= s.deadline_at
  AND found.ends_at > s.deadline_at
RETURNING found.class_id, s.content_item_id, s.student_id, s.deadline_at
""").bindparams(bindparam("item", type_=Uuid()), bindparam("klass", type_=Uuid()))
"""What running sittings gain by other dates, exceptions or multipliers; nobody loses time that was told."""


@dataclass(frozen=True)
class Extended:
    """How many sittings got more time, and how many students will begin with it."""

    running: int
    not_started: int


def extend(
    session: Session,
    actor: Actor,
    item_id: UUID,
    *,
    minutes: int,
    student_ids: Collection[UUID] | None = None,
    reason: str = "",
) -> Extended:
    """Give some students, or all who haven't handed in, more time; also past the window's end.

    Who hasn't begun begins with it.  Raises :class:`Conflict` where none of those chosen can use it.
    """
    placed, found = require_staff_of(session, actor, item_id, writable=True)
    students = whom(session, found, student_ids)
    # Who begins at this very moment has begun by now, or waits and begins with the minutes.
    session.execute(select(ContentItem.id).where(ContentItem.id == item_id).with_for_update())
    given = {"item": item_id, "students": students}
    running = session.execute(EXTEND, {**given, "minutes": minutes}).all()
    waiting = list(session.scalars(WAITING, given))
    if student_ids is not None and not running and not waiting:
        raise Conflict(
            "Who is chosen has handed in, or can no longer begin, so more time would do nothing. Nothing was "
            "changed. Reopen the sitting, or give the student other dates.",
            code="closed",
        )
    before = _keep(session, item_id, minutes, [*(row.student_id for row in running), *waiting])
    class_id = placed.module.class_id
    for row in running:
        tell(session, class_id, item_id, row.student_id, "running", row.deadline_at, None)
    after = {
        str(row.student_id): {"extra_minutes": row.extra_minutes, "deadline_at": row.deadline_at.isoformat()}
        for row in running
    }
    after |= {str(each): {"extra_minutes": before.get(each, 0) + minutes} for each in waiting}
    _audit_extension(session, actor, item_id, minutes, after, reason)
    return Extended(len(running), len(waiting))


def refresh_item(session: Session, item_id: UUID) -> None:
    """Let an exam's running sittings gain what its dates and exceptions now give; takes nothing away."""
    session.flush()
    session.execute(select(ContentItem.id).where(ContentItem.id == item_id).with_for_update(key_share=True))
    _refresh(session, item_id, None)


def on_time_given(session: Session, event: TimeGiven) -> None:
    """The same for all exams of a class in which somebody has another multiplier now."""
    session.flush()
    _refresh(session, None, event.class_id)


def _refresh(session: Session, item_id: UUID | None, class_id: UUID | None) -> None:
    for row in session.execute(REFRESH, {"item": item_id, "klass": class_id}).all():
        tell(session, row.class_id, row.content_item_id, row.student_id, "running", row.deadline_at, None)


def reopen(session: Session, actor: Actor, sitting_id: UUID, *, minutes: int, reason: str = "") -> SittingRow:
    """Let a student go on for so many minutes from now; time that was left isn't taken away.

    What was handed in stays an attempt; the next hand-in makes another one if anything has changed.  A
    grade that was returned is held again.
    """
    sitting = session.get(ExamSitting, sitting_id)
    if sitting is None:
        raise NotFound.of("sitting")
    placed, found = require_staff_of(session, actor, sitting.content_item_id, writable=True)
    require_student(session, found, sitting.student_id)
    _require_studying(session, found, sitting.student_id)
    session.refresh(sitting, with_for_update=True)
    moment = now(session)
    if is_running(sitting.deadline_at, sitting.closed_at, moment):
        raise Conflict(
            "This sitting is running. Nothing was changed. Add minutes instead of reopening it.",
            code="running",
        )
    before = picture(sitting)
    deadline = max(sitting.deadline_at, moment + timedelta(minutes=minutes))
    sitting.extra_minutes += (deadline - sitting.deadline_at) // timedelta(minutes=1)
    sitting.deadline_at = deadline
    sitting.closed_at = sitting.closed_by = sitting.swept_at = None
    session.flush()
    item_id, student_id = sitting.content_item_id, sitting.student_id
    after = picture(sitting)
    record(
        session, actor, "exam.reopen", "exam_sitting", [sitting_id], before=before, after=after, reason=reason
    )
    emit(session, SittingReopened(student_id, item_id, actor))
    tell(session, placed.module.class_id, item_id, student_id, "running", deadline, None)
    return row_of(session, found, sitting)


def picture(sitting: ExamSitting) -> dict[str, Any]:
    """What an audit event keeps of a sitting."""
    return {
        "student": str(sitting.student_id),
        "deadline_at": sitting.deadline_at.isoformat(),
        "extra_minutes": sitting.extra_minutes,
        "closed_at": sitting.closed_at and sitting.closed_at.isoformat(),
        "closed_by": sitting.closed_by,
    }


def _require_studying(session: Session, found: Access, student_id: UUID) -> None:
    place = find_enrollment(session, found.klass.id, student_id)
    if place is None or place.role != "student" or place.status != "active":
        raise Conflict(
            "This person is no student of the class any more, so nothing could be handed in. Nothing was "
            "changed. Take them back into the class first.",
            code="not_a_student",
        )


def whom(session: Session, found: Access, student_ids: Collection[UUID] | None) -> list[UUID]:
    """The class's active students whom the caller sees, or those chosen; raises :class:`NotFound`."""
    statement = select(Enrollment.user_id).where(
        Enrollment.class_id == found.klass.id,
        Enrollment.role == "student",
        Enrollment.status == "active",
        is_visible(found, Enrollment.user_id),
    )
    if student_ids is not None:
        statement = statement.where(Enrollment.user_id.in_(student_ids))
    students = list(session.scalars(statement))
    if student_ids is not None and len(students) < len(set(student_ids)):
        raise NotFound.of("student")
    return students


def _keep(session: Session, item_id: UUID, minutes: int, students: list[UUID]) -> dict[UUID, int]:
    """Keep the minutes for who begins later; returns what each had before."""
    had = select(ExamExtension.student_id, ExamExtension.minutes).where(
        ExamExtension.content_item_id == item_id, ExamExtension.student_id.in_(students)
    )
    before = dict(session.execute(had).all())
    if students:
        statement = insert(ExamExtension).values(
            [{"content_item_id": item_id, "student_id": each, "minutes": minutes} for each in students]
        )
        total = ExamExtension.minutes + statement.excluded.minutes
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["content_item_id", "student_id"], set_={"minutes": total}
            )
        )
    return before


def _audit_extension(
    session: Session, actor: Actor, item_id: UUID, minutes: int, after: dict[str, Any], reason: str
) -> None:
    """Before differs from after by the minutes alone, but stands there by itself: nobody must compute."""
    before = {}
    for student, now_has in after.items():
        before[student] = {"extra_minutes": now_has["extra_minutes"] - minutes}
        if "deadline_at" in now_has:
            was = datetime.fromisoformat(now_has["deadline_at"]) - timedelta(minutes=minutes)
            before[student]["deadline_at"] = was.isoformat()
    record(
        session,
        actor,
        "exam.extend",
        "content_item",
        [item_id],
        before=before,
        after=after,
        minutes=minutes,
        reason=reason,
    )
