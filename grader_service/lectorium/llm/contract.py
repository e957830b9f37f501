"""What a language model is asked and what it answers, whoever serves it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from lectorium.kit.errors import Unavailable

EMBEDDED = "embedded"
"""The endpoint that the embedded stack runs by itself."""

Endpoints = Mapping[str, frozenset[str] | None]
"""Servers by name, and which schools may ask each, by slug or name; None: every school."""
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True)
class Ask:
    """A conversation to be continued.

    ``endpoint`` names a server of the settings and ``served_name`` the model there.  With ``json_schema``
    the answer is a JSON text of that shape.  ``temperature`` 0 with a ``seed`` is as repeatable as the
    server makes it.
    """

    endpoint: str
    served_name: str
    messages: Sequence[Message]
    temperature: float = 0.2
    max_tokens: int = 512
    json_schema: dict[str, Any] | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Usage:
    """What an answer cost, in tokens as the model counts them."""

    prompt_tokens: int
    completion_tokens: int
    is_cut: bool = False
    """Whether ``max_tokens`` cut the answer off."""


@dataclass(frozen=True)
class Piece:
    """The next characters of an answer; never empty."""

    text: str


@dataclass(frozen=True)
class Answer:
    """A whole answer; ``finish`` is ``length`` where ``max_tokens`` cut it off, else mostly ``stop``."""

    text: str
    usage: Usage
    finish: str


class ModelUnavailable(Unavailable):
    """The model didn't answer, or not to the end.

    ``detail`` is for whoever asked; ``str(error)`` is for who runs the platform.
    """

    default_code = "no_model"

    def __init__(self, reason: str, what_happened: str = "", what_to_do: str = "") -> None:
        what_happened = what_happened or "The language model can't be reached."
        what_to_do = what_to_do or "Ask again in a minute; if it stays so, tell whoever runs this platform."
        super().__init__(f"{what_happened} Your work and your question are safe. {what_to_do}")
        self.args = (reason,)


class ModelRefused(ModelUnavailable):
    """The server answers and won't do it: a wrong key, an unknown model, an endpoint nobody set up."""

    default_code = "model_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(
            reason,
            "The language model isn't set up as it should be.",
            "Tell whoever runs this platform: its log says what is wrong.",
        )


class ModelBusy(ModelUnavailable):
    """The server has too much to do, or took too long."""

    default_code = "model_busy"

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "The language model has too much to do just now.", "Ask again in a minute.")


class ContextTooLong(ModelUnavailable):
    """The conversation doesn't fit into the model's memory."""

    default_code = "too_long"

    def __init__(self, reason: str) -> None:
        super().__init__(
            reason,
            "This is more text than the language model can take at once.",
            "Ask a shorter question, or send less code along.",
        )


class BrokenOff(ModelUnavailable):
    """The answer ended before its end; what was said until then has been handed out."""

    default_code = "broken_off"

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "The language model stopped in the middle of its answer.", "Ask once more.")


class Models(Protocol):
    """The servers of the settings; safe to share between threads and event loops.

    Every method may raise :class:`ModelUnavailable`.  A request is never sent twice; only connecting is
    tried again.
    """

    embedder: str
    """The name of the embedding model, as stored beside each vector."""
    dimension: int
    """How many numbers a vector has."""
    endpoints: Endpoints
    """The names that may stand in a model's row, and in whose."""

    def stream(self, ask: Ask) -> AsyncGenerator[Piece | Usage, None]:
        """Yield the answer as it comes, and its usage last; closing the iterator stops the model.

        An answer that doesn't reach its end raises :class:`BrokenOff` after its pieces.
        """
        ...

    def complete(self, ask: Ask) -> Answer:
        """Wait for the whole answer; for workers."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length one (in the Euclidean sense) for each text, in order."""
        ...

    async def embed_one(self, text: str) -> list[float]:
        """The vector of one text, without holding a thread."""
        ...

    async def served(self, endpoint: str) -> frozenset[str]:
        """The names of the models that an endpoint lists now, without holding a thread."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...
