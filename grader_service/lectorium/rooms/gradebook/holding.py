"""Exam results are known to nobody before the last student's time is over (I8, I15)."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring.api import Assignment, is_on
from lectorium.rooms.courses.api import Class, ContentItem, Module
from lectorium.rooms.submissions.api import over_at


def is_exam_on(session: Session, item_id: UUID) -> bool:
    """Whether an item is an exam whose window, or some student's time, isn't over."""
    return bool(
        session.scalar(
            select(is_on(Assignment.id)).where(Assignment.id == item_id, Assignment.mode == "exam")
        )
    )


def require_over(session: Session, item_id: UUID) -> None:
    """Raise :class:`Conflict` while a student may still be sitting the exam; says until when."""
    mode = session.scalar(select(Assignment.mode).where(Assignment.id == item_id))
    if mode != "exam":
        return
    until = over_at(session, item_id)
    if until is not None and now(session) > until:
        return
    zone = session.scalars(
        select(Class.time_zone)
        .join(Module, Module.class_id == Class.id)
        .join(ContentItem, ContentItem.module_id == Module.id)
        .where(ContentItem.id == item_id)
    ).one()
    when = f"until {until.astimezone(ZoneInfo(zone)):%d %b %Y, %H:%M} ({zone})" if until else "without an end"
    raise Conflict(
        f"Some students still have time in this exam, {when}. Nothing was returned. "
        "Return the grades after that.",
        code="exam_running",
        until=until and until.isoformat(),
    )
