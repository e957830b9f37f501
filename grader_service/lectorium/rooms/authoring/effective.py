"""What holds for one student on an item: the Python face of the one resolver (I5).

Statements that hold a date against the clock join the resolver themselves, by courses' ``effective_for``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, column, func, select, true
from sqlalchemy.orm import Session

from lectorium.rooms.courses.api import effective_for


@dataclass(frozen=True)
class Effective:
    """What holds for one student on one item; None is unlimited.

    ``release_date`` and ``due_date`` are instants in UTC, ``duration_minutes`` is an exam's own time
    without anybody's multiplier, ``max_attempts`` counts per problem.
    """

    release_date: datetime | None
    due_date: datetime | None
    duration_minutes: int | None
    max_attempts: int | None


def effective(session: Session, item_id: UUID, student_id: UUID) -> Effective:
    """What holds for a student on an item that exists; raises :class:`KeyError` on one that doesn't."""
    return effective_of_items(session, [item_id], student_id)[item_id]


def effective_of_all(session: Session, item_id: UUID) -> Effective:
    """What the item itself says, for all who have no exception."""
    given = {"items": [item_id], "student": None}
    return Effective(*session.execute(_OF_ITEMS, given).one()[1:])


def effective_of_items(
    session: Session, item_ids: Collection[UUID], student_id: UUID
) -> dict[UUID, Effective]:
    """What holds for one student on each of many items; one query."""
    rows = session.execute(_OF_ITEMS, {"items": list(item_ids), "student": student_id})
    return {item_id: Effective(*values) for item_id, *values in rows}


def effective_of_students(
    session: Session, item_id: UUID, student_ids: Collection[UUID]
) -> dict[UUID, Effective]:
    """What holds for each of many students on one item; one query."""
    rows = session.execute(_OF_STUDENTS, {"item": item_id, "students": list(student_ids)})
    return {student_id: Effective(*values) for student_id, *values in rows}


def _given(name: str) -> Any:
    """A list of ids as a table of one column, sent as one array: the statement stays the same for any."""
    ids = bindparam(name, type_=ARRAY(Uuid()))
    return func.unnest(ids).table_valued(column("id", Uuid()), name="given").render_derived()


def _of_items() -> Any:
    given = _given("items")
    found = effective_for(given.c.id, bindparam("student", type_=Uuid()))
    return select(given.c.id, *found.c).select_from(given.join(found, true()))


def _of_students() -> Any:
    given = _given("students")
    found = effective_for(bindparam("item", type_=Uuid()), given.c.id)
    return select(given.c.id, *found.c).select_from(given.join(found, true()))


_OF_ITEMS = _of_items()
_OF_STUDENTS = _of_students()
