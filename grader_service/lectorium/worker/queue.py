"""The way to the workers: Celery messages that carry ids only."""

from __future__ import annotations

import logging
from functools import cached_property

from celery import Celery
from kombu.exceptions import OperationalError
from kombu.messaging import Producer
from redis.exceptions import RedisError

from lectorium.kit.events import Message

log = logging.getLogger(__name__)

RECONCILE, HOUSEKEEPING, END_EXAMS = "reconcile", "housekeeping", "end_exams"
VISIBILITY_SECONDS = 600
"""A job longer than this is delivered a second time; every job is idempotent."""
HINTS = 8
"""So many hints may wait in a queue: while one does, every worker is busy, and looks again later."""
BEHIND = 3
"""The priority of hints, behind all else (0): what looks for lost work never waits for work."""
SEPARATOR = ":"


def make_celery(redis_url: str) -> Celery:
    """The Celery application of producers and workers alike."""
    app = Celery("lectorium", broker=redis_url, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_default_queue="run",
        task_serializer="json",
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        worker_enable_remote_control=True,
        worker_hijack_root_logger=False,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_SECONDS,
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "queue_order_strategy": "priority",
            "sep": SEPARATOR,
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
        },
    )
    return app


class QueueSender:
    """Sends messages; a queue that is away is no error, since the outbox remembers."""

    def __init__(self, redis_url: str) -> None:
        """Connect at the first message."""
        self.redis_url = redis_url

    @cached_property
    def app(self) -> Celery:
        """The Celery application, as a producer."""
        return make_celery(self.redis_url)

    def __call__(self, messages: list[Message]) -> None:
        """Send all; what fails is sent again by the reconciler."""
        try:
            with self.app.producer_pool.acquire(block=True) as producer:
                for message in messages:
                    if not (message.is_hint and self._is_hinted(producer, message.queue)):
                        self._send(producer, message)
        except (OperationalError, OSError, RedisError) as error:
            log.warning("the queue is away (%s); the reconciler sends this again", error)

    def _is_hinted(self, producer: Producer, queue: str) -> bool:
        """Whether hints enough wait: each is taken, and the table looked at, later than now."""
        waiting: int = producer.channel.client.llen(f"{queue}{SEPARATOR}{BEHIND}")
        return waiting >= HINTS

    def _send(self, producer: Producer, message: Message) -> None:
        self.app.send_task(
            message.job,
            kwargs=message.payload,
            queue=message.queue,
            priority=BEHIND if message.is_hint else 0,
            producer=producer,
            retry=False,
            ignore_result=True,
        )
