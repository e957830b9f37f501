"""What all shapes share: strictness, timestamps, paging and the error document."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

API_PREFIX = "/lectorium/api"
VIEW_AS = "Lectorium-View-As"
"""The header by which staff read a class as one of its students: its value is ``class/student``, by id."""

Instant = Annotated[datetime, AwareDatetime]
"""A moment in UTC, ISO 8601 on the wire."""

Points = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""Exact decimal inside, a JSON number on the wire (I11: rounded only where shown)."""

Item = TypeVar("Item")


class Body(BaseModel):
    """A request body: unknown keys are refused, so that a typing error is heard."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Shape(BaseModel):
    """A response; built from rows and dataclasses by attribute."""

    model_config = ConfigDict(from_attributes=True)


class Query(Body):
    """Query parameters of a list: keyset paging."""

    limit: int = Field(default=50, ge=1, le=200, description="How many at the most")
    after: str | None = Field(default=None, max_length=200, description="`next` of the page before")


class Page(Shape, Generic[Item]):
    """One page of a list; `next` is null on the last one."""

    items: list[Item]
    next: str | None = None


class Problem(Shape):
    """An error as `application/problem+json` (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="Stable: programs may rely on it")
    detail: str = Field(description="What happened, what is safe, what to do")
    field: str | None = Field(default=None, description="The key at fault, dotted")
    current: object | None = Field(default=None, description="What the server holds, on a conflict")


class Empty(Shape):
    """Nothing to say."""
