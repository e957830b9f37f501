"""Slows down whoever guesses: failures per key, each forgiven after a few seconds.

Kept in memory: it forgets on restart, and each process counts for itself.  What must not be
forgotten (an account's failed sign-ins, wherever they come from) is in the database besides.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

MOST_KEYS = 10_000


@dataclass
class _Debt:
    failures: float
    seen: float


class Throttle:
    """``free`` failures cost nothing; after that each costs ``seconds`` of waiting."""

    def __init__(self, free: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` tells seconds."""
        self.free, self.seconds = free, seconds
        self._clock = clock
        self._debts: OrderedDict[str, _Debt] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Seconds until this key may try again; 0 if it may now."""
        over = self._failures(key) - self.free + 1
        return max(0.0, over * self.seconds)

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self._lock:
            self._count(key, 1)

    def take(self, key: str) -> float:
        """Seconds until this key may try; 0 if it may now, and then the try counts as a failure already.

        However many try at once, no more get through than may.  :meth:`give_back` what didn't fail.
        """
        with self._lock:
            wait = self.wait(key)
            if wait <= 0:
                self._count(key, 1)
            return wait

    def give_back(self, key: str) -> None:
        """A try that was taken was none that failed."""
        with self._lock:
            self._count(key, -1)

    def forgive(self, key: str) -> None:
        """Forget a key's failures: it has proved to be who it says."""
        with self._lock:
            self._debts.pop(key, None)

    def _count(self, key: str, more: int) -> None:
        failures = self._failures(key) + more
        if failures <= 0:
            self._debts.pop(key, None)
            return
        self._debts[key] = _Debt(failures, self._clock())
        self._debts.move_to_end(key)
        while len(self._debts) > MOST_KEYS:
            self._debts.popitem(last=False)

    def _failures(self, key: str) -> float:
        debt = self._debts.get(key)
        if debt is None:
            return 0.0
        return max(0.0, debt.failures - (self._clock() - debt.seen) / self.seconds)


class DoublingThrottle(Throttle):
    """Each failure after the free ones doubles the wait, up to ``seconds``, which also forgive one."""

    def wait(self, key: str) -> float:
        """Seconds until this key may try again; 0 if it may now."""
        debt = self._debts.get(key)
        over = -1.0 if debt is None else debt.failures - self.free
        if debt is None or over < 0:
            return 0.0
        return max(0.0, debt.seen + min(2 ** min(over, 30), self.seconds) - self._clock())


def network(address: str) -> str:
    """Whom an address belongs to: itself, or of IPv6 the /64 that a household or a machine gets whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
