"""The jobs of grading, as plain functions: a worker calls them with ids."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from lectorium.kit.database import Database
from lectorium.rooms.authoring.api import get_version
from lectorium.rooms.grading import runs
from lectorium.rooms.grading.grader import Work, grade
from lectorium.rooms.submissions.api import SubmissionAttempt, read_submitted
from lectorium.sandbox import Sandbox, SandboxUnavailable
from lectorium.storage import ObjectStore, StorageError

log = logging.getLogger(__name__)

OUR_FAULT = (
    "This couldn't be graded, through no fault of yours. Your work is stored and no attempt was used up."
)


def grade_run(
    database: Database, store: ObjectStore, sandbox: Sandbox, run_id: UUID, *, lease_seconds: int
) -> bool:
    """Grade a queued run; False if there was nothing to do.

    The lease is held while the sandbox works; no transaction is open meanwhile.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    work = _take(database, store, run_id, owner, lease_seconds)
    if work is None:
        return False
    with _holding(database, run_id, owner, lease_seconds):
        try:
            grading = grade(work, store, sandbox)
        except (SandboxUnavailable, StorageError) as error:
            log.exception("run %s can't be graded here", run_id)
            return _give_up(database, run_id, owner, str(error))
    if grading.is_ours:
        return _give_up(database, run_id, owner, "the sandbox failed")
    with database.transaction() as session:
        return runs.complete(session, run_id, owner, grading, type(sandbox).__name__)


def _take(
    database: Database, store: ObjectStore, run_id: UUID, owner: str, lease_seconds: int
) -> Work | None:
    with database.transaction() as session:
        run = runs.lease(session, run_id, owner, lease_seconds)
        if run is None:
            return None
        attempt = session.get_one(SubmissionAttempt, run.attempt_id)
        view = get_version(session, run.problem_version_id)
    return Work(view, read_submitted(store, attempt), visible_only=attempt.type == "test_run")


def _give_up(database: Database, run_id: UUID, owner: str, reason: str) -> bool:
    log.warning("run %s: %s", run_id, reason)
    with database.transaction() as session:
        return runs.give_up(session, run_id, owner, OUR_FAULT)


@contextmanager
def _holding(database: Database, run_id: UUID, owner: str, seconds: int) -> Iterator[None]:
    """Renew the lease every third of its length: a long notebook keeps its worker."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(seconds / 3):
            with database.transaction() as session:
                runs.renew(session, run_id, owner, seconds)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
