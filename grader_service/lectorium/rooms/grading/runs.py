"""Runs: queued with their attempt, leased to a worker, ended once (I2, I3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.kit.errors import TooMany
from lectorium.kit.events import emit
from lectorium.kit.jobs import enqueue
from lectorium.kit.notify import notify
from lectorium.rooms.authoring.api import Challenge, TestStatus
from lectorium.rooms.grading.events import AttemptGraded, TrialEnded
from lectorium.rooms.grading.models import GradingRun, RunStatus, TestResult
from lectorium.rooms.submissions.api import AttemptSubmitted, SubmissionAttempt

JOB = "grade"
QUEUES = {"final_submission": "submit", "test_run": "run"}
MOST_TRIES = 3
MOST_WAITING = 5
"""Test runs of one person that may be unfinished at a time: nobody's clicking keeps the others waiting."""
MOST_LOST = 6
"""A run that loses its worker this often isn't tried again: it may be what ends them."""
OUR_FAULT = "This couldn't be graded, through no fault of yours. Your work is stored as you handed it in."


@dataclass(frozen=True)
class CaseResult:
    """What one test came to."""

    test_case_id: UUID
    status: TestStatus
    score: Decimal
    message: str = ""
    got: str | None = None
    stdout: str = ""
    stderr: str = ""
    wall_ms: int | None = None
    by_hand: bool = False
    """An answer for a person to read: it has points, but is no test."""


@dataclass(frozen=True)
class Grading:
    """What a whole run came to; ``results`` has one entry per test that was asked."""

    results: Sequence[CaseResult]
    max_score: Decimal
    needs_manual: bool
    message: str = ""
    flags: tuple[str, ...] = ()
    execution_time_ms: int | None = None
    memory_usage_kb: int | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the platform failed: then the run is repeated."""
        return any(result.status == "infra_error" for result in self.results)


def queue_run(session: Session, event: AttemptSubmitted) -> None:
    """Queue the first run of an accepted attempt, in its transaction.

    Raises :class:`TooMany` for one test run too many; what is handed in is always taken (I24).
    """
    if event.type == "test_run" and _unfinished(session, event.student_id) >= MOST_WAITING:
        raise TooMany(
            f"{MOST_WAITING} of your test runs are still waiting. Your notebook is safe. "
            "Run the tests again when one of them has ended.",
            code="slow_down",
        )
    run = GradingRun(
        id=new_id(), attempt_id=event.attempt_id, status="queued", problem_version_id=event.problem_version_id
    )
    session.add(run)
    session.flush()
    enqueue(session, JOB, QUEUES[event.type], {"run_id": str(run.id)})
    _tell(session, event, "queued")


def _unfinished(session: Session, student_id: UUID) -> int:
    statement = (
        select(func.count())
        .select_from(GradingRun)
        .join(SubmissionAttempt, SubmissionAttempt.id == GradingRun.attempt_id)
        .where(
            GradingRun.status.in_(("queued", "processing")),
            SubmissionAttempt.student_id == student_id,
            SubmissionAttempt.type == "test_run",
        )
    )
    return session.scalar(statement) or 0


def lease(session: Session, run_id: UUID, owner: str, seconds: int) -> GradingRun | None:
    """Take a run; None if it is somebody else's now, or has ended: a job delivered twice changes nothing."""
    statement = (
        update(GradingRun)
        .where(
            GradingRun.id == run_id,
            or_(
                GradingRun.status == "queued",
                (GradingRun.status == "processing") & (GradingRun.lease_expires_at < now_sql()),
            ),
        )
        .values(
            status="processing",
            lease_owner=owner,
            lease_expires_at=now_sql() + timedelta(seconds=seconds),
            started_at=now_sql(),
            tries=GradingRun.tries + 1,
        )
        .returning(GradingRun)
        .execution_options(populate_existing=True)
    )
    run = session.scalars(statement).one_or_none()
    if run is not None and run.is_current:
        _tell(session, _attempt(session, run), "processing")
    return run


def renew(session: Session, run_id: UUID, owner: str, seconds: int) -> bool:
    """Hold a lease longer; False if it is lost."""
    statement = (
        update(GradingRun)
        .where(GradingRun.id == run_id, GradingRun.lease_owner == owner, GradingRun.status == "processing")
        .values(lease_expires_at=now_sql() + timedelta(seconds=seconds))
        .returning(GradingRun.id)
    )
    return session.execute(statement).one_or_none() is not None


