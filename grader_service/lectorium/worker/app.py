"""The workers' Celery application: ``celery -A lectorium.worker.app worker``."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import Celery
from celery.signals import worker_init, worker_shutdown

from lectorium.kit.jobs import done, resend_lost
from lectorium.kit.settings import get_settings
from lectorium.platform import Platform
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.worker.queue import HOUSEKEEPING, RECONCILE, make_celery

log = logging.getLogger(__name__)

settings = get_settings()
platform = Platform(settings)
app: Celery = make_celery(settings.redis_url)


@app.task(name=grading.JOB)
def grade(outbox_id: str, run_id: str) -> bool:
    """Grade a run; what is owed is settled only when it has ended or is somebody else's."""
    graded = grading.grade_run(
        platform.database,
        platform.store,
        platform.sandbox,
        UUID(run_id),
        lease_seconds=settings.lease_seconds,
    )
    with platform.database.transaction() as session:
        done(session, UUID(outbox_id))
    return graded


@app.task(name=grading.REGRADE_JOB)
def regrade(outbox_id: str, regrade_id: str) -> int:
    """Apply or undo a regrade; killed between two batches, it goes on when it is delivered again."""
    batches = grading.regrade(platform.database, UUID(regrade_id))
    with platform.database.transaction() as session:
        done(session, UUID(outbox_id))
    return batches


@app.task(name=RECONCILE)
def reconcile() -> dict[str, int]:
    """Look for runs whose worker is gone and jobs that never arrived (I3)."""
    with platform.database.transaction() as session:
        requeued = grading.requeue_expired(session)
    with platform.database.transaction() as session:
        return {"requeued": requeued, "resent": resend_lost(session)}


@app.task(name=HOUSEKEEPING)
def housekeeping() -> int:
    """End idle work sessions."""
    with platform.database.transaction() as session:
        return submissions.end_idle_sessions(session)


@worker_init.connect
def warm(**_: Any) -> None:
    """Open the sandbox before the first student waits for it."""
    for problem in platform.sandbox.problems():
        log.error("nothing can be graded here: %s", problem)


@worker_shutdown.connect
def close(**_: Any) -> None:
    """Leave nothing behind."""
    platform.close()
