"""Modules and items: the order of a class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, select, true, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now, now_sql
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.kit.events import emit
from lectorium.rooms.courses.access import Access, require, standing
from lectorium.rooms.courses.events import ItemRenamed
from lectorium.rooms.courses.models import Class, ContentItem, ContentType, Enrollment, Module
from lectorium.rooms.courses.ordering import take_turn
from lectorium.rooms.courses.resolver import effective_for
from lectorium.rooms.courses.showing import date_showing
from lectorium.rooms.people.api import Actor, concerns, record

READINGS: tuple[ContentType, ...] = ("announcement", "material")
"""What is read, and neither handed in nor graded."""
FIRST_YEAR, LAST_YEAR = 1900, 9000
"""Far from what calendars end with: there a day more, or another time zone, is no date any more."""


# One question for all of it, made once: nearly everything about an item begins with this.
PERSON = bindparam("person", type_=Uuid())
HOLDS = effective_for(ContentItem.id, PERSON)
ITEM = (
    select(ContentItem, Module, HOLDS.c.release_date, now_sql(), Class, Enrollment)
    .join(Module, Module.id == ContentItem.module_id)
    .join(HOLDS, true())
    .outerjoin(
        Class,
        (Class.id == Module.class_id)
        & (Class.organization_id == bindparam("organization"))
        & Class.deleted_at.is_(None),
    )
    .outerjoin(Enrollment, (Enrollment.class_id == Class.id) & (Enrollment.user_id == PERSON))
    .where(ContentItem.id == bindparam("item"))
)


@dataclass(frozen=True)
class Placed:
    """An item with the module it stands in and the caller's standing in its class.

    ``release_date`` is the caller's own, from the resolver (I5).
    """

    item: ContentItem
    module: Module
    access: Access
    release_date: datetime | None

    def is_open(self, moment: datetime) -> bool:
        """Whether the caller sees it as students do; who has left sees nothing shown since then."""
        left = self.access.left_at
        shown_at = self.release_date or self.item.created_at
        released = self.release_date is None or shown_at <= moment
        in_time = left is None or shown_at <= left
        return self.item.is_published and self.module.is_published and released and in_time


def create_module(
    session: Session, actor: Actor, class_id: UUID, title: str, description: str, *, is_published: bool
) -> Module:
    """Add a module at the end."""
    require(session, actor, class_id, content="edit", writable=True)
    take_turn(session, class_id)
    module = Module(
        id=new_id(),
        class_id=class_id,
        title=title,
        description=description,
        is_published=is_published,
        order_index=_next_index(session, Module, Module.class_id == class_id),
    )
    session.add(module)
    record(session, actor, "module.create", "module", [module.id], after={"title": title})
    return module


def change_module(session: Session, actor: Actor, module_id: UUID, changes: dict[str, Any]) -> Module:
    """Change a module; ``order_index`` moves it and closes the gap it leaves."""
    module = find_module(session, actor, module_id, writable=True)
    if "order_index" in changes:
        take_turn(session, module.class_id)
    before = {key: getattr(module, key) for key in changes}
    position = changes.pop("order_index", None)
    if changes.get("is_published", module.is_published) != module.is_published:
        items = select(ContentItem).where(ContentItem.module_id == module_id, ContentItem.is_published)
        for item in session.scalars(items):
            date_showing(item, now(session), shown=changes["is_published"])
    for key, value in changes.items():
        setattr(module, key, value)
    if position is not None:
        _renumber(session, Module, Module.class_id == module.class_id, module.id, position)
        changes["order_index"] = position
    record(session, actor, "module.change", "module", [module_id], before=before, after=changes)
    return module


def delete_module(session: Session, actor: Actor, module_id: UUID) -> None:
    """Remove an empty module; raises :class:`Conflict` if anything stands in it."""
    module = find_module(session, actor, module_id, writable=True)
    take_turn(session, module.class_id)
    if session.scalar(select(ContentItem.id).where(ContentItem.module_id == module_id).limit(1)):
        raise Conflict(
            "This module still holds items. Nothing was changed. Move them first.", code="module_not_empty"
        )
    session.delete(module)
    record(session, actor, "module.delete", "module", [module_id], before={"title": module.title})


def find_module(session: Session, actor: Actor, module_id: UUID, *, writable: bool = False) -> Module:
    """A module that the actor may edit; raises :class:`NotFound` or :class:`Forbidden`."""
    module = session.get(Module, module_id)
    if module is None:
        raise NotFound.of("module")
    require(session, actor, module.class_id, content="edit", writable=writable)
    return module


def lock_module(session: Session, actor: Actor, module_id: UUID) -> Module:
    """A module as it is now, for who may edit it, and nobody else edits it until the transaction ends."""
    module = find_module(session, actor, module_id, writable=True)
    session.refresh(module, with_for_update={"key_share": True})
    return module


def add_item(
    session: Session,
    actor: Actor,
    module_id: UUID,
    content_type: ContentType,
    *,
    title: str,
    description: str = "",
    is_published: bool = True,
    release_date: datetime | None = None,
    due_date: datetime | None = None,
) -> ContentItem:
    """Put an item at the end of a module; its type's room adds the rest."""
    module = find_module(session, actor, module_id, writable=True)
    _check_due(content_type, due_date)
    check_dates(release_date, due_date)
    take_turn(session, module.class_id)
    if session.scalar(select(Module.id).where(Module.id == module_id)) is None:
        raise NotFound.of("module")  # removed while we waited
    item = ContentItem(
        id=new_id(),
        module_id=module.id,
        content_type=content_type,
        title=title,
        description=description,
        order_index=_next_index(session, ContentItem, ContentItem.module_id == module_id),
        is_published=is_published,
        release_date=release_date,
        due_date=due_date,
        created_at=now(session),
    )
    session.add(item)
    session.flush()
    record(session, actor, "item.create", "content_item", [item.id], after={"title": title})
    return item


