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
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.submissions.api import SubmissionAttempt, read_submitted
from lectorium.sandbox import Sandbox, SandboxUnavailable
from lectorium.storage import ObjectStore, StorageError

log = logging.getLogger(__name__)


def grade_run(
    database: Database, store: ObjectStore, sandbox: Sandbox, run_id: UUID, *, lease_seconds: int
) -> bool:
    """Take a queued run and grade it; False if there was nothing to do."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    with database.transaction() as session:
        run = runs.lease(session, run_id, owner, lease_seconds)
    if run is None:
        return False
    with _holding(database, run_id, owner, lease_seconds):
        return grade_leased(database, store, sandbox, run, owner)


def grade_leased(
    database: Database, store: ObjectStore, sandbox: Sandbox, run: GradingRun, owner: str
) -> bool:
    """Grade a run that is leased to ``owner``; no transaction is open while the sandbox works."""
    with database.transaction() as session:
        attempt = session.get_one(SubmissionAttempt, run.attempt_id)
        view = get_version(session, run.problem_version_id)
    try:
        work = Work(view, read_submitted(store, attempt), visible_only=attempt.type == "test_run")
        grading = grade(work, store, sandbox)
    except (SandboxUnavailable, StorageError) as error:
        log.exception("run %s can't be graded here", run.id)
        return _give_up(database, run.id, owner, str(error))
    except Exception as error:  # the job's edge: a mistake of ours ends the run, too (I3)
        log.exception("run %s met a mistake of ours", run.id)
        return _give_up(database, run.id, owner, type(error).__name__)
    if grading.is_ours:
        return _give_up(database, run.id, owner, "the sandbox failed")
    with database.transaction() as session:
        return runs.complete(session, run.id, owner, grading, type(sandbox).__name__)


def _give_up(database: Database, run_id: UUID, owner: str, reason: str) -> bool:
    log.warning("run %s: %s", run_id, reason)
    with database.transaction() as session:
        return runs.give_up(session, run_id, owner, runs.OUR_FAULT)


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
