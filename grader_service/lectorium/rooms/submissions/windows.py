"""Until when a student can begin an exam, and how long they have: with the minutes that staff have given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import SetAssignment
from lectorium.rooms.courses.api import ContentItem, Enrollment, Module
from lectorium.rooms.submissions.models import ExamExtension


def with_minutes(session: Session, student_id: UUID, works: Sequence[SetAssignment]) -> list[SetAssignment]:
    """The same, where an exam's due date is until when this student can begin it, and its time is their own.

    At most one query.
    """
    exams = [each.item.id for each in works if each.assignment.mode == "exam"]
    if not exams:
        return list(works)
    given = (
        select(ContentItem.id, Enrollment.time_multiplier, func.coalesce(ExamExtension.minutes, 0))
        .join(Module, Module.id == ContentItem.module_id)
        .join(Enrollment, Enrollment.class_id == Module.class_id)
        .outerjoin(
            ExamExtension,
            (ExamExtension.content_item_id == ContentItem.id)
            & (ExamExtension.student_id == Enrollment.user_id),
        )
        .where(ContentItem.id.in_(exams), Enrollment.user_id == student_id, Enrollment.role == "student")
    )
    own = {item_id: (factor, minutes) for item_id, factor, minutes in session.execute(given)}
    return [_longer(each, *own[each.item.id]) if each.item.id in own else each for each in works]


def _longer(work: SetAssignment, factor: Decimal, minutes: int) -> SetAssignment:
    due, duration = work.holds.due_date, work.holds.duration_minutes
    holds = replace(
        work.holds,
        due_date=None if due is None else due + timedelta(minutes=minutes),
        duration_minutes=None if duration is None else round(duration * factor) + minutes,
    )
    return replace(work, holds=holds)
