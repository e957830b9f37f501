"""What a route's function is given: who calls, the unit of work, and the platform's parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from lectorium.rooms.people.api import Actor
from lectorium_server.auth.person import Person
from lectorium_server.events.broker import Broker
from lectorium_server.services import Services

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class OpenCall:
    """A call by anybody."""

    services: Services
    network: str = field(default="", kw_only=True)
    """From where it comes (see :func:`lectorium.kit.throttle.network`); empty where that says nothing."""


@dataclass(frozen=True)
class SlowCall(OpenCall):
    """A call outside of any transaction."""

    person: Person

    @property
    def actor(self) -> Actor:
        """The account that acts."""
        return self.person.actor


@dataclass(frozen=True)
class Call(SlowCall):
    """A call inside one transaction, which commits when the function returns."""

    session: Session


Later = Callable[[Call], Answer]
"""What a slow route's function returns: the part that belongs into the transaction."""


@dataclass(frozen=True)
class StreamCall(SlowCall):
    """A call whose answer goes on; ``send`` raises when nobody listens any more."""

    broker: Broker
    send: Callable[[bytes], Awaitable[None]]
    last_event_id: str = ""
    """What a reader who comes back has seen last."""
