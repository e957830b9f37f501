"""Hints are few, jobs are all sent, and a queue that is away is no error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from lectorium.kit.database import Database
from lectorium.kit.events import Message, Registry
from lectorium.kit.jobs import hint
from lectorium.worker.queue import BEHIND, HINTS, SEPARATOR, QueueSender
from tests.server.service import running_valkey
from tests.support.postgres import TestServer

HINT = Message("grade", "submit", {}, is_hint=True)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A queue of this test's own."""
    with running_valkey(tmp_path) as found:
        yield found


@pytest.fixture
def valkey(url: str) -> Iterator[Redis]:
    """What lies in the queue."""
    with Redis.from_url(url) as client:
        yield client


def test_few_hints_wait_and_jobs_are_all_sent(url: str, valkey: Redis) -> None:
    sender = QueueSender(url)
    for _ in range(3 * HINTS):
        sender([HINT])
    sender([Message("regrade", "submit", {"outbox_id": str(number)}) for number in range(2 * HINTS)])
    assert valkey.llen(f"submit{SEPARATOR}{BEHIND}") == HINTS
    assert valkey.llen("submit") == 2 * HINTS


def test_what_is_no_hint_is_taken_first(url: str) -> None:
    sender = QueueSender(url)
    sender([HINT])
    sender([Message("reconcile", "submit", {})])
    with sender.app.connection_for_read() as connection:
        queue = connection.SimpleQueue("submit")
        taken = [queue.get(timeout=10).headers["task"] for _ in range(2)]
        queue.close()
    assert taken == ["reconcile", "grade"]


def test_a_transaction_hints_once_and_only_when_it_has_committed(postgres_server: TestServer) -> None:
    sent: list[Message] = []

    def keep(messages: list[Message]) -> None:
        sent.extend(messages)

    database = Database(postgres_server.urls["database_url"], events=Registry(sender=keep))
    with database.transaction() as session:
        for _ in range(3):
            hint(session, "grade", "submit")
        assert sent == []
    database.close()
    assert sent == [HINT]


def test_a_queue_that_is_away_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    QueueSender("redis://127.0.0.1:1/0")([HINT])
    assert "the queue is away" in caplog.text
