"""Counters without gaps: a row per key, locked by the upsert until the transaction ends (I1)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ARRAY, CTE, BigInteger, ColumnElement, String, any_, bindparam, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from lectorium.kit.database import Base


class Counter(Base):
    """The last number given out under a key."""

    __tablename__ = "counters"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


VALUES = select(Counter.key, Counter.value).where(
    Counter.key == any_(bindparam("keys", type_=ARRAY(String())))
)


def next_number(session: Session, key: str) -> int:
    """The next number 1..n of a key; a rollback gives it back, so there are no gaps."""
    return session.execute(_next(key).returning(Counter.value)).scalar_one()


def counting(key: ColumnElement[str]) -> CTE:
    """The same as a part of a larger statement: its only row has the number as ``value``."""
    return _next(key).returning(Counter.value).cte("counted")


def _next(key: str | ColumnElement[str]) -> Insert:
    statement = insert(Counter).values(key=key, value=1)
    return statement.on_conflict_do_update(index_elements=["key"], set_={"value": Counter.value + 1})


def current_number(session: Session, key: str) -> int:
    """The last number given out, 0 for none."""
    return current_numbers(session, [key])[key]


def current_numbers(session: Session, keys: Collection[str]) -> dict[str, int]:
    """The last number given out for each of these keys; one query."""
    return dict.fromkeys(keys, 0) | dict(session.execute(VALUES, {"keys": list(keys)}).all())
