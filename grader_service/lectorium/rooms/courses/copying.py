"""Copying a class into a new term: its structure, never its people or what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Invalid
from lectorium.kit.events import emit
from lectorium.rooms.courses.access import Access, access, require
from lectorium.rooms.courses.classes import NewClass, found_class
from lectorium.rooms.courses.events import ClassCopied
from lectorium.rooms.courses.models import Announcement, Class, ContentItem, Module, StudentLabel
from lectorium.rooms.people.api import AUTHORS, Actor, record

FARTHEST = 3660
"""Dates move by ten years at most."""


@dataclass(frozen=True)
class Copying:
    """How a class is copied.

    Dates move by ``days``, or so that the first of them falls on ``starts_on``; with neither, none is kept.
    Their time of day stays, in the class's zone.
    """

    name: str
    section: str = ""
    time_zone: str | None = None
    days: int | None = None
    starts_on: date | None = None
    hidden: bool = True
    """Whether students see nothing until it is shown again."""


@dataclass(frozen=True)
class Shift:
    """How far dates move, from one zone's clocks to another's; None leaves them out."""

    days: int | None
    source: ZoneInfo
    target: ZoneInfo

    def __call__(self, moment: datetime | None, *, lenient: bool) -> datetime | None:
        """The moment on the new day when clocks show the same.

        Where they show it twice, ``lenient`` takes the second one; where they skip it, it is as long after
        the day's beginning.
        """
        if moment is None or self.days is None:
            return None
        local = moment.astimezone(self.source).replace(tzinfo=None) + timedelta(days=self.days)
        return local.replace(
            tzinfo=self.target, fold=int(lenient and _is_twice(local, self.target))
        ).astimezone(UTC)


def copy_class(session: Session, actor: Actor, class_id: UUID, how: Copying) -> Access:
    """Make a class of the structure of another; all of it, or nothing.

    Copied are modules, items with what their rooms keep of them (problems stay on the same versions),
    settings, and the names of sections and labels.  Never people, work, exceptions or grades.
    """
    actor.require(AUTHORS, "make classes")
    source = require(session, actor, class_id, content="edit").klass
    zone = how.time_zone or source.time_zone
    copy = found_class(session, actor, NewClass(how.name, how.section, source.description, zone))
    copy.course_id, copy.settings, copy.copied_from_id = source.course_id, dict(source.settings), source.id
    shift = Shift(_days(session, source, how), ZoneInfo(source.time_zone), ZoneInfo(zone))
    modules = _copy_modules(session, source, copy)
    items = _copy_items(session, modules, shift, hidden=how.hidden)
    _copy_announcements(session, items)
    _copy_labels(session, source, copy)
    session.flush()
    emit(session, ClassCopied(source.id, copy.id, items, actor))
    record(
        session,
        actor,
        "class.copy",
        "class",
        [copy.id],
        after=_picture(how, copy, modules, items, shift.days),
        class_id=copy.id,
        copied_from=str(source.id),
    )
    return access(session, actor, copy.id)


def _days(session: Session, source: Class, how: Copying) -> int | None:
    if how.starts_on is None:
        days = how.days
    elif how.days is not None:
        raise Invalid(
            "Say either how many days or the first day. Nothing was changed. Leave one of them out.",
            field="starts_on",
        )
    else:
        first = first_day(session, source)
        days = None if first is None else (how.starts_on - first).days
    if days is not None and abs(days) > FARTHEST:
        raise Invalid(
            "That is more than ten years away. Nothing was changed. Choose a nearer day.",
            field="days" if how.starts_on is None else "starts_on",
        )
    return days


def first_day(session: Session, source: Class) -> date | None:
    """The day of the first date in a class, as its own clocks and calendars say."""
    earliest = func.least(func.min(ContentItem.release_date), func.min(ContentItem.due_date))
    statement = select(earliest).join(Module, Module.id == ContentItem.module_id)
    first = session.scalar(statement.where(Module.class_id == source.id))
    return None if first is None else first.astimezone(ZoneInfo(source.time_zone)).date()


def _copy_modules(session: Session, source: Class, copy: Class) -> dict[UUID, UUID]:
    statement = select(Module).where(Module.class_id == source.id).order_by(Module.order_index, Module.id)
    modules = {}
    for index, module in enumerate(session.scalars(statement).all()):
        modules[module.id] = new_id()
        session.add(
            Module(
                id=modules[module.id],
                class_id=copy.id,
                title=module.title,
                description=module.description,
                order_index=index,
                is_published=module.is_published,
            )
        )
    session.flush()
    return modules


def _copy_items(
    session: Session, modules: Mapping[UUID, UUID], shift: Shift, *, hidden: bool
) -> dict[UUID, UUID]:
    statement = select(ContentItem).where(ContentItem.module_id.in_(modules)).order_by(ContentItem.id)
    items, moment = {}, now(session)
    for item in session.scalars(statement).all():
        items[item.id] = new_id()
        session.add(
            ContentItem(
                id=items[item.id],
                module_id=modules[item.module_id],
                content_type=item.content_type,
                title=item.title,
                description=item.description,
                order_index=item.order_index,
                is_published=item.is_published and not hidden,
                release_date=shift(item.release_date, lenient=False),
                due_date=shift(item.due_date, lenient=True),
                created_at=moment,
            )
        )
    session.flush()
    return items


def _copy_announcements(session: Session, items: Mapping[UUID, UUID]) -> None:
    statement = select(Announcement).where(Announcement.id.in_(items))
    session.add_all(
        Announcement(id=items[each.id], body_markdown=each.body_markdown)
        for each in session.scalars(statement).all()
    )


def _copy_labels(session: Session, source: Class, copy: Class) -> None:
    statement = select(StudentLabel).where(StudentLabel.class_id == source.id).order_by(StudentLabel.id)
    session.add_all(
        StudentLabel(id=new_id(), class_id=copy.id, name=each.name, kind=each.kind)
        for each in session.scalars(statement).all()
    )


def _is_twice(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks show this time twice; where they skip it, the offset falls the other way."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    return first > second


def _picture(
    how: Copying,
    copy: Class,
    modules: Mapping[UUID, UUID],
    items: Mapping[UUID, UUID],
    days: int | None,
) -> dict[str, Any]:
    return {
        "name": copy.name,
        "section": copy.section,
        "modules": len(modules),
        "items": len(items),
        "days": days,
        "hidden": how.hidden,
    }
