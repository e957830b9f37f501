"""The resolver of dates, time and attempts (I5), for statements that hold one of them against something.

The rule is the SQL function ``lectorium_effective``.  Whether an item is open to somebody depends on it, so
it is joined down here already; the exceptions themselves, and who may make them, are authoring's.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Integer, column, func
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import LateralFromClause

_COLUMNS: tuple[ColumnElement[Any], ...] = (
    column("release_date", DateTime(timezone=True)),
    column("due_date", DateTime(timezone=True)),
    column("duration_minutes", Integer()),
    column("max_attempts", Integer()),
)
Id = ColumnElement[UUID] | InstrumentedAttribute[UUID]


def effective_for(item_id: Id, student_id: Id, name: str = "effective") -> LateralFromClause:
    """What holds for a student on an item, as a table of one row to be joined ``ON true``.

    Its columns are release_date, due_date, duration_minutes and max_attempts, null where nothing limits.
    Where there is no such item it has no row.
    """
    found = func.lectorium_effective(item_id, student_id).table_valued(*_COLUMNS, name=name)
    return found.lateral(name)
