"""What an answer takes, in tokens: as the server tells at its end, else counted, however the answer ends."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from lectorium.llm import Ask, BrokenOff, Models, ModelUnavailable, Usage

BYTES_PER_TOKEN = 4
"""About as many as there are, in English and in code."""
FRAME = 4
"""Tokens around a message."""


@dataclass
class Counted:
    """One request; ``is_told`` by the server, else ``prompt`` is an estimate and ``completion`` too."""

    prompt: int
    completion: int = 0
    is_told: bool = False
    is_cut: bool = False
    _pieces: int = 0
    _bytes: int = 0

    def said(self, text: str) -> None:
        """Most servers send a token at a time; some send several in one piece."""
        self._pieces += 1
        self._bytes += len(text.encode())
        self.completion = max(self._pieces, _about(self._bytes))

    def told(self, usage: Usage) -> None:
        """The server knows it; one that doesn't tell says nothing was read."""
        self.is_cut = usage.is_cut
        if usage.prompt_tokens:
            self.prompt, self.completion = usage.prompt_tokens, usage.completion_tokens
            self.is_told = True


class Meter:
    """All requests for one answer: its draft, and the hint that may stand in its place."""

    def __init__(self) -> None:
        self._requests: list[Counted] = []

    async def stream(self, models: Models, ask: Ask) -> AsyncGenerator[str]:
        """The answer's text as it comes.  What was refused before it began has cost nothing."""
        counted = Counted(sum(FRAME + _about(len(each.content.encode())) for each in ask.messages))
        self._requests.append(counted)
        try:
            async with aclosing(models.stream(ask)) as parts:
                async for part in parts:
                    if isinstance(part, Usage):
                        counted.told(part)
                    else:
                        counted.said(part.text)
                        yield part.text
        except BrokenOff:
            raise
        except ModelUnavailable:
            self._requests.remove(counted)
            raise

    @property
    def tokens(self) -> tuple[int, int] | None:
        """Read and written so far; None where no model was asked."""
        if not self._requests:
            return None
        return sum(each.prompt for each in self._requests), sum(each.completion for each in self._requests)

    @property
    def is_cut(self) -> bool:
        """Whether the draft reached the most that may be written."""
        return bool(self._requests) and self._requests[0].is_cut

    @property
    def is_estimated(self) -> bool:
        """Whether a part of it is an estimate."""
        return not all(each.is_told for each in self._requests)


def _about(count: int) -> int:
    """So many tokens are so many bytes."""
    return -(-count // BYTES_PER_TOKEN)
