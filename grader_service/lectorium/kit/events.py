"""Events: how a room tells the rooms above what happened, without knowing them.

``wiring.py`` fills a :class:`Registry`.  A handler called **within** runs in the same
transaction.  A job named **after** becomes a row in the outbox, is sent when the
transaction has committed, and is sent again by the reconciler until it is done: so the
queue may be lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Event:
    """Something that happened; subclasses carry ids, never contents."""


@dataclass(frozen=True)
class Message:
    """A job on its way: its name, its queue and its ids.

    A hint says only that there is work to be found; where many wait already, one more says nothing.
    """

    job: str
    queue: str
    payload: dict[str, Any]
    is_hint: bool = False


class Sender(Protocol):
    """Carries messages to the workers; may fail, since the outbox remembers."""

    def __call__(self, messages: list[Message]) -> None:
        """Send all, or raise."""
        ...


Handler = Callable[[Session, Any], None]


@dataclass
class Registry:
    """What follows from what."""

    handlers: defaultdict[type[Event], list[Handler]] = field(default_factory=lambda: defaultdict(list))
    sender: Sender | None = None

    def within(self, event: type[Event], handler: Handler) -> None:
        """Call ``handler`` in the transaction in which ``event`` is emitted."""
        self.handlers[event].append(handler)


def emit(session: Session, event: Event) -> None:
    """Tell the rooms above, now, in this transaction."""
    registry: Registry = session.info["events"]
    for handler in registry.handlers[type(event)]:
        handler(session, event)


def remember(session: Session, message: Message) -> None:
    """Keep a message to be sent after the commit."""
    session.info.setdefault("messages", []).append(message)


def afterwards(session: Session, call: Callable[[], None]) -> None:
    """Call something in this process once the transaction has committed, and never if it doesn't.

    For what the database knows already and somebody else mends where this process dies in between.
    """
    session.info.setdefault("afterwards", []).append(call)


def flush_outbox(session: Session) -> None:
    """Send what the committed transaction asked for; a failure is the reconciler's to mend."""
    for call in session.info.pop("afterwards", ()):
        call()
    messages: list[Message] = session.info.pop("messages", [])
    registry: Registry = session.info["events"]
    if messages and registry.sender is not None:
        registry.sender(messages)
