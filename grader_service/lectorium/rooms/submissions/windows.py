"""Until when an exam can be begun, with the minutes that staff have given a student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import SetAssignment
from lectorium.rooms.submissions.models import ExamExtension


def with_minutes(session: Session, student_id: UUID, works: Sequence[SetAssignment]) -> list[SetAssignment]:
    """The same, where an exam's due date is until when this student can begin it; at most one query."""
    exams = [each.item.id for each in works if each.assignment.mode == "exam"]
    if not exams:
        return list(works)
    given = select(ExamExtension.content_item_id, ExamExtension.minutes).where(
        ExamExtension.student_id == student_id, ExamExtension.content_item_id.in_(exams)
    )
    minutes = dict(session.execute(given).all())
    return [_longer(each, minutes.get(each.item.id, 0)) for each in works]


def _longer(work: SetAssignment, minutes: int) -> SetAssignment:
    due = work.holds.due_date
    if not minutes or due is None:
        return work
    return replace(work, holds=replace(work.holds, due_date=due + timedelta(minutes=minutes)))
