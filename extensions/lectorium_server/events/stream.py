"""The stream of server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import orjson

from lectorium.rooms.courses import api as courses
from lectorium_server.events.broker import Note, Subscription
from lectorium_server.routing.call import StreamCall
from lectorium_server.routing.route import Kind, Routes
from lectorium_server.routing.rules import ANYONE
from lectorium_wire.base import Shape
from lectorium_wire.exams import SittingEvent
from lectorium_wire.grading import GradingEvent
from lectorium_wire.service import EventQuery

routes = Routes("events")
SHAPES: dict[str, type[Shape]] = {"grading": GradingEvent, "sitting": SittingEvent}
HEARTBEAT_SECONDS = 15.0
LIFE_SECONDS = 600.0
"""A stream ends by itself, so that rights taken away end too; clients come back at once."""


@routes.get("/events", rule=ANYONE, kind=Kind.STREAM)
async def stream_events(call: StreamCall, query: EventQuery) -> None:
    """What happens to my attempts and sittings, as server-sent events.

    The first event is `hello`, and so is each one after a gap: ask for what you wait for.
    `grading` carries the state of one attempt; ask for its result.  Of what was handed in of an exam it
    isn't told to its student.  `sitting` says that a sitting of
    an exam began, has another deadline, or ended.  Staff of a class who may
    see student data get the events of the class with `class_id`.  Comments keep the line open.
    The stream ends after ten minutes; open it again.
    """
    wants = _wants(call.actor.user_id)
    if query.class_id is not None:
        seen = await call.services.threads.run(_seen_in, call, query.class_id)
        wants = _wants_of(query.class_id, seen)
    with call.broker.subscribe(call.actor.user_id, wants) as subscription:
        await call.send(b"retry: 2000\nevent: hello\ndata: {}\n\n")
        await _relay(call, subscription)


def _seen_in(call: StreamCall, class_id: UUID) -> frozenset[str] | None:
    """Whose events the caller may know in a class: None is everybody's (I16)."""
    with call.services.database.transaction() as session:
        found = courses.require(session, call.actor, class_id, student_data="view")
        seen = courses.visible_students(found)
        return None if seen is None else frozenset(str(each) for each in session.scalars(seen))


def _wants(person: UUID) -> Callable[[Note], bool]:
    own = str(person)
    return lambda note: note["kind"] in SHAPES and note.get("student_id") == own and not _is_sealed(note)


def _is_sealed(note: Note) -> bool:
    """How far grading an exam has come, and when, depends on its hidden tests (I8)."""
    return (note["kind"], note.get("mode"), note.get("type")) == ("grading", "exam", "final_submission")


def _wants_of(class_id: UUID, seen: frozenset[str] | None) -> Callable[[Note], bool]:
    of_class = str(class_id)
    return lambda note: (
        note["kind"] in SHAPES
        and note.get("class_id") == of_class
        and (seen is None or note.get("student_id") in seen)
    )


async def _relay(call: StreamCall, subscription: Subscription) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + LIFE_SECONDS
    while loop.time() < end:
        try:
            note = await asyncio.wait_for(subscription.queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await call.send(b": still here\n\n")
            continue
        await call.send(_event(note))


def _event(note: Note) -> bytes:
    if note["kind"] == "hello":
        return b"event: hello\ndata: {}\n\n"
    kind = str(note["kind"])
    event = SHAPES[kind].model_validate(note).model_dump(mode="json")
    return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(event) + b"\n\n"
