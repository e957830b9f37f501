"""Nobody is shut out of the exam they sit by a slip: to hide it, or show it later, has to be confirmed (I6).

Nothing of theirs is lost by it: what they saved last is handed in when their time is over.  But they can't go
on, and an exam can't be sat twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, select, text
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses.api import ContentItem, Module, Order
from lectorium.rooms.people.api import Actor, record

SHUT_OUT = "sittings_running"
ASKS = "Nothing was changed yet. Confirm it to do so."
HIDING = {"is_published", "release_date"}

SHUT = text("""
SELECT s.id, s.student_id FROM exam_sittings s
JOIN content_items i ON i.id = s.content_item_id
JOIN modules m ON m.id = i.module_id
JOIN enrollments e ON e.class_id = m.class_id AND e.user_id = s.student_id
  AND e.role = 'student' AND e.status = 'active'
CROSS JOIN LATERAL lectorium_effective(i.id, s.student_id) f
WHERE i.id = ANY(:items) AND s.swept_at IS NULL AND s.closed_at IS NULL AND lectorium_now() <= s.deadline_at
  AND NOT (i.is_published AND m.is_published AND coalesce(f.release_date <= lectorium_now(), true))
""").bindparams(bindparam("items", type_=ARRAY(Uuid())))
"""Who sits one of these exams now and doesn't see it."""


def change_module(
    session: Session, actor: Actor, module_id: UUID, changes: dict[str, Any], *, confirmed: bool = False
) -> Module:
    """Courses' function of the same name; raises :class:`Conflict` where it takes an exam unconfirmed."""
    items = select(ContentItem.id).where(ContentItem.module_id == module_id)
    with (
        nobody_shut_out(session, actor, items, confirmed=confirmed, what="an exam in this module")
        if HIDING & set(changes)
        else nullcontext()
    ):
        return courses.change_module(session, actor, module_id, changes)


def reorder(session: Session, actor: Actor, class_id: UUID, wanted: Order) -> None:
    """Courses' function of the same name; no exam that is sat goes into a hidden module."""
    items = (
        select(ContentItem.id)
        .join(Module, Module.id == ContentItem.module_id)
        .where(Module.class_id == class_id)
    )
    before = _shut(session, items)
    courses.reorder(session, actor, class_id, wanted)
    session.flush()
    lost = _shut(session, items).keys() - before.keys()
    if lost:
        raise Conflict(
            f"{_sit(len(lost))} an exam now that would come into a hidden module, and couldn’t go on. "
            "Nothing was changed. Show that module first, or move the exam when it is over.",
            code=SHUT_OUT,
            current={"sittings": len(lost)},
        )


@contextmanager
def nobody_shut_out(
    session: Session, actor: Actor, items: Select[UUID], *, confirmed: bool, what: str = "this exam"
) -> Iterator[None]:
    """Compare who sits without seeing it before and after; what is raised ends the transaction.

    Whom a confirmed change shuts out is kept in the audit trail.  ``what`` they sit stands in the sentence.
    """
    before = _shut(session, items)
    yield
    session.flush()
    # Whoever begins at this very moment has begun by now, and is counted.
    session.execute(items.order_by(ContentItem.id).with_for_update(of=ContentItem)).all()
    lost = {key: student for key, student in _shut(session, items).items() if key not in before}
    if not lost:
        return
    if not confirmed:
        raise Conflict(_words(len(lost), what), code=SHUT_OUT, current={"sittings": len(lost)})
    after = {"students": sorted(str(student) for student in lost.values())}
    record(session, actor, "exam.shut_out", "exam_sitting", sorted(lost), after=after)


def _shut(session: Session, items: Select[UUID]) -> dict[UUID, UUID]:
    """Students by sitting."""
    found = list(session.scalars(items))
    return {row.id: row.student_id for row in session.execute(SHUT, {"items": found})}


def _words(count: int, what: str) -> str:
    return (
        f"{_sit(count)} {what} now and couldn’t go on with it. What was saved last is handed in when the "
        f"time is over. {ASKS}"
    )


def _sit(count: int) -> str:
    return "1 student sits" if count == 1 else f"{count} students sit"
