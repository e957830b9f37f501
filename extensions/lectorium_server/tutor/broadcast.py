"""What an answer has come to so far, for any number of readers who come late, leave or come back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

Progress = Literal["retrieving", "waiting", "answering", "checking"]


@dataclass(frozen=True)
class Seen:
    """How an answer stands: all of the text so far, and whether there will be more."""

    text: str
    progress: Progress | None
    ended: bool


NOTHING = Seen("", None, ended=False)


@dataclass(eq=False)
class Broadcast:
    """One answer under way; its text only grows, so a reader needs to remember no more than a length."""

    text: str = ""
    progress: Progress | None = None
    ended: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, text: str) -> None:
        """Add to the answer."""
        if text:
            self.text += text
            self._tell()

    def doing(self, progress: Progress) -> None:
        """Say what is being done."""
        if progress != self.progress:
            self.progress = progress
            self._tell()

    def end(self) -> None:
        """There will be no more."""
        self.ended = True
        self._tell()

    def seen(self) -> Seen:
        """How it stands now."""
        return Seen(self.text, self.progress, self.ended)

    async def changed(self, seen: Seen, seconds: float) -> Seen:
        """How it stands once it is otherwise than ``seen``, or after so many seconds as it is."""
        waiting = self._changed
        if self.seen() == seen:
            try:
                await asyncio.wait_for(waiting.wait(), seconds)
            except TimeoutError:
                return seen
        return self.seen()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
