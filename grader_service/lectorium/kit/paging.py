"""Keyset paging: a page begins after the last row of the one before, so lists don't shift."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, tuple_
from sqlalchemy.orm import Session

from lectorium.kit.errors import Invalid

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class PageRequest:
    """How many rows, and after which."""

    limit: int = 50
    after: str | None = None


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """Some rows and where the next ones begin (None at the end)."""

    items: Sequence[Row]
    next: str | None

    def map(self, change: Callable[[Row], Other]) -> Slice[Other]:
        """The same slice of changed rows."""
        return Slice([change(row) for row in self.items], self.next)


def encode(values: Sequence[Any]) -> str:
    """A cursor from a row's sort key."""
    return base64.urlsafe_b64encode(json.dumps([str(v) for v in values]).encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[str]:
    """A row's sort key from a cursor; raises :class:`Invalid` on anything else."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        values = None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(v, str) for v in values):
        raise Invalid(
            "`after` isn't a place in this list. Nothing was changed. Begin without it.", field="after"
        )
    return values


def fetch_page(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    keys: Sequence[SQLColumnExpression[Any]],
    page: PageRequest,
    *,
    casts: Sequence[Callable[[str], Any]],
    descending: bool = False,
    given: Mapping[str, Any] | None = None,
) -> Slice[Any]:
    """One page of a statement sorted by ``keys`` (the last of them unique), with its ``given`` values."""
    if page.after is not None:
        statement = statement.where(
            _beyond(keys, _cast(decode(page.after, len(keys)), casts), descending=descending)
        )
    order = [key.desc() if descending else key.asc() for key in keys]
    statement = statement.add_columns(*keys).order_by(*order).limit(page.limit + 1)
    rows = session.execute(statement, given).all()
    width = len(keys)
    kept = rows[: page.limit]
    following = encode(kept[-1][-width:]) if len(rows) > page.limit else None
    return Slice([row[0] if len(row) == width + 1 else tuple(row[:-width]) for row in kept], following)


def _beyond(
    keys: Sequence[SQLColumnExpression[Any]], values: list[Any], *, descending: bool
) -> ColumnElement[bool]:
    return tuple_(*keys) < tuple_(*values) if descending else tuple_(*keys) > tuple_(*values)


def _cast(values: list[str], casts: Sequence[Callable[[str], Any]]) -> list[Any]:
    try:
        return [cast(value) for cast, value in zip(casts, values, strict=True)]
    except ValueError:
        raise Invalid(
            "`after` isn't a place in this list. Nothing was changed. Begin without it.", field="after"
        ) from None
