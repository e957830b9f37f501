"""The parts of the platform that answering a request needs, made once per process."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from lectorium.kit.database import Database
from lectorium.kit.errors import Unavailable
from lectorium.kit.settings import SECRETS_DIR, Settings
from lectorium.rooms.people.api import Actor, actor_for
from lectorium.sandbox import Sandbox, open_sandbox
from lectorium.storage import ObjectStore, open_store
from lectorium_server.auth.person import People

SLOW_THREADS = 3
PING_SECONDS = 1.0


@dataclass
class Services:
    """Database, objects, queue, and the threads that wait for them."""

    settings: Settings
    database: Database
    people: People = field(init=False)

    def __post_init__(self) -> None:
        """As many threads as there are connections: a thread never waits for one for long."""
        self.people = People(self._actor)
        self.threads = ThreadPoolExecutor(self.settings.database_pool_size, "request")
        self.slow_threads = ThreadPoolExecutor(SLOW_THREADS, "slow-request")

    @cached_property
    def store(self) -> ObjectStore:
        """Where blobs lie."""
        return open_store(self.settings.objects_url)

    @cached_property
    def redis(self) -> Redis:
        """The queue's server; only asked whether it lives."""
        return Redis.from_url(
            self.settings.redis_url, socket_timeout=PING_SECONDS, socket_connect_timeout=PING_SECONDS
        )

    @cached_property
    def sandbox(self) -> Sandbox:
        """Where a teacher's own solution is tried; our own folders are never seen from inside."""
        hidden = [self.settings.home, os.environ.get(SECRETS_DIR)]
        return open_sandbox(hidden=[Path(folder) for folder in hidden if folder])

    def check(self) -> None:
        """Raise :class:`Unavailable` or a database error unless what every request needs answers."""
        with self.database.transaction() as session:
            session.execute(text("SELECT 1"))
        try:
            self.redis.ping()
        except RedisError as error:
            raise Unavailable(
                "The queue doesn't answer. What was handed in is safe and waits. Start the queue again.",
                code="no_queue",
            ) from error

    def _actor(self, login: str) -> Actor:
        with self.database.transaction() as session:
            return actor_for(session, login)

    def close(self) -> None:
        """Let running requests end, then give connections back."""
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.slow_threads.shutdown(wait=False, cancel_futures=True)
        self.database.close()
