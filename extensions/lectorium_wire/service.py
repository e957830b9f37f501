"""The service itself, and what the machine offers."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Shape


class Health(Shape):
    """The service, its database and its queue answer."""

    status: Literal["ok"]
    version: str


class EventQuery(Body):
    """Which events: mine, or those of a whole class for its staff."""

    class_id: UUID | None = Field(default=None, description="A class whose student data the caller may see")


class Gpu(Shape):
    """A device for kernels."""

    id: str
    name: str
    state: Literal["free", "taken"]
    mine: bool


class Gpus(Shape):
    """The devices of this installation; none is no fault."""

    devices: list[Gpu]


class NotebookQuery(Body):
    """Which of a version's notebooks."""

    release: bool = Field(default=False, description="What students get, instead of the full notebook")
