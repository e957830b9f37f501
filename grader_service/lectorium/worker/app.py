"""The workers' Celery application: ``celery -A lectorium.worker.app worker``."""

from __future__ import annotations

import logging
import os
import socket
import threading
from functools import cache
from typing import Any
from uuid import UUID

from celery import Celery, Task
from celery.signals import worker_init, worker_shutdown, worker_shutting_down

from lectorium.kit import idempotency
from lectorium.kit.jobs import done, hint, resend_lost
from lectorium.kit.settings import get_settings
from lectorium.platform import Platform
from lectorium.rooms.grading import api as grading
from lectorium.rooms.materials import api as materials
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from lectorium.worker.queue import END_EXAMS, HOUSEKEEPING, RECONCILE, make_celery

log = logging.getLogger(__name__)
SLICE_SECONDS = 2.0
"""After this a grader looks at its messages: the reconciler's come first."""

stopping = threading.Event()
settings = get_settings()
platform = Platform(settings)
app: Celery = make_celery(settings.redis_url)


@cache
def grader_of(thread: int) -> grading.Grader:
    """A thread's grader, for the queues that this worker serves."""
    return grading.Grader(
        platform.database,
        platform.store,
        platform.sandbox,
        owner=f"{socket.gethostname()}:{os.getpid()}:{thread}",
        lease_seconds=settings.lease_seconds,
        urgencies=tuple(
            number for number, name in enumerate(grading.URGENCIES) if name in settings.celery_queues
        ),
        stopping=stopping,
    )


@app.task(name=grading.JOB, bind=True)
def grade(self: Task) -> None:
    """Follow a hint: grade what waits, the fairest first, and pass the hint on if more may be waiting."""
    if grader_of(threading.get_ident()).drain(SLICE_SECONDS):
        queue = self.request.delivery_info["routing_key"]
        with platform.database.transaction() as session:
            hint(session, grading.JOB, queue)


@app.task(name=grading.REGRADE_JOB)
def regrade(outbox_id: str, regrade_id: str) -> int:
    """Apply or undo a regrade; killed between two batches, it goes on when it is delivered again."""
    batches = grading.regrade(platform.database, UUID(regrade_id))
    with platform.database.transaction() as session:
        done(session, UUID(outbox_id))
    return batches


@app.task(name=tutor.JUDGE_JOB)
def judge_answer(outbox_id: str, interaction_id: str) -> bool:
    """Judge what the tutor wants to say, while a student waits; run twice it finds nothing to judge."""
    database, store, sandbox = platform.database, platform.store, platform.sandbox
    return tutor.judge_answer(database, store, sandbox, UUID(outbox_id), UUID(interaction_id)) is not None


@app.task(name=tutor.REPLAY_JOB)
def replay(outbox_id: str, replay_id: str) -> int:
    """Ask recorded questions again; killed between two, it goes on when it is delivered again."""
    return tutor.replay(
        platform.database,
        lambda: platform.models,
        UUID(outbox_id),
        UUID(replay_id),
        stopping=stopping,
        lease_seconds=settings.llm_seconds + tutor.LEASE_MARGIN,
    )


@app.task(name=materials.INDEX_JOB)
def index_source(outbox_id: str, kind: materials.SourceKind, source_id: str) -> bool:
    """Read what the tutor may read and cut it up; run twice it comes to the same."""
    indexed = materials.index_source(platform.database, platform.store, kind, UUID(source_id))
    with platform.database.transaction() as session:
        done(session, UUID(outbox_id))
    return indexed


@app.task(name=materials.EMBED_JOB)
def embed_chunks(outbox_id: str) -> int:
    """Make the vectors that chunks lack; only one worker does, and what is there is not made again."""
    made = materials.embed_chunks(platform.database, platform.models, settings)
    with platform.database.transaction() as session:
        done(session, UUID(outbox_id))
    return made


@app.task(name=RECONCILE)
def reconcile() -> dict[str, int]:
    """Look for runs whose worker is gone, and for work whose message never arrived (I3)."""
    with platform.database.transaction() as session:
        requeued = grading.requeue_expired(session)
    with platform.database.transaction() as session:
        return {
            "requeued": requeued,
            "woken": grading.wake_workers(session),
            "resent": resend_lost(session),
        }


@app.task(name=END_EXAMS)
def end_exams() -> int:
    """Hand in what is saved in sittings whose time is up, and in those where that failed (I7, I24)."""
    return submissions.sweep(platform.database, platform.store)


@app.task(name=HOUSEKEEPING)
def housekeeping() -> int:
    """End idle work sessions, have missing vectors made, and forget answers that nobody asks for again."""
    with platform.database.transaction() as session:
        idempotency.sweep(session)
    with platform.database.transaction() as session:
        materials.make_up(session, settings)
    with platform.database.transaction() as session:
        return submissions.end_idle_sessions(session)


@worker_init.connect
def warm(**_: Any) -> None:
    """Open the sandbox before the first student waits for it."""
    for problem in platform.sandbox.problems():
        log.error("nothing can be graded here: %s", problem)


@worker_shutting_down.connect
def stop(**_: Any) -> None:
    """End after the run that is being graded; the others are somebody else's."""
    stopping.set()


@worker_shutdown.connect
def close(**_: Any) -> None:
    """Leave nothing behind."""
    platform.close()
