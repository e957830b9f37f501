"""What stands between the model and the student: the guard, and the check of what is cited.

The guard's gate lets prose through as it comes and holds what may be code.  What is held a worker judges;
this process runs none of it.  What solves the exercise, or can't be judged in time, is never shown: a hint
stands in its place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.llm import Ask, ModelUnavailable
from lectorium.rooms.tutor import api as tutor
from lectorium_server.tutor.means import CheckMeans
from lectorium_server.tutor.metering import Meter

JUDGE_SECONDS = 25.0
"""So long a verdict is waited for."""
LOOK_SECONDS = 1.0
"""So often the row is looked at although no worker has told: a note may be lost with its connection."""
HINT_SECONDS = 30.0
ENDS = ".!?:;…\n"
Instead = Literal["hint", "fixed words"]


@dataclass(frozen=True)
class Rest:
    """What the student reads besides what was shown already, and what the check did."""

    text: str
    guarding: tutor.Guarding
    instead: Instead | None = None


class Checker:
    """One answer under way; what may be code is never shown before it was judged."""

    def __init__(
        self, means: CheckMeans, prepared: tutor.Prepared, ask: Ask, sources: Sequence[tutor.Source] = ()
    ) -> None:
        """``sources`` are what may be cited."""
        self._means, self._prepared, self._ask, self._sources = means, prepared, ask, sources
        self._known = tutor.Known(
            own=(prepared.work.code,),
            statement=prepared.exercise.statement,
            shown=tuple(turn.answer for turn in prepared.work.turns),
        )
        self._gate = tutor.Gate(prepared.level, self._known)
        self._citations = tutor.CitationFilter(self._numbers)
        self.rest = Rest("", "none")
        self.meter = Meter()

    @property
    def is_holding(self) -> bool:
        """Whether something waits for a verdict."""
        return self._gate.is_holding

    def feed(self, text: str) -> str:
        """Take what the model said; returns what the student may read now.

        The gate comes last: what it judges is what is shown, to the letter.
        """
        return self._gate.feed(self._citations.feed(text))

    async def close(self) -> str:
        """The model has ended: what else the student may read."""
        said = self._gate.feed(self._citations.close())
        left, held = self._gate.close()
        said += left
        if held is None:
            self.rest = Rest("", "none" if self._prepared.level == "open" else "passed")
            return said
        self.rest = await self._judged(held)
        return said + self.rest.text

    def citations(self, text: str) -> list[dict[str, Any]]:
        """The sources that the text names."""
        return tutor.cited(text, self._sources)

    async def _judged(self, held: tutor.Held) -> Rest:
        verdict = await self._verdict("draft", held.text)
        if verdict is not None and not verdict.solves:
            return Rest(held.rest, "passed")
        gap = gap_after(held.text[: held.shown])
        hint = None if verdict is None else await self._hint(held.text)
        if hint is not None:
            return Rest(gap + hint, "rewritten", "hint")
        step = tutor.step_of(self._prepared.hint_step, self._prepared.level)
        reason = None if verdict is None else verdict.reason
        return Rest(gap + tutor.fixed_words(step, reason), "withheld", "fixed words")

    async def _verdict(self, which: tutor.Judged, text: str) -> tutor.VerdictNote | None:
        """What a worker found; None where nobody did in time."""
        interaction_id = self._prepared.interaction_id
        end = time.monotonic() + JUDGE_SECONDS
        with self._means.verdicts(interaction_id) as told:
            await self._means.in_transaction(partial(_owe_verdict, interaction_id, which, text))
            while (left := end - time.monotonic()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(told.get(), min(left, LOOK_SECONDS))
                notes = await self._means.in_transaction(partial(_read_notes, interaction_id))
                if notes.waits_for is None:
                    return notes.draft if which == "draft" else notes.rewrite
        return None

    async def _hint(self, draft: str) -> str | None:
        """A hint by the model, which was checked like everything; None where there is none to show."""
        step = tutor.step_of(self._prepared.hint_step, self._prepared.level)
        messages = tutor.hint_messages(draft, step, self._known)
        try:
            async with asyncio.timeout(HINT_SECONDS):
                ask = replace(self._ask, messages=messages, max_tokens=tutor.MOST_HINT_TOKENS)
                async with aclosing(self.meter.stream(self._means.models, ask)) as pieces:
                    text = "".join([piece async for piece in pieces])
        except (ModelUnavailable, TimeoutError):
            return None
        text = tutor.checked(text, self._numbers)
        gate = tutor.Gate(self._prepared.level, self._known)
        gate.feed(text)
        _, held = gate.close()
        if held is not None:
            verdict = await self._verdict("rewrite", text)
            if verdict is None or verdict.solves:
                return None
        return text.strip() or None

    @property
    def _numbers(self) -> list[int]:
        return [source.number for source in self._sources]


def gap_after(shown: str) -> str:
    """Between what was shown, which can end within a sentence, and what stands in place of the rest."""
    said = shown.rstrip(" ")
    return "" if not said.strip() else "\n\n" if said[-1] in ENDS else "…\n\n"


def _owe_verdict(interaction_id: UUID, which: tutor.Judged, text: str, session: Session) -> None:
    tutor.ask_verdict(session, interaction_id, which, text)


def _read_notes(interaction_id: UUID, session: Session) -> tutor.GuardNotes:
    return tutor.read_notes(session, interaction_id)
