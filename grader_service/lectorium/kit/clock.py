"""The clock is the database's: ``lectorium_now()``.

Only a role in ``lectorium_clock`` (demo and tests) can set it, so that histories over
weeks and tests at a deadline's microsecond are made honestly.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import DateTime, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import Function


def now_sql() -> Function[datetime]:
    """The clock as an SQL expression, for use inside the statement that needs it (I4)."""
    return func.lectorium_now(type_=DateTime(timezone=True))


def now(session: Session) -> datetime:
    """What time it is, in UTC."""
    return cast("datetime", session.scalar(select(now_sql())))


def set_clock(session: Session, moment: datetime) -> None:
    """Hold the clock at a moment for this transaction; without the clock's role this does nothing."""
    session.execute(text("SELECT set_config('lectorium.now', :moment, true)"), {"moment": moment.isoformat()})
