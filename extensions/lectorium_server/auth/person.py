"""The caller: whom the Hub named, looked up in our own table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from lectorium.rooms.people.api import Actor

FRESH_SECONDS = 4.0
"""How long an account's row is believed; with the Hub's answers (``hub``) and ``recent`` at most 15 s."""


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in, and what their token may be used for."""

    actor: Actor
    login: str
    scopes: frozenset[str]


class People:
    """Accounts by Hub user name, remembered for a few seconds."""

    def __init__(self, look_up: Callable[[str], Actor], clock: Callable[[], float] = time.monotonic) -> None:
        """``look_up`` reads the table and raises :class:`Unauthorized` for closed accounts; it blocks."""
        self._look_up = look_up
        self._clock = clock
        self._known: dict[str, tuple[float, Actor]] = {}

    def remembered(self, login: str) -> Actor | None:
        """What was read a moment ago, if it was."""
        found = self._known.get(login)
        return found[1] if found is not None and found[0] > self._clock() else None

    def actor(self, login: str) -> Actor:
        """The account of a Hub user; blocks."""
        actor = self.remembered(login)
        if actor is None:
            actor = self._look_up(login)
            self._forget_old()
            self._known[login] = (self._clock() + FRESH_SECONDS, actor)
        return actor

    def _forget_old(self) -> None:
        if len(self._known) > 5_000:
            moment = self._clock()
            self._known = {login: kept for login, kept in self._known.items() if kept[0] > moment}
