"""The way to the workers: Celery messages that carry ids only."""

from __future__ import annotations

import logging
from functools import cached_property

from celery import Celery
from kombu.exceptions import OperationalError

from lectorium.kit.events import Message

log = logging.getLogger(__name__)

RECONCILE, HOUSEKEEPING = "reconcile", "housekeeping"
VISIBILITY_SECONDS = 600
"""A job longer than this is delivered a second time; every job is idempotent."""


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
                    self.app.send_task(
                        message.job,
                        kwargs={"outbox_id": str(message.outbox_id), **message.payload},
                        queue=message.queue,
                        producer=producer,
                        retry=False,
                        ignore_result=True,
                    )
        except (OperationalError, OSError) as error:
            log.warning("the queue is away (%s); the reconciler sends this again", error)
