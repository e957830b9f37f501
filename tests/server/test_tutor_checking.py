"""What stands between model and student, with a worker's judging done in between by the test itself."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.jobs import Outbox
from lectorium.llm import EMBEDDED, Ask, Models
from lectorium.rooms.tutor import api as tutor
from lectorium.sandbox import Sandbox, open_sandbox
from lectorium_server.events.broker import HELLO, Broker, Note
from lectorium_server.tutor import checking
from lectorium_server.tutor.checking import Checker, gap_after
from tests.server.world import World
from tests.support.postgres import TestServer

Result = TypeVar("Result")
SOLUTION = "```python\ndef add(a, b):\n    return a + b\n```"
OTHER = "```python\nfruits = ['apple', 'pear']\nfor fruit in fruits:\n    print(fruit)\n```"
SMALL = tutor.Serving({EMBEDDED: None}, {EMBEDDED: ("smollm2-135m",)})


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with closing(open_sandbox()) as sandbox:
        yield sandbox


@dataclass
class Means:
    """Transactions as the relay makes them; ``sandbox`` judges at once, None stands for no worker at all."""

    world: World
    models: Models
    sandbox: Sandbox | None
    broker: Broker | None = None
    """Hears the worker's note; without one nothing is heard, and the row is looked at."""

    async def in_transaction(self, work: Callable[[Session], Result]) -> Result:
        with self.world.database.transaction() as session:
            result = work(session)
        if self.sandbox is not None:
            self._judge(self.sandbox)
        return result

    @contextmanager
    def verdicts(self, interaction_id: uuid.UUID) -> Iterator[asyncio.Queue[Note]]:
        judged = {"kind": "verdict", "interaction_id": str(interaction_id)}
        if self.broker is None:
            yield asyncio.Queue()
            return
        with self.broker.subscribe(None, lambda note: note == judged) as told:
            yield told.queue

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """With the broker's connection open, so that a note isn't missed."""
        if self.broker is None:
            yield
            return
        with self.broker.subscribe(None, lambda _: False) as told:
            self.broker.start()
            assert await told.queue.get() == HELLO
        yield
        await self.broker.stop()

    def _judge(self, sandbox: Sandbox) -> None:
        with self.world.database.transaction() as session:
            waiting = session.scalars(select(Outbox).where(Outbox.job == tutor.JUDGE_JOB)).all()
        for job in waiting:
            number = uuid.UUID(job.payload["interaction_id"])
            tutor.judge_answer(self.world.database, self.world.store, sandbox, job.id, number)


def check(means: Means, reply: str, **question: Any) -> tuple[Checker, str]:
    """The check of a reply to a student with a wrong program, and what the student reads of it."""
    world, wrong = means.world, "def add(a, b):\n    return a - b\n"
    challenge_id, student = world.fresh_challenge(), world.school.actor("stranger")
    with world.database.transaction() as session:
        asked = tutor.Question(uuid.uuid4(), "chat", "Why is it wrong?", wrong, **question)
        row = tutor.ask(session, student, challenge_id, asked).interaction
        prepared = tutor.take_up(session, row.id, SMALL)
    assert prepared is not None
    checker = Checker(means, prepared, Ask(EMBEDDED, "smollm2-135m", [], temperature=0))

    async def read() -> str:
        shown = "".join(checker.feed(reply[place : place + 5]) for place in range(0, len(reply), 5))
        async with means.listening(), asyncio.timeout(60):
            return shown + await checker.close()

    return checker, asyncio.run(read())


def test_what_solves_the_exercise_is_never_shown_and_a_hint_stands_there(
    world: World, models: Models, box: Sandbox
) -> None:
    checker, read = check(Means(world, models, box), f"Nearly there.\n\n{SOLUTION}\nThat is all.")
    assert read.startswith("Nearly there.")
    assert "a + b" not in read
    assert "That is all" not in read
    assert checker.rest.guarding in {"rewritten", "withheld"}
    assert len(read) > len("Nearly there.") + 20


def test_harmless_code_is_shown_whole_as_soon_as_the_worker_tells(
    world: World, models: Models, box: Sandbox, postgres_server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LOOK_SECONDS", 600.0)
    monkeypatch.setattr(checking, "JUDGE_SECONDS", 600.0)
    broker = Broker(postgres_server.urls["database_url"])
    said = f"A loop over a list looks so:\n\n{OTHER}\nIt prints each."
    checker, read = check(Means(world, models, box, broker), said)
    assert (read, checker.rest.guarding) == (said, "passed")


def test_prose_passes_at_once(world: World, models: Models) -> None:
    said = "Which of the two numbers do you take away, and what does the exercise ask for?"
    checker, read = check(Means(world, models, None), said)
    assert (read, checker.rest.guarding) == (said, "passed")


def test_without_a_worker_nothing_is_let_through(
    world: World, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "JUDGE_SECONDS", 0.4)
    checker, read = check(Means(world, models, None), f"See:\n\n{OTHER}")
    assert "fruit" not in read
    assert (checker.rest.guarding, checker.rest.instead) == ("withheld", "fixed words")


@pytest.mark.parametrize(
    "disguised",
    [
        "This is the answer.\n\ndef [99] add(a, b): [99] return [99] a [99] + [99] b\n",
        "See:\n\n~~~python\ndef add(a, b):\n    return [99] a + b\n~~~",
        "See:\n\n    def add(a, b):\n        return a [99] + b\n",
    ],
)
def test_numbers_of_no_source_hide_no_code_from_the_check(
    world: World, models: Models, box: Sandbox, monkeypatch: pytest.MonkeyPatch, disguised: str
) -> None:
    monkeypatch.setattr(checking, "HINT_SECONDS", 0.0)
    checker, read = check(Means(world, models, box), disguised)
    assert "+" not in read
    assert checker.rest.guarding == "withheld"


def test_what_stands_in_place_of_the_rest_says_why(
    world: World, models: Models, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "HINT_SECONDS", 0.0)
    _, read = check(Means(world, models, box), f"So:\n\n{SOLUTION}\nThat is all.")
    assert "I keep the rest to myself, since it comes too close to the solution." in read
    monkeypatch.setattr(checking, "JUDGE_SECONDS", 0.0)
    _, read = check(Means(world, models, None), f"So:\n\n{SOLUTION}")
    assert "Nobody could check in time" in read


@pytest.mark.parametrize(
    ("shown", "gap"),
    [("", ""), ("Nearly there. ", "\n\n"), ("So:\n\n", "\n\n"), ("It is not possible to", "…\n\n")],
)
def test_half_a_sentence_ends_in_dots(shown: str, gap: str) -> None:
    assert gap_after(shown) == gap
