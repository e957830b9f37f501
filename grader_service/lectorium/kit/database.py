"""The database: metadata base, ids, and the one place that commits."""

from __future__ import annotations

import copy
import select
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import uuid_utils.compat
from sqlalchemy import DateTime, Enum, MetaData, Numeric, create_engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from lectorium.kit.clock import set_clock
from lectorium.kit.events import Registry, flush_outbox

READ_ONLY = text("SET TRANSACTION READ ONLY")
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables' base: timestamps in UTC, exact numbers, JSON as jsonb."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        Decimal: Numeric(12, 4),
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


def new_id() -> UUID:
    """A uuid v7: unique everywhere, and sorted by the time of its making."""
    return uuid_utils.compat.uuid7()


def choice(*values: str, name: str) -> Enum:
    """A text column that holds one of the values, checked by the database."""
    return Enum(
        *values, name=name, native_enum=False, create_constraint=True, length=32, validate_strings=True
    )


def _refuse_dead(connection: psycopg.Connection[Any], *_: object) -> None:
    """A waiting connection on which something has arrived was ended by the server: take another.

    It costs no question to the server, unlike a ping before every transaction.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    if waiting.poll(0):
        raise DisconnectionError("the server has ended this connection")


class Database:
    """A pool of connections and its transactions."""

    def __init__(self, url: str, *, events: Registry | None = None, pool_size: int = 10) -> None:
        """Connect lazily; ``events`` says what follows from what (see ``wiring``)."""
        self.engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_recycle=1800)
        event.listen(self.engine, "checkout", _refuse_dead)
        self.events = events or Registry()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self.moment: datetime | None = None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One unit of work: commits at the end, or leaves no trace; jobs leave after the commit."""
        with self._sessions() as session:
            session.info["events"] = self.events
            with session.begin():
                if self.moment is not None:
                    set_clock(session, self.moment)
                yield session
            flush_outbox(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One unit of work in which the database itself refuses every change."""
        with self.transaction() as session:
            session.execute(READ_ONLY)
            yield session

    def at(self, moment: datetime) -> Database:
        """The same database with its clock held at a moment, for roles that may set it (demo, tests)."""
        held = copy.copy(self)
        held.moment = moment
        return held

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
