"""All models of a gateway, each behind a process that is there when it is asked for."""

import asyncio
import os
from pathlib import Path

from lectorium_hub.models import catalogue
from lectorium_hub.models.standby import Standby
from lectorium_hub.stack.errors import StackError

LANGUAGE, EMBEDDING = "lectorium_hub.models.language", "lectorium_hub.models.embedder"


class Shelf:
    """Looks at the folder of weights each time: what is installed meanwhile is served at once."""

    def __init__(self, folder: Path, *, idle_seconds: float, threads: int = 0) -> None:
        self._folder = folder
        # Threads of llama.cpp wait for each other at each step: with one per core, on cores that others
        # use too, SmolLM2 made 2 tokens a second instead of 35.
        self._threads = threads or max(1, len(os.sched_getaffinity(0)) // 2)
        self._idle_seconds = idle_seconds
        self._standing_by: dict[str, Standby] = {}

    def names(self) -> list[str]:
        """What can be asked for."""
        return [*catalogue.served(self._folder), *([catalogue.EMBEDDER] if _embedder() else [])]

    def loaded(self) -> set[str]:
        """What is in memory now."""
        return {name for name, standby in self._standing_by.items() if standby.is_loaded}

    def find(self, name: object, *, embeds: bool) -> Standby | None:
        """The model of this name; None where there is none for this purpose."""
        if embeds:
            weights = _embedder() if name == catalogue.EMBEDDER else None
        else:
            weights = catalogue.served(self._folder).get(str(name))
        return self._standby(str(name), weights, embeds=embeds) if weights else None

    async def close(self) -> None:
        """End all processes."""
        await asyncio.gather(*(standby.stop() for standby in self._standing_by.values()))

    def _standby(self, name: str, weights: Path, *, embeds: bool) -> Standby:
        if name not in self._standing_by:
            self._standing_by[name] = Standby(
                name,
                str(weights),
                module=EMBEDDING if embeds else LANGUAGE,
                threads=1 if embeds else self._threads,
                idle_seconds=self._idle_seconds,
            )
        return self._standing_by[name]


def _embedder() -> Path | None:
    try:
        return catalogue.embedder_weights()
    except StackError:
        return None
