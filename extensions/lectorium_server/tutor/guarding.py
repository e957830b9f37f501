"""The guard's side that waits: a verdict is asked of a worker, and a hint of the model, each with a limit.

Nothing is run here.  Without a verdict in time the answer isn't shown, and fixed words are.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from lectorium.llm import Ask, Models, ModelUnavailable, Piece
from lectorium.rooms.tutor import api as tutor

log = logging.getLogger("lectorium.tutor")
Result = TypeVar("Result")
VERDICT_SECONDS = 30.0
HINT_SECONDS = 20.0
FIRST_LOOK, LONGEST_LOOK = 0.05, 0.4


class Desk(Protocol):
    """What the guard needs of who answers: short transactions and the models."""

    @property
    def models(self) -> Models:
        """The language models."""
        ...

    async def in_transaction(self, work: Callable[[Session], Result]) -> Result:
        """Do something short with the database, in a thread."""
        ...


@dataclass(frozen=True)
class Settled:
    """What became of what was held: the text to be read, how it was guarded, and the notes for teachers."""

    text: str
    guarding: tutor.Guarding
    notes: tutor.GuardNotes


@dataclass
class Guard:
    """Settles what a gate has held of one answer."""

    desk: Desk
    prepared: tutor.Prepared
    known: tutor.Known
    verdict_seconds: float = VERDICT_SECONDS

    async def settle(self, held: tutor.Held) -> Settled:
        """The held text where it gives nothing away; else a hint that was judged, else fixed words."""
        notes = await self._verdict("draft", held.text)
        if notes.draft is not None and not notes.draft.solves:
            return Settled(held.rest, "passed", notes)
        hint, notes = await self._hint(held, notes)
        start = "" if not held.shown or held.text[: held.shown].endswith("\n\n") else "\n\n"
        if hint is not None:
            return Settled(start + hint, "rewritten", notes.model_copy(update={"instead": "hint"}))
        guarding: tutor.Guarding = "rewritten" if notes.draft is not None else "withheld"
        words = tutor.fixed_words(self._step)
        return Settled(start + words, guarding, notes.model_copy(update={"instead": "fixed words"}))

    @property
    def _step(self) -> int:
        return tutor.step_of(self.prepared.hint_step, self.prepared.level)

    async def _hint(self, held: tutor.Held, notes: tutor.GuardNotes) -> tuple[str | None, tutor.GuardNotes]:
        """A hint of the model's, gated and judged as its draft was; None where there is none."""
        if notes.draft is None or self.prepared.chosen is None:
            return None, notes  # nobody judges now, so nothing new is asked
        hint = await self._asked(held)
        if hint is None:
            return None, notes
        gate = tutor.Gate(self.prepared.level, self.known)
        gate.feed(hint)
        if gate.close()[1] is None:
            return hint, notes.model_copy(update={"hint": hint})
        notes = await self._verdict("rewrite", hint)
        good = notes.rewrite is not None and not notes.rewrite.solves
        return hint if good else None, notes

    async def _asked(self, held: tutor.Held) -> str | None:
        ask = self._ask(held)
        try:
            async with asyncio.timeout(HINT_SECONDS):
                parts = [part.text async for part in self.desk.models.stream(ask) if isinstance(part, Piece)]
        except (ModelUnavailable, TimeoutError) as error:
            log.warning("Question %s: no hint instead: %r", self.prepared.interaction_id, error)
            return None
        return "".join(parts).strip() or None

    def _ask(self, held: tutor.Held) -> Ask:
        messages = tutor.hint_messages(held.text, self._step, self.known)
        ask = replace(self.prepared.ask(), messages=messages)
        return replace(ask, max_tokens=min(ask.max_tokens, tutor.MOST_HINT_TOKENS))

    async def _verdict(self, which: tutor.Judged, text: str) -> tutor.GuardNotes:
        """Ask a worker and wait; what has no verdict afterwards has none."""
        one = self.prepared.interaction_id
        await self.desk.in_transaction(lambda session: tutor.ask_verdict(session, one, which, text))
        end, wait = time.monotonic() + self.verdict_seconds, FIRST_LOOK
        while True:
            await asyncio.sleep(wait)
            notes = await self.desk.in_transaction(lambda session: tutor.read_notes(session, one))
            if notes.waits_for is None:
                return notes
            if time.monotonic() > end:
                log.warning("Question %s: no verdict within %.0f s", one, self.verdict_seconds)
                return notes.model_copy(update={"waits_for": None})
            wait = min(wait * 1.5, LONGEST_LOOK)
