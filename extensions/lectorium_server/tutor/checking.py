"""What stands between the model and the student: the guard's gate, and the check of what is cited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lectorium.rooms.tutor import api as tutor
from lectorium_server.tutor.guarding import Desk, Guard


class Checker:
    """One answer under way; what may be code is never shown before it was judged."""

    def __init__(self, desk: Desk, prepared: tutor.Prepared, sources: Sequence[tutor.Source] = ()) -> None:
        """``sources`` are what may be cited."""
        known = tutor.Known(
            own=(prepared.work.code,),
            statement=prepared.exercise.statement,
            shown=tuple(turn.answer for turn in prepared.work.turns),
        )
        self._guard = Guard(desk, prepared, known)
        self._gate = tutor.Gate(prepared.level, known)
        self._sources = sources
        self._citations = tutor.CitationFilter([source.number for source in sources])
        self._is_open = prepared.level == "open"
        self.guarding: tutor.Guarding = "none"
        self.notes: dict[str, Any] = {"v": 1}

    def feed(self, text: str) -> str:
        """Take what the model said; returns what the student may read now."""
        return self._citations.feed(self._gate.feed(text))

    async def close(self) -> str:
        """The model has ended: what else the student may read."""
        rest, held = self._gate.close()
        said = self._citations.feed(rest)
        if held is not None:
            settled = await self._guard.settle(held)
            self.guarding, self.notes = settled.guarding, settled.notes.stored()
            said += self._citations.feed(settled.text)
        elif not self._is_open:
            self.guarding = "passed"
        return said + self._citations.close()

    def citations(self, text: str) -> list[dict[str, Any]]:
        """The sources that the text names."""
        return tutor.cited(text, self._sources)
