"""Taking turns at the platform's own model, which answers a few at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing

import pytest
from sqlalchemy.orm import Session

from lectorium.llm import EMBEDDED
from lectorium.platform import Platform
from lectorium.rooms.tutor import api as tutor
from lectorium_server.events.broker import Broker
from lectorium_server.services import Services
from lectorium_server.tutor.broadcast import Broadcast
from lectorium_server.tutor.relay import EMBEDDED_AT_ONCE
from tests.server.world import World
from tests.support.models import *  # noqa: F403 # the real model server
from tests.support.models import ModelServer
from tests.support.postgres import TestServer

PATIENCE = 60.0


@pytest.fixture
def services(postgres_server: TestServer, model_server: ModelServer) -> Iterator[Services]:
    settings = model_server.settings().model_copy(
        update={"database_url": postgres_server.urls["database_url"], "redis_url": ""}
    )
    with closing(Services(Platform(settings))) as services:
        yield services


async def test_who_waits_for_a_turn_is_told_so(services: Services, world: World) -> None:
    relay = services.relay
    relay.start(Broker(services.settings.database_url))
    try:
        async with AsyncExitStack() as turns:
            for _ in range(EMBEDDED_AT_ONCE):
                await turns.enter_async_context(relay.turn(EMBEDDED))
            answer = await begun(services, world)
            assert await doing(answer, after=("retrieving",)) == "waiting"
            assert answer.text == ""
        assert await doing(answer, after=("waiting",)) == "answering"
    finally:
        await relay.stop()


async def begun(services: Services, world: World) -> Broadcast:
    """A question that this process answers."""
    challenge_id, student = world.fresh_challenge(), world.school.actor("stranger")

    def ask(session: Session) -> uuid.UUID:
        question = tutor.Question(uuid.uuid4(), "chat", "What is a sum?")
        number = tutor.ask(session, student, challenge_id, question).interaction.id
        services.relay.begin_after(session, number)
        return number

    number = await services.relay.in_transaction(ask)
    answer = services.relay.find(number)
    assert answer is not None
    return answer


async def doing(answer: Broadcast, after: tuple[str, ...]) -> str | None:
    """What is being done once it is none of these."""
    seen = answer.seen()
    while seen.progress is None or seen.progress in after:
        later = await answer.changed(seen, PATIENCE)
        assert later != seen
        seen = later
    return seen.progress
