"""Slows down whoever guesses from one address, whichever names they try.

The account's own brake is in the database and holds for all addresses; this one is for a
guesser who tries one password on many accounts. It is generous, since a whole school may come
from one address, and it forgets on restart, since the account's brake does not.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE_FAILURES = 30
SECONDS_PER_FAILURE = 3.0
MOST_ADDRESSES = 10_000


@dataclass
class _Debt:
    failures: float
    seen: float


class AddressThrottle:
    """Failures per address; each one is forgiven after a few seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` tells seconds."""
        self._clock = clock
        self._debts: OrderedDict[str, _Debt] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until this address may try again; 0 if it may now."""
        over = self._failures(address) - FREE_FAILURES + 1
        return max(0.0, over * SECONDS_PER_FAILURE)

    def failed(self, address: str) -> None:
        """Count a failed sign-in."""
        self._debts[address] = _Debt(self._failures(address) + 1, self._clock())
        self._debts.move_to_end(address)
        while len(self._debts) > MOST_ADDRESSES:
            self._debts.popitem(last=False)

    def _failures(self, address: str) -> float:
        debt = self._debts.get(address)
        if debt is None:
            return 0.0
        return max(0.0, debt.failures - (self._clock() - debt.seen) / SECONDS_PER_FAILURE)
