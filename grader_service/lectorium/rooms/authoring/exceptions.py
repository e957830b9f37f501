"""Reading exceptions: whom they are for, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session, aliased

from lectorium.kit.errors import Conflict, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.models import Assignment, ItemOverride
from lectorium.rooms.courses.api import (
    Access,
    ContentItem,
    Module,
    Placed,
    StudentLabel,
    find_item,
    is_visible,
    require,
)
from lectorium.rooms.people.api import Actor, User

Field = Literal["release_date", "due_date", "duration_minutes", "max_attempts"]
FIELDS: tuple[Field, ...] = ("release_date", "due_date", "duration_minutes", "max_attempts")
Value = datetime | int | None
Values = Mapping[Field, Value]
"""The fields that are meant; None clears one, so that nothing limits it."""
Maker = aliased(User, name="maker")


@dataclass(frozen=True)
class OverrideView:
    """An exception with what it is on, whom it is for, and who made it; one of student and label is None."""

    override: ItemOverride
    item: ContentItem
    student: User | None
    label: StudentLabel | None
    made_by: str

    @property
    def values(self) -> dict[Field, Value]:
        """The fields that are meant, with their values."""
        return values_of(self.override)


def list_overrides(session: Session, actor: Actor, item_id: UUID, page: PageRequest) -> Slice[OverrideView]:
    """An item's exceptions, newest first, of the students whose data the actor sees."""
    placed, _ = graded_work(session, actor, item_id)
    found = require(session, actor, placed.module.class_id, student_data="view")
    return _listed(session, found, page, ItemOverride.content_item_id == item_id)


def list_class_overrides(
    session: Session, actor: Actor, class_id: UUID, page: PageRequest
) -> Slice[OverrideView]:
    """All exceptions of a class, newest first, of the students whose data the actor sees."""
    found = require(session, actor, class_id, student_data="view")
    return _listed(session, found, page, Module.class_id == class_id)


def find_override(session: Session, actor: Actor, override_id: UUID) -> OverrideView:
    """An exception that the actor may see; raises :class:`NotFound`."""
    found_in = VIEWS.add_columns(Module.class_id).where(ItemOverride.id == override_id)
    row = session.execute(found_in).one_or_none()
    if row is None:
        raise NotFound.of("exception")
    *parts, class_id = row
    found = require(session, actor, class_id, student_data="view")
    if session.scalar(found_in.with_only_columns(ItemOverride.id).where(_is_seen(found))) is None:
        raise NotFound.of("exception")
    return OverrideView(*parts)


def override_of(
    session: Session, item_id: UUID, *, student_id: UUID | None = None, label_id: UUID | None = None
) -> OverrideView | None:
    """The exception of one student or label on an item, for staff who were let in already."""
    whom = ItemOverride.student_id == student_id if student_id else ItemOverride.label_id == label_id
    row = session.execute(VIEWS.where(ItemOverride.content_item_id == item_id, whom)).one_or_none()
    return None if row is None else OverrideView(*row)


def values_of(override: ItemOverride) -> dict[Field, Value]:
    """The fields that an exception means, with their values."""
    return {name: getattr(override, name) for name in FIELDS if name in override.sets}


def graded_work(session: Session, actor: Actor, item_id: UUID) -> tuple[Placed, Assignment]:
    """An item that is handed in; raises :class:`Conflict` for one that is only read."""
    placed = find_item(session, actor, item_id)
    assignment = session.get(Assignment, item_id)
    if assignment is None:
        raise Conflict(
            "Only what is handed in has exceptions. Nothing was changed. Choose an assignment or a quiz.",
            code="not_graded_work",
        )
    return placed, assignment


def _listed(
    session: Session, found: Access, page: PageRequest, where: ColumnElement[bool]
) -> Slice[OverrideView]:
    statement = VIEWS.where(where, _is_seen(found))
    rows = fetch_page(session, statement, (ItemOverride.id,), page, casts=(UUID,), descending=True)
    return rows.map(lambda row: OverrideView(*row))


def _is_seen(found: Access) -> ColumnElement[bool]:
    """Who is confined to sections sees the exceptions of their students, of their sections and of labels."""
    if found.sections is None:
        return true()
    label = (StudentLabel.kind == "label") | StudentLabel.id.in_(found.sections)
    return or_(is_visible(found, User.id), label)


def _views() -> Select[ItemOverride, ContentItem, User, StudentLabel, str]:
    return (
        select(ItemOverride, ContentItem, User, StudentLabel, Maker.name)
        .join(ContentItem, ContentItem.id == ItemOverride.content_item_id)
        .join(Module, Module.id == ContentItem.module_id)
        .join(Maker, Maker.id == ItemOverride.created_by)
        .outerjoin(User, User.id == ItemOverride.student_id)
        .outerjoin(StudentLabel, StudentLabel.id == ItemOverride.label_id)
    )


VIEWS = _views()
"""Every exception with what belongs to it, for statements to narrow down."""
