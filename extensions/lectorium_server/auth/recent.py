"""Tokens that a moment ago were known: a program's next request needn't ask who it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lectorium_server.auth.person import Person

RECENT_SECONDS = 1.0
"""How long a token's person is believed without looking further; a part of the 15 s of `person`."""
MOST = 5_000


@dataclass(frozen=True)
class Known:
    """Whom the Hub named for a token, as the host knows them and as we do."""

    user: Any
    person: Person


class RecentTokens:
    """Persons by the header that named them, kept for a moment."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody is known yet."""
        self._clock = clock
        self._known: dict[str, tuple[float, Known]] = {}

    def find(self, header: str) -> Known | None:
        """Who sent this header a moment ago."""
        found = self._known.get(header)
        return found[1] if found is not None and found[0] > self._clock() else None

    def keep(self, header: str, known: Known) -> None:
        """Remember them, for a moment."""
        if len(self._known) > MOST:
            self._known.clear()
        self._known[header] = (self._clock() + RECENT_SECONDS, known)
