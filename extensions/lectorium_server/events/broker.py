"""One LISTEN connection per process, and a bounded queue for each open stream."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from lectorium.kit.errors import TooMany
from lectorium.kit.notify import CHANNEL

log = logging.getLogger("lectorium.events")
QUEUE_LENGTH = 256
STREAMS_PER_PERSON = 20
PROBE_SECONDS = 30.0
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0

Note = Mapping[str, Any]
HELLO: Note = {"kind": "hello"}


@dataclass(eq=False)
class Subscription:
    """One open stream: whose, what it wants, and what waits to be sent; None is this process itself."""

    person: UUID | None
    wants: Callable[[Note], bool]
    queue: asyncio.Queue[Note] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))

    def offer(self, note: Note) -> None:
        """Put a note in line; a reader too slow for it is told to ask for everything again."""
        try:
            self.queue.put_nowait(note)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(HELLO)


class Broker:
    """Hears what the database tells, and passes it on to those who may know."""

    def __init__(self, database_url: str) -> None:
        """``database_url`` as SQLAlchemy reads it."""
        self._url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._subscriptions: set[Subscription] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin listening, on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._listen_for_ever())

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @contextmanager
    def subscribe(self, person: UUID | None, wants: Callable[[Note], bool]) -> Iterator[Subscription]:
        """Be told, for as long as the context lasts; raises :class:`TooMany` for a person."""
        streams = sum(each.person == person for each in self._subscriptions)
        if person is not None and streams >= STREAMS_PER_PERSON:
            raise TooMany(
                "Lectorium is open in too many windows. Your work is safe. Close some of them and reload.",
                code="too_many_streams",
            )
        subscription = Subscription(person, wants)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def _listen_for_ever(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    wait = FIRST_WAIT
                    self._tell(HELLO)  # what happened before was missed: ask again
                    await self._listen(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("The database doesn't tell events now, trying again in %.1f s: %s", wait, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for notification in connection.notifies(timeout=PROBE_SECONDS):
                self._tell(json.loads(notification.payload))
            await connection.execute("SELECT 1")  # a connection that died silently is heard of here

    def _tell(self, note: Note) -> None:
        for subscription in tuple(self._subscriptions):
            if note["kind"] == "hello" or subscription.wants(note):
                subscription.offer(note)
