"""A class isn't archived by a slip while students sit an exam in it (I6).

What they saved last is handed in when their time is over; but an archived class takes nothing more, so that
they can't go on, and an exam can't be sat twice.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses.api import Access, ContentItem, Enrollment, Module
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.submissions.models import ExamSitting
from lectorium.rooms.submissions.shutting_out import ASKS, SHUT_OUT
from lectorium.rooms.submissions.sittings import RUNS


def change_class(
    session: Session, actor: Actor, class_id: UUID, changes: dict[str, Any], *, confirmed: bool = False
) -> Access:
    """Courses' function of the same name; raises :class:`Conflict` where it ends exams unconfirmed."""
    changed = courses.change_class(session, actor, class_id, changes)
    if not changes.get("is_archived"):
        return changed
    session.flush()
    sit = _sitting(session, class_id)
    if sit and not confirmed:
        raise Conflict(_words(len(sit)), code=SHUT_OUT, current={"sittings": len(sit)})
    if sit:
        after = {"students": sorted(str(student) for student in sit.values())}
        record(session, actor, "exam.shut_out", "exam_sitting", sorted(sit), after=after, class_id=class_id)
    return changed


def _sitting(session: Session, class_id: UUID) -> dict[UUID, UUID]:
    """Students by the sittings in which they still have time; whoever begins at this moment is counted."""
    of_class = (
        select(ContentItem.id)
        .join(Module, Module.id == ContentItem.module_id)
        .where(Module.class_id == class_id)
        .order_by(ContentItem.id)
    )
    items = session.scalars(of_class.with_for_update(of=ContentItem)).all()
    place = (Enrollment.class_id == class_id) & (Enrollment.user_id == ExamSitting.student_id)
    statement = (
        select(ExamSitting.id, ExamSitting.student_id)
        .join(Enrollment, place)
        .where(
            ExamSitting.content_item_id.in_(items),
            RUNS,
            Enrollment.role == "student",
            Enrollment.status == "active",
        )
    )
    return {row.id: row.student_id for row in session.execute(statement)}


def _words(count: int) -> str:
    sit = "1 student sits" if count == 1 else f"{count} students sit"
    return (
        f"{sit} an exam in this class now and couldn’t go on with it. What was saved last is handed in when "
        f"the time is over. {ASKS}"
    )
