"""A question's vector, if it comes in time."""

from __future__ import annotations

import asyncio
import logging

from lectorium.llm import Models, ModelUnavailable

log = logging.getLogger("lectorium.tutor")
EMBED_SECONDS = 1.5
"""So long a student waits for it; an embedder that has to start takes longer, and is there the next time."""
_late: set[asyncio.Future[list[float]]] = set()


async def vector_of(embedder: Models, text: str) -> list[float] | None:
    """The vector of a text; None where the embedder is too slow now or can't be reached."""
    asked = asyncio.ensure_future(embedder.embed_one(text))
    done, _ = await asyncio.wait({asked}, timeout=EMBED_SECONDS)
    if done:
        return _result(asked)
    _late.add(asked)  # it goes on, so that the next question finds the embedder started
    asked.add_done_callback(_forget)
    return None


def _forget(asked: asyncio.Future[list[float]]) -> None:
    _late.discard(asked)
    if not asked.cancelled():
        _result(asked)


def _result(asked: asyncio.Future[list[float]]) -> list[float] | None:
    try:
        return asked.result()
    except ModelUnavailable as error:
        log.warning("A question is looked up by its words only: %s", error)
        return None
