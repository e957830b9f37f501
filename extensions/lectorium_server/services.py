"""The parts of the platform that answering a request needs, made once per process."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from lectorium.kit.database import Database
from lectorium.kit.errors import Unavailable
from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.people.api import Actor, actor_for
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from lectorium_server.auth.person import People
from lectorium_server.auth.recent import RecentTokens
from lectorium_server.threads import Threads
from lectorium_server.tutor.relay import Relay

SLOW_THREADS = 3
PING_SECONDS = 1.0


@dataclass
class Services:
    """Database, objects, queue, and the threads that wait for them."""

    platform: Platform
    people: People = field(init=False)
    tokens: RecentTokens = field(init=False)

    def __post_init__(self) -> None:
        """As many threads as there are connections: a thread never waits for one for long."""
        self.people = People(self._actor)
        self.tokens = RecentTokens()
        self.threads = Threads(self.settings.database_pool_size, "request")
        self.slow_threads = Threads(SLOW_THREADS, "slow-request")
        self.relay = Relay(self.platform, self.threads)

    @property
    def settings(self) -> Settings:
        """What differs between installations."""
        return self.platform.settings

    @property
    def database(self) -> Database:
        """The domain's database, with the queue behind it."""
        return self.platform.database

    @property
    def store(self) -> ObjectStore:
        """Where blobs lie."""
        return self.platform.store

    @property
    def sandbox(self) -> Sandbox:
        """Where a teacher's own solution is tried."""
        return self.platform.sandbox

    @cached_property
    def redis(self) -> Redis:
        """The queue's server; only asked whether it lives."""
        return Redis.from_url(
            self.settings.redis_url, socket_timeout=PING_SECONDS, socket_connect_timeout=PING_SECONDS
        )

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
        self.threads.close(wait=True)
        self.slow_threads.close(wait=False)
        self.platform.close()
