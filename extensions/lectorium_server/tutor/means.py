"""What an answer needs of the process that gives it; `relay.Relay` has it all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.llm import Models
from lectorium.rooms.tutor import api as tutor
from lectorium_server.events.broker import Note

Result = TypeVar("Result")


class CheckMeans(Protocol):
    """What a check needs: short transactions, the models, and what workers tell."""

    @property
    def models(self) -> Models:
        """The language models."""
        ...

    async def in_transaction(self, work: Callable[[Session], Result]) -> Result:
        """Do something short with the database, in a thread."""
        ...

    def verdicts(self, interaction_id: UUID) -> AbstractContextManager[asyncio.Queue[Note]]:
        """Hear at once when a worker has judged an answer."""
        ...


class Means(CheckMeans, Protocol):
    """And what a whole answer needs besides: a model that can be asked, the embedder, a turn."""

    @property
    def serving(self) -> tutor.Serving:
        """Which models can be asked, as far as known."""
        ...

    async def know_served(self) -> None:
        """Ask our own stack what it serves, unless that is known."""
        ...

    def embedder(self, session: Session) -> Models:
        """The models whose embedder searches use now."""
        ...

    def must_wait(self, endpoint: str) -> bool:
        """Whether it is somebody else's turn at a model just now."""
        ...

    def turn(self, endpoint: str) -> AbstractAsyncContextManager[None]:
        """Wait until it is one's turn at a model."""
        ...
