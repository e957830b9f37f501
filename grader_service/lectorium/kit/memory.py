"""What one request has asked already, so that the parts of a page may each ask for themselves who looks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
_NAME = "known"


def remember(session: Session) -> None:
    """From now on what is asked by :func:`once` is asked once; for a unit of work that only reads."""
    session.info[_NAME] = {}


def once(session: Session, key: Hashable, ask: Callable[[], T]) -> T:
    """The answer, as it was in this unit of work before; asked anew where nothing is remembered in it."""
    known: dict[Hashable, T] | None = session.info.get(_NAME)
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return known[key]