def complete(session: Session, run_id: UUID, owner: str, grading: Grading, image: str) -> bool:
    """Store what a leased run came to; False (and nothing stored) if the lease was lost meanwhile."""
    score = sum((result.score for result in grading.results), Decimal(0))
    values = {
        "score": score,
        "max_score": grading.max_score,
        "passed": sum(result.status == "pass" for result in grading.results if not result.by_hand),
        "total": sum(not result.by_hand for result in grading.results),
        "needs_manual": grading.needs_manual,
        "execution_time_ms": grading.execution_time_ms,
        "memory_usage_kb": grading.memory_usage_kb,
        "message": grading.message,
        "flags": list(grading.flags),
        "image": image,
    }
    run = _end(session, run_id, owner, "completed", values)
    if run is None:
        return False
    if grading.results:
        session.execute(insert(TestResult), [_row(run, result) for result in grading.results])
    _announce(session, run)
    return True


def give_up(session: Session, run_id: UUID, owner: str, message: str) -> bool:
    """A try failed through no fault of the student: queue it again, or end it as our error."""
    run = session.get(GradingRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.status != "processing" or run.lease_owner != owner:
        return False
    if run.tries < MOST_TRIES:
        _requeue(session, run)
    else:
        _fail(session, run, message)
    return True


def requeue_expired(session: Session, limit: int = 200) -> int:
    """Put back what a lost worker held, or end what was lost too often; the reconciler's work (I3)."""
    expired = (
        select(GradingRun)
        .where(GradingRun.status == "processing", GradingRun.lease_expires_at < now_sql())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    runs = session.scalars(expired).all()
    for run in runs:
        if run.tries < MOST_LOST:
            _requeue(session, run)
        else:
            _fail(session, run, OUR_FAULT)
    return len(runs)


def _fail(session: Session, run: GradingRun, message: str) -> None:
    run.status, run.message, run.finished_at = "error", message, now_sql()
    run.lease_owner = run.lease_expires_at = None
    session.flush()
    _announce(session, run)


def _requeue(session: Session, run: GradingRun) -> None:
    attempt = _attempt(session, run)
    run.status = "queued"
    run.lease_owner = run.lease_expires_at = None
    session.flush()
    queue = QUEUES[attempt.type] if run.is_current else "regrade"
    enqueue(session, JOB, queue, {"run_id": str(run.id)})


def _end(
    session: Session, run_id: UUID, owner: str, status: RunStatus, values: dict[str, object]
) -> GradingRun | None:
    statement = (
        update(GradingRun)
        .where(GradingRun.id == run_id, GradingRun.lease_owner == owner, GradingRun.status == "processing")
        .values(status=status, finished_at=now_sql(), lease_owner=None, lease_expires_at=None, **values)
        .returning(GradingRun)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one_or_none()


def _announce(session: Session, run: GradingRun) -> None:
    """Tell the rooms above; of a run that doesn't count nobody hears but who asked for it."""
    if not run.is_current:
        emit(session, TrialEnded(run.id, run.attempt_id))
        return
    attempt = _attempt(session, run)
    failed = run.status == "error"
    about = (run.id, attempt.id, attempt.challenge_id, attempt.student_id, attempt.type)
    emit(session, AttemptGraded(*about, failed=failed))
    _tell(session, attempt, run.status)


def _tell(session: Session, about: AttemptSubmitted | SubmissionAttempt, status: RunStatus) -> None:
    """Tell who listens; the payload names the student and the class, so that the edge can choose."""
    attempt_id = about.attempt_id if isinstance(about, AttemptSubmitted) else about.id
    challenge = session.get_one(Challenge, about.challenge_id)
    notify(
        session,
        "grading",
        attempt_id=attempt_id,
        challenge_id=about.challenge_id,
        student_id=about.student_id,
        class_id=challenge.class_id,
        type=about.type,
        status=status,
    )


def _attempt(session: Session, run: GradingRun) -> SubmissionAttempt:
    return session.get_one(SubmissionAttempt, run.attempt_id)


def _row(run: GradingRun, result: CaseResult) -> dict[str, object]:
    return {
        "run_id": run.id,
        "problem_version_id": run.problem_version_id,
        "test_case_id": result.test_case_id,
        "status": result.status,
        "score": result.score,
        "message": result.message,
        "got": result.got,
        "stdout": result.stdout,
        "stderr": result.stderr,
        "wall_ms": result.wall_ms,
    }
