"""The relay: one task per answer, whoever listens; waiting for a model holds no thread and no connection."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.events import afterwards
from lectorium.llm import EMBEDDED, Models, ModelUnavailable
from lectorium.platform import Platform
from lectorium.rooms.materials.api import Embedders
from lectorium.rooms.tutor import api as tutor
from lectorium_server.events.broker import Broker, Note
from lectorium_server.threads import Threads
from lectorium_server.tutor.answer import AnswerTask
from lectorium_server.tutor.broadcast import Broadcast

log = logging.getLogger("lectorium.tutor")
Result = TypeVar("Result")
SWEEP_SECONDS = 10.0
SERVED_SECONDS = 60.0
EMBEDDED_AT_ONCE = 4
"""As many answers as the embedded model gives at the same time.  Who waits for a turn here may wait long;
a model that is silent for so long would be given up."""


class Relay:
    """All answers that this process gives."""

    def __init__(self, platform: Platform, threads: Threads) -> None:
        """The platform's parts are opened when they are first needed."""
        self._platform, self._threads = platform, threads
        self._embedders: Embedders | None = None
        self._answers: dict[UUID, tuple[AnswerTask, asyncio.Task[None]]] = {}
        self._turns = asyncio.Semaphore(EMBEDDED_AT_ONCE)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._broker: Broker | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._invigilator: asyncio.Task[None] | None = None
        self._served: dict[str, frozenset[str]] = {}
        self._asking: asyncio.Future[None] | None = None
        self._asked_served = -SERVED_SECONDS

    def start(self, broker: Broker) -> None:
        """Begin on the running loop: what a dead process has left is failed now, and every so often."""
        self._loop, self._broker = asyncio.get_running_loop(), broker
        self._sweeper = self._loop.create_task(self._sweep_for_ever())
        self._invigilator = self._loop.create_task(self._hear_of_exams(broker))

    async def stop(self) -> None:
        """Break off what is under way; each question is marked, with what was said so far."""
        idle = [task for task in (self._sweeper, self._invigilator) if task is not None]
        for task in idle:
            task.cancel()
        for answer, _ in self._answers.values():
            answer.halt("restart")
        tasks = [task for _, task in self._answers.values()]
        await asyncio.gather(*tasks, *idle, return_exceptions=True)

    @property
    def models(self) -> Models:
        """The language models."""
        return self._platform.models

    def must_wait(self, endpoint: str) -> bool:
        """Whether it is somebody else's turn at a model just now."""
        return endpoint == EMBEDDED and self._turns.locked()

    def turn(self, endpoint: str) -> AbstractAsyncContextManager[None]:
        """Wait until it is one's turn at a model; at others than our own nobody waits."""
        return self._turns if endpoint == EMBEDDED else nullcontext()

    def embedder(self, session: Session) -> Models:
        """The models whose embedder searches use now."""
        if self._embedders is None:
            self._embedders = Embedders(self._platform.settings, self.models)
        return self._embedders.now(session)

    @property
    def serving(self) -> tutor.Serving:
        """Which models can be asked, as far as known."""
        return tutor.Serving(self.models.endpoints, self._served)

    def begin_after(self, session: Session, interaction_id: UUID) -> None:
        """Answer a stored question once its transaction has committed; in a thread or on the loop."""
        afterwards(session, partial(self._soon, self._begin, interaction_id))

    def stop_after(self, session: Session, interaction_id: UUID) -> None:
        """Break an answer off once it is stopped in the database, if it is given here."""
        afterwards(session, partial(self._soon, self._stopped, interaction_id))

    def find(self, interaction_id: UUID) -> Broadcast | None:
        """What is being answered here; None for other processes' and for what has ended."""
        found = self._answers.get(interaction_id)
        return None if found is None else found[0].broadcast

    async def in_transaction(self, work: Callable[[Session], Result]) -> Result:
        """Do something short with the database, in a thread."""
        return await self._threads.run(self._transact, work)

    @contextmanager
    def verdicts(self, interaction_id: UUID) -> Iterator[asyncio.Queue[Note]]:
        """Hear at once when a worker has judged an answer."""
        assert self._broker is not None
        judged = {"kind": "verdict", "interaction_id": str(interaction_id)}
        with self._broker.subscribe(None, lambda note: note == judged) as told:
            yield told.queue

    async def know_served(self) -> None:
        """Ask our own stack what it serves, unless that is known; only the first time has to wait."""
        if time.monotonic() - self._asked_served < SERVED_SECONDS or EMBEDDED not in self.models.endpoints:
            return
        self._asked_served = time.monotonic()
        if EMBEDDED in self._served:
            self._asking = asyncio.ensure_future(self._ask_served())
        else:
            await self._ask_served()

    async def _ask_served(self) -> None:
        try:
            self._served = {**self._served, EMBEDDED: await self.models.served(EMBEDDED)}
        except ModelUnavailable as error:
            self._asked_served = -SERVED_SECONDS
            log.warning("The embedded models don't say which they are: %s", error)

    def _transact(self, work: Callable[[Session], Result]) -> Result:
        with self._platform.database.transaction() as session:
            return work(session)

    def _soon(self, what: Callable[[UUID], None], interaction_id: UUID) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(what, interaction_id)

    def _begin(self, interaction_id: UUID) -> None:
        answer = AnswerTask(self, interaction_id)
        task = asyncio.ensure_future(answer.run())
        self._answers[interaction_id] = (answer, task)
        task.add_done_callback(lambda _: self._answers.pop(interaction_id, None))

    def _stopped(self, interaction_id: UUID) -> None:
        found = self._answers.get(interaction_id)
        if found is not None:
            found[0].halt("stopped")

    async def _hear_of_exams(self, broker: Broker) -> None:
        """Break off at once the answers of who begins an exam, wherever it begins (K9).

        A note that is missed is made up for when the answer is kept next.
        """
        with broker.subscribe(None, _begins_exam) as told:
            while True:
                note = await told.queue.get()
                for answer, _ in tuple(self._answers.values()):
                    if str(answer.student_id) == note.get("student_id"):
                        answer.halt("exam")

    async def _sweep_for_ever(self) -> None:
        await self._sweep()
        await self.know_served()
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self._sweep()

    async def _sweep(self) -> None:
        try:
            count = await self.in_transaction(tutor.sweep_left)
        except Exception:
            log.exception("What a dead process has left couldn't be looked for")
            return
        if count:
            log.warning("%d questions were left by a process that has ended; they are marked", count)


def _begins_exam(note: Note) -> bool:
    return (note["kind"], note.get("state")) == ("sitting", "running")
