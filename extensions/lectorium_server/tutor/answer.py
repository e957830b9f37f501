"""One answer from a stored question to its end: asked, checked, kept, whoever listens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.errors import DomainError
from lectorium.llm import Ask, Models, ModelUnavailable
from lectorium.rooms.tutor import api as tutor
from lectorium_server.routing.errors import explain
from lectorium_server.tutor.broadcast import Broadcast
from lectorium_server.tutor.checking import Checker
from lectorium_server.tutor.embedding import vector_of
from lectorium_server.tutor.means import Means

log = logging.getLogger("lectorium.tutor")
KEEP_SECONDS = 1.0
QUIET_ROUNDS = 5
"""While nothing is said, only every so many rounds say that this process lives."""
RESTARTED = (
    "The platform was restarted while the tutor answered. Your question and what was said so far are kept. "
    "Ask once more."
)
BEGAN_EXAM = (
    "You began an exam, so the tutor stopped. What was said so far is kept for afterwards. Go on by yourself."
)
SILENT = "The model said nothing. Your question is kept. Ask once more, perhaps in other words."

End = Callable[[Session, UUID, tutor.Said], None]


class AnswerTask:
    """One question being answered by this process."""

    def __init__(self, means: Means, interaction_id: UUID) -> None:
        self.broadcast = Broadcast()
        self.student_id: UUID | None = None
        """Whose it is, once it was taken up."""
        self._means, self._id = means, interaction_id
        self._task: asyncio.Task[None] | None = None
        self._broken_off: End | None = None
        self._is_ending = False
        self._draft = ""
        self._began = time.monotonic()
        self._first_token_ms: int | None = None
        self._sent: dict[str, Any] | None = None
        self._checker: Checker | None = None

    def halt(self, why: str) -> None:
        """Break it off: it was ``stopped``, an ``exam`` began, or the process ends."""
        ends: dict[str, End] = {"stopped": tutor.settle, "exam": partial(tutor.fail, message=BEGAN_EXAM)}
        self._broken_off = self._broken_off or ends.get(why, partial(tutor.fail, message=RESTARTED))
        if self._task is not None and not self._is_ending:
            self._task.cancel()

    async def run(self) -> None:
        """Answer to the end, and keep how it ended."""
        self._task = asyncio.current_task()
        keeper = asyncio.ensure_future(self._keep_on())
        try:
            end = await self._answer()
        except asyncio.CancelledError:
            end = self._broken_off or partial(tutor.fail, message=RESTARTED)
        except ModelUnavailable as error:
            log.warning("Question %s: %s", self._id, error)
            end = partial(tutor.fail, message=error.detail)
        except DomainError as error:
            end = partial(tutor.fail, message=error.detail)
        except Exception as error:  # noqa: BLE001 # the edge: whatever it is, the student is told
            end = partial(tutor.fail, message=explain(error).detail)
        finally:
            self._is_ending = True
            keeper.cancel()
        await self._finish(end)

    async def _answer(self) -> End | None:
        """None where the question isn't ours to end."""
        await self._means.know_served()
        serving = self._means.serving
        prepared, embedder = await self._means.in_transaction(partial(self._take_up, serving))
        if prepared is None:
            return None
        self.student_id = prepared.student_id
        if prepared.asks_back is not None:
            self.broadcast.say(prepared.asks_back)
            self._draft = prepared.asks_back
            return tutor.complete
        sources = await self._look_up(prepared, embedder)
        ask = prepared.ask(sources)
        self._sent = tutor.sent_of(prepared.instruction.text, ask)
        self._checker = Checker(self._means, prepared, ask, sources)
        if self._means.must_wait(ask.endpoint):
            self.broadcast.doing("waiting")
        async with self._means.turn(ask.endpoint):
            self.broadcast.doing("answering")
            await self._stream(ask)
        is_held = self._checker.is_holding
        if is_held:
            self.broadcast.doing("checking")
        rest = await self._checker.close()
        if is_held and not await self._goes_on():  # an exam may have begun while it was checked
            await asyncio.sleep(0)
        self.broadcast.say(rest)
        if not self.broadcast.text.strip():
            return partial(tutor.fail, message=SILENT)
        return tutor.complete

    def _take_up(
        self, serving: tutor.Serving, session: Session
    ) -> tuple[tutor.Prepared | None, Models | None]:
        """Take the question up; with the embedder, where there is anything to look up."""
        prepared = tutor.take_up(session, self._id, serving)
        if prepared is None or not tutor.can_look_up(session, prepared):
            return prepared, None
        return prepared, self._means.embedder(session)

    async def _look_up(self, prepared: tutor.Prepared, embedder: Models | None) -> list[tutor.Source]:
        """By meaning and words; by words alone where the embedder takes too long or isn't there."""
        if embedder is None:
            return []
        self.broadcast.doing("retrieving")
        vector = await vector_of(embedder, tutor.asked_text(prepared))
        return await self._means.in_transaction(
            lambda session: tutor.look_up(session, prepared, vector, embedder.embedder)
        )

    async def _stream(self, ask: Ask) -> None:
        assert self._checker is not None
        async with aclosing(self._checker.meter.stream(self._means.models, ask)) as pieces:
            async for piece in pieces:
                if self._first_token_ms is None:
                    self._first_token_ms = self._elapsed()
                self._draft += piece
                self.broadcast.say(self._checker.feed(piece))

    def _so_far(self) -> tutor.Said:
        checker = self._checker
        if checker is None:
            return tutor.Said(self.broadcast.text, self._draft, latency_ms=self._elapsed())
        read, written = checker.meter.tokens or (None, None)
        return tutor.Said(
            self.broadcast.text,
            self._draft,
            read,
            written,
            self._first_token_ms,
            self._elapsed(),
            checker.citations(self.broadcast.text),
            checker.rest.guarding,
            checker.rest.instead,
            self._sent,
            checker.meter.is_estimated,
            checker.meter.is_cut and checker.rest.instead is None,
        )

    async def _keep_on(self) -> None:
        """Every so often: keep what was said, say that this process lives, and hear whether to go on."""
        quiet, kept = 0, ""
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            quiet += 1
            if self._draft == kept and quiet < QUIET_ROUNDS:
                continue
            draft = self._draft
            try:
                going = await self._goes_on()
            except Exception:
                log.exception("Question %s: what was said couldn't be kept, trying again", self._id)
                continue
            quiet, kept = 0, draft
            if not going:
                return

    async def _goes_on(self) -> bool:
        """Keep what was said so far; breaks it off where it was stopped, or an exam has begun."""
        going = await self._means.in_transaction(partial(_keep, self._id, self._so_far()))
        if going != "goes on":
            self.halt(going)
        return going == "goes on"

    async def _finish(self, end: End | None) -> None:
        """Without a database the lease runs out, and the row is failed later."""
        if end is not None:
            said = self._so_far()
            try:
                await self._means.in_transaction(lambda session: end(session, self._id, said))
            except Exception:
                log.exception("Question %s: how it ended couldn't be kept", self._id)
        self.broadcast.end()

    def _elapsed(self) -> int:
        return round(1000 * (time.monotonic() - self._began))


def _keep(interaction_id: UUID, said: tutor.Said, session: Session) -> str:
    return tutor.keep(session, interaction_id, said)
