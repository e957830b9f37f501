"""Which way to confine is used: the best that this machine allows, or the one that is asked for."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from lectorium.sandbox.contract import Confinement, SandboxUnavailable
from lectorium.sandbox.local.plan import Recipe, Way
from lectorium.sandbox.local.zygotes import Pool, Refused

log = logging.getLogger(__name__)

WayAsked = Literal["auto", "namespaces", "landlock"]
_WAYS: Final[tuple[Way, ...]] = get_args(Way)
LACKS: Final[dict[Way, tuple[str, ...]]] = {
    "namespaces": (),
    "landlock": (
        "names, sizes and owners of other files can be seen, though none can be opened",
        "the worker's own user runs them, unless the worker is root",
        "they can't start other programs or use sockets, and /proc is closed to them",
        "disk space and threads are counted every 25 ms, not limited by the kernel",
        "their folder isn't /tmp; they find it as working folder, HOME and TMPDIR",
        "notebooks aren't run",
    ),
}


@dataclass(slots=True)
class Choice:
    """Made once, when something is first run; what has worked isn't exchanged for something weaker."""

    recipe: Recipe
    keep: int
    asked: WayAsked = "auto"
    _pool: Pool | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pool(self, preload: tuple[str, ...]) -> Pool:
        """The interpreters of the way that holds here. Raises SandboxUnavailable where none does."""
        with self._lock:
            if self._pool is None:
                self._pool = self._choose(preload)
            return self._pool

    def _choose(self, preload: tuple[str, ...]) -> Pool:
        refused: list[str] = []
        for way in _WAYS if self.asked == "auto" else (self.asked,):
            pool = Pool(replace(self.recipe, way=way), self.keep)
            try:
                pool.start(preload)
            except Refused as error:
                refused.append(str(error))
                continue
            if refused:
                log.warning("code is confined by %s, the slower and narrower way: %s", way, refused[0])
            else:
                log.info("code is confined by %s", way)
            return pool
        raise SandboxUnavailable(" ".join(refused))

    def confinement(self, preload: tuple[str, ...]) -> Confinement:
        """What holds here. Raises SandboxUnavailable."""
        way = self.pool(preload).recipe.way
        return Confinement(way, LACKS[way])

    def close(self) -> None:
        """End all idle interpreters."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
