"""The jobs of grading, as plain functions: a worker takes what is next, and grades it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from lectorium.kit.database import Database
from lectorium.rooms.authoring.api import VersionView, get_version
from lectorium.rooms.grading import runs
from lectorium.rooms.grading.grader import Work, grade
from lectorium.rooms.grading.turns import Leased, lease_next
from lectorium.sandbox import Sandbox, SandboxUnavailable
from lectorium.storage import ObjectStore, StorageError

log = logging.getLogger(__name__)

Ending = Callable[[Session], bool]
"""Stores what a run came to, in a transaction of the caller's; False if the lease was lost."""
Taking = Callable[[Session], Leased | None]
T = TypeVar("T")
DATABASE_AWAY = (OperationalError, InterfaceError)
VERSIONS = 64
PATIENCE_SECONDS = 60.0
"""How long a verdict waits for a database that is away; after that the run is repeated."""


def grade_leased(database: Database, store: ObjectStore, sandbox: Sandbox, leased: Leased) -> bool:
    """Grade a run that is leased already; False if the lease was lost meanwhile."""
    with database.transaction() as session:
        view = get_version(session, leased.version_id)
    ending = judge(view, store, sandbox, leased)
    with database.transaction() as session:
        return ending(session)


def judge(view: VersionView, store: ObjectStore, sandbox: Sandbox, leased: Leased) -> Ending:
    """Run and judge what was handed in, with no transaction open; returns how the run is to be ended."""
    try:
        work = Work(view, store.get(leased.code_blob_ref), visible_only=leased.type == "test_run")
        grading = grade(work, store, sandbox)
    except (SandboxUnavailable, StorageError) as error:
        log.exception("run %s can't be graded here", leased.run_id)
        return _giving_up(leased, str(error))
    except Exception as error:  # the job's edge: a mistake of ours ends the run, too (I3)
        log.exception("run %s met a mistake of ours", leased.run_id)
        return _giving_up(leased, type(error).__name__)
    if grading.is_ours:
        return _giving_up(leased, "the sandbox failed")
    image = type(sandbox).__name__
    return partial(runs.complete, leased=leased, grading=grading, image=image)


def _giving_up(leased: Leased, reason: str) -> Ending:
    log.warning("run %s: %s", leased.run_id, reason)
    return partial(runs.give_up, leased=leased, message=runs.OUR_FAULT)


@dataclass
class Grader:
    """A worker's grading: takes what is next, again and again; ``owner`` names it on its leases.

    A run's end and the taking of the next are one transaction.  Versions never change (I10), so
    the last ones used are kept.
    """

    database: Database
    store: ObjectStore
    sandbox: Sandbox
    owner: str
    lease_seconds: int
    urgencies: tuple[int, ...]
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Nothing is read or started before the first run."""
        self._version = lru_cache(VERSIONS)(self._read_version)
        self._held: Leased | None = None
        self._keeper: threading.Thread | None = None

    def drain(self, seconds: float) -> bool:
        """Grade what waits, for so long; True if more may be waiting."""
        end = time.monotonic() + seconds
        try:
            self._held = self._unit(self._next)
            while self._held is not None:
                self._keep()
                last = self.stopping.is_set() or time.monotonic() > end
                self._held = self._grade(self._held, then=None if last else self._next)
                if last:
                    return True
        finally:
            self._held = None
        return False

    def _grade(self, leased: Leased, then: Taking | None) -> Leased | None:
        ending = judge(self._version(leased.version_id), self.store, self.sandbox, leased)
        try:
            return self._unit(partial(_end, ending=ending, then=then))
        except DATABASE_AWAY:
            raise
        except Exception as error:  # a mistake of ours ends the run, too (I3)
            log.exception("what run %s came to can't be stored", leased.run_id)
            ending = _giving_up(leased, type(error).__name__)
            return self._unit(partial(_end, ending=ending, then=then))

    def _next(self, session: Session) -> Leased | None:
        return lease_next(session, self.owner, self.lease_seconds, self.urgencies)

    def _read_version(self, version_id: UUID) -> VersionView:
        return self._unit(partial(get_version, version_id=version_id))

    def _unit(self, work: Callable[[Session], T]) -> T:
        """One transaction, repeated while the database is away: every step of a run may be repeated."""
        for attempt in _patiently():
            with attempt, self.database.transaction() as session:
                return work(session)
        raise AssertionError("retrying returns or raises")

    def _keep(self) -> None:
        """From the first run on, whatever is held is held on to: a long notebook keeps its worker."""
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._renew, name="leases", daemon=True)
            self._keeper.start()

    def _renew(self) -> None:
        while True:
            time.sleep(self.lease_seconds / 3)
            leased = self._held
            if leased is None:
                continue
            try:
                with self.database.transaction() as session:
                    runs.renew(session, leased, self.lease_seconds)
            except DATABASE_AWAY as error:
                log.warning("the lease on run %s can't be renewed now: %s", leased.run_id, error)


def _patiently() -> Retrying:
    return Retrying(
        retry=retry_if_exception_type(DATABASE_AWAY),
        stop=stop_after_delay(PATIENCE_SECONDS),
        wait=wait_random_exponential(multiplier=0.05, max=2),
        reraise=True,
    )


def _end(session: Session, ending: Ending, then: Taking | None) -> Leased | None:
    ending(session)
    return None if then is None else then(session)