def change_item(session: Session, actor: Actor, item_id: UUID, changes: dict[str, Any]) -> Placed:
    """Change an item's own columns; ``order_index`` moves it within its module."""
    placed = find_item(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=True)
    _check_due(placed.item.content_type, changes.get("due_date"))
    check_dates(
        changes.get("release_date", placed.item.release_date), changes.get("due_date", placed.item.due_date)
    )
    if "order_index" in changes:
        take_turn(session, placed.module.class_id)
    before = {key: _plain(getattr(placed.item, key)) for key in changes}
    if changes.get("is_published", placed.item.is_published) != placed.item.is_published:
        date_showing(placed.item, now(session), shown=changes["is_published"])
    position = changes.pop("order_index", None)
    renamed = changes.get("title", placed.item.title) != placed.item.title
    for key, value in changes.items():
        setattr(placed.item, key, value)
    if renamed:
        emit(session, ItemRenamed(item_id))
    if position is not None:
        _renumber(session, ContentItem, ContentItem.module_id == placed.module.id, item_id, position)
        changes["order_index"] = position
    after = {key: _plain(value) for key, value in changes.items()}
    record(session, actor, "item.change", "content_item", [item_id], before=before, after=after)
    return placed


def find_item(session: Session, actor: Actor, item_id: UUID) -> Placed:
    """An item that the actor may see; what isn't open yet is :class:`NotFound` for students."""
    given = {"item": item_id, "person": actor.user_id, "organization": actor.organization_id}
    row = session.execute(ITEM, given).one_or_none()
    if row is None:
        raise NotFound.of("item")
    item, module, release_date, moment, klass, enrollment = row
    if klass is None:
        raise NotFound.of("class")
    concerns(session, klass.id)
    placed = Placed(item, module, standing(actor, klass, enrollment), release_date)
    if not placed.access.is_staff and not placed.is_open(moment):
        raise NotFound.of("item")
    return placed


def lock_item(session: Session, actor: Actor, item_id: UUID) -> Placed:
    """An item as it is now, for who may edit it, and nobody else edits it until the transaction ends."""
    placed = find_item(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=True)
    session.refresh(placed.item, with_for_update={"key_share": True})
    return placed


def readings_of(session: Session, standing: Access) -> list[Placed]:
    """A class's announcements and materials, which nobody hands in; one query, no order."""
    rows = session.execute(
        select(ContentItem, Module)
        .join(Module, Module.id == ContentItem.module_id)
        .where(Module.class_id == standing.klass.id, ContentItem.content_type.in_(READINGS))
    )
    return [Placed(item, module, standing, item.release_date) for item, module in rows]


def check_dates(release_date: datetime | None, due_date: datetime | None) -> None:
    """Raise :class:`Invalid` when something would be due before it is shown, or in no sensible year."""
    for field, date in (("release_date", release_date), ("due_date", due_date)):
        if date is not None and not FIRST_YEAR <= date.year <= LAST_YEAR:
            raise Invalid(
                f"The year {date.year} can't be meant. Nothing was changed. Choose another date.", field=field
            )
    if release_date is not None and due_date is not None and due_date <= release_date:
        raise Invalid(
            "It would be due before it is shown. Nothing was changed. Choose a later due date.",
            field="due_date",
        )


def _check_due(content_type: ContentType, due_date: datetime | None) -> None:
    if due_date is not None and content_type in READINGS:
        raise Invalid(
            "Only what is handed in has a due date. Nothing was changed. Leave it out here.",
            field="due_date",
        )


def _next_index(session: Session, table: type[Module | ContentItem], siblings: ColumnElement[bool]) -> int:
    """Where the last of a parent's children goes; it is the editor's turn, so nobody else takes it."""
    return session.scalar(select(func.coalesce(func.max(table.order_index) + 1, 0)).where(siblings)) or 0


def _renumber(
    session: Session,
    table: type[Module | ContentItem],
    siblings: ColumnElement[bool],
    moving: UUID,
    position: int,
) -> None:
    """Close the gap and open another; it is the editor's turn."""
    ids = list(session.scalars(select(table.id).where(siblings).order_by(table.order_index, table.id)))
    places = [
        {"id": row_id, "order_index": index} for index, row_id in enumerate(_moved(ids, moving, position))
    ]
    session.execute(update(table), places)


def _moved(ids: list[UUID], moving: UUID, position: int) -> list[UUID]:
    rest = [each for each in ids if each != moving]
    return [*rest[:position], moving, *rest[position:]]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
