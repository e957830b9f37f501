"""An answer as server-sent events, for a reader who may come late, leave, and come back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.tutor import api as tutor
from lectorium_server.routing.call import StreamCall
from lectorium_server.tutor.broadcast import NOTHING, Progress, Seen
from lectorium_server.tutor.relay import Relay
from lectorium_server.tutor.shapes import interaction_shape
from lectorium_wire.base import Shape
from lectorium_wire.tutor import Interaction, TutorDelta, TutorFailed, TutorProgress

HEARTBEAT_SECONDS = 15.0
POLL_SECONDS = 0.5
LIFE_SECONDS = 600.0
"""As the stream of all events: it ends by itself, and the reader comes back."""
RUNNING = frozenset({"asked", "answering"})
BROKEN = "The answer broke off. Your question and what was said so far are kept. Ask once more."


class Following(Protocol):
    """An answer that grows."""

    async def changed(self, seen: Seen, seconds: float) -> Seen:
        """How it stands once it is otherwise than ``seen``, or after so many seconds as it is."""
        ...


@dataclass
class Elsewhere:
    """An answer that another process gives: what it keeps every second is what can be seen of it."""

    relay: Relay
    interaction_id: UUID

    async def changed(self, seen: Seen, seconds: float) -> Seen:
        """Ask the database until there is more."""
        for _ in range(max(1, round(seconds / POLL_SECONDS))):
            found = await self.relay.in_transaction(partial(_progress, self.interaction_id))
            if found != seen:
                return found
            await asyncio.sleep(POLL_SECONDS)
        return seen


@dataclass
class Reader:
    """What one reader has been sent."""

    call: StreamCall
    sent: int
    progress: Progress | None = None

    async def show(self, seen: Seen) -> None:
        """Send what is new: what is being done, and more of the text.

        The id of a piece is how many characters of the answer there are with it: who comes back with it gets
        the rest, from whichever process.
        """
        if seen.progress not in {None, self.progress} and not seen.ended:
            self.progress = seen.progress
            await self._send("status", TutorProgress.model_construct(state=seen.progress))
        if len(seen.text) > self.sent:
            piece, self.sent = seen.text[self.sent :], len(seen.text)
            await self._send("delta", TutorDelta.model_construct(text=piece), str(self.sent))

    async def end(self, whole: Interaction) -> None:
        """Send the whole, as it is kept."""
        if whole.state in {"completed", "stopped"}:
            await self._send("done", whole)
            return
        failed = TutorFailed.model_construct(message=whole.error or BROKEN, interaction=whole)
        await self._send("failed", failed)

    async def _send(self, name: str, shape: Shape, id_: str | None = None) -> None:
        number = f"id: {id_}\n" if id_ else ""
        text = f"{number}event: {name}\ndata: {shape.model_dump_json()}\n\n"
        await self.call.send(text.encode())


async def follow_answer(call: StreamCall, interaction_id: UUID) -> None:
    """Send everything so far and what follows until the answer ends; raises what reading it raises."""
    relay = call.services.relay
    await relay.in_transaction(lambda session: tutor.find_interaction(session, call.actor, interaction_id))
    await call.send(b"retry: 1000\n\n")
    reader = Reader(call, _known(call.last_event_id))
    following: Following = relay.find(interaction_id) or Elsewhere(relay, interaction_id)
    loop = asyncio.get_running_loop()
    seen, end = NOTHING, loop.time() + LIFE_SECONDS
    while not seen.ended:
        now = await following.changed(seen, HEARTBEAT_SECONDS)
        if now == seen:
            await call.send(b": still here\n\n")
        seen = now
        await reader.show(seen)
        if loop.time() > end:
            return
    try:
        whole = await relay.in_transaction(partial(_whole, call, interaction_id))
    except Conflict as refused:  # the reader sits an exam by now
        whole = await relay.in_transaction(partial(_closed, interaction_id, refused.detail))
    await reader.end(whole)


def _known(last_event_id: str) -> int:
    """How many characters a reader who comes back has."""
    return int(last_event_id) if last_event_id.isdecimal() and len(last_event_id) < 10 else 0


def _progress(interaction_id: UUID, session: Session) -> Seen:
    state, text = tutor.progress_of(session, interaction_id)
    return Seen(text, None, ended=state not in RUNNING)


def _whole(call: StreamCall, interaction_id: UUID, session: Session) -> Interaction:
    view = tutor.find_interaction(session, call.actor, interaction_id)
    is_own = view.interaction.user_id == call.actor.user_id
    left = tutor.left_today(session, call.actor, view.interaction.challenge_id) if is_own else None
    return interaction_shape(view, left)


def _closed(interaction_id: UUID, why: str, session: Session) -> Interaction:
    """An answer that broke off by itself, without a word of what was said: that is for afterwards."""
    row = session.get_one(tutor.LlmInteraction, interaction_id)
    whole = interaction_shape(tutor.view_of(session, row), None)
    nothing = {"state": "failed", "answer": "", "citations": [], "error": row.error or why}
    return whole.model_copy(update=nothing)
