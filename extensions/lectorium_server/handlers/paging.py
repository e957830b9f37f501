"""Pages between the wire and the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lectorium.kit.paging import PageRequest, Slice
from lectorium_wire.base import Page, Query

Row = TypeVar("Row")
Item = TypeVar("Item")


def page_request(query: Query) -> PageRequest:
    """What the domain is asked for."""
    return PageRequest(query.limit, query.after)


def page_of(rows: Slice[Row], change: Callable[[Row], Item]) -> Page[Item]:
    """What the wire carries; unvalidated, since ``change`` has made the items already."""
    return Page[Item].model_construct(items=[change(row) for row in rows.items], next=rows.next)
