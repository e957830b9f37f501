"""Which models' servers answer now, asked all at once and not for long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from lectorium.llm import Models, ModelUnavailable
from lectorium.rooms.tutor.choosing import Serving

PATIENCE_SECONDS = 3.0
"""A page waits so long for the slowest server, which then counts as silent."""


def serving_now(models: Models) -> Serving:
    """The same, for choosing among models: a server that doesn't answer may have any.  It blocks, too."""
    reached = reach(models)
    served = {name: names for name, names in reached.items() if names is not None}
    return Serving(models.endpoints, served)


def reach(models: Models) -> Mapping[str, frozenset[str] | None]:
    """What each endpoint of the settings serves, by its name; None for one that doesn't answer.

    Blocks for some seconds at most, so it is called with no transaction under way.
    """

    async def ask(name: str) -> frozenset[str] | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await models.served(name)
        except (ModelUnavailable, TimeoutError):
            return None

    async def ask_all() -> list[frozenset[str] | None]:
        return list(await asyncio.gather(*(ask(name) for name in models.endpoints)))

    return dict(zip(models.endpoints, asyncio.run(ask_all()), strict=True))
