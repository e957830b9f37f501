"""Runs that a worker holds: kept, and ended once (I2, I3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Update, select, text, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.events import emit
from lectorium.kit.jobs import hint
from lectorium.rooms.authoring.api import Assignment, AssignmentProblem, Challenge, TestStatus
from lectorium.rooms.grading.events import AttemptGraded, TrialEnded
from lectorium.rooms.grading.flags import Flag, stored
from lectorium.rooms.grading.models import GradingRun, RunStatus
from lectorium.rooms.grading.turns import Leased
from lectorium.rooms.grading.waiting import JOB, URGENCIES, tell
from lectorium.rooms.submissions.api import SubmissionAttempt

MOST_TRIES = 3
MOST_LOST = 6
"""A run that loses its worker this often isn't tried again: it may be what ends them."""
COMPLETE = text("""
WITH ended AS (
  UPDATE grading_runs
  SET status = 'completed', finished_at = lectorium_now(), lease_owner = NULL, lease_expires_at = NULL,
    score = :score, max_score = :max_score, passed = :passed, total = :total, needs_manual = :needs_manual,
    execution_time_ms = :execution_time_ms, memory_usage_kb = :memory_usage_kb, message = :message,
    flags = CAST(:flags AS jsonb), image = :image
  WHERE id = :id AND lease_owner = :owner AND status = 'processing'
  RETURNING id, problem_version_id
), stored AS (
  INSERT INTO test_results
    (run_id, problem_version_id, test_case_id, status, score, message, got, stdout, stderr, wall_ms)
  SELECT e.id, e.problem_version_id, r.*
  FROM ended e CROSS JOIN jsonb_to_recordset(CAST(:results AS jsonb)) AS r (
    test_case_id uuid, status text, score numeric, message text, got text, stdout text, stderr text,
    wall_ms int)
)
SELECT count(*) FROM ended
""")
"""A run's end with what each of its tests came to, in one statement."""
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
    flags: tuple[Flag, ...] = ()
    execution_time_ms: int | None = None
    memory_usage_kb: int | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the platform failed: then the run is repeated."""
        return any(result.status == "infra_error" for result in self.results)


def renew(session: Session, leased: Leased, seconds: int) -> bool:
    """Hold a lease longer; False if it is lost."""
    statement = (
        update(GradingRun)
        .where(
            GradingRun.id == leased.run_id,
            GradingRun.lease_owner == leased.owner,
            GradingRun.status == "processing",
        )
        .values(lease_expires_at=now_sql() + timedelta(seconds=seconds))
        .returning(GradingRun.id)
    )
    return session.execute(statement).one_or_none() is not None


def complete(session: Session, leased: Leased, grading: Grading, image: str) -> bool:
    """Store what a leased run came to; False (and nothing stored) if the lease was lost meanwhile."""
    results = [_row(result) for result in grading.results]
    given = {
        "id": leased.run_id,
        "owner": leased.owner,
        "score": sum((result.score for result in grading.results), Decimal(0)),
        "max_score": grading.max_score,
        "passed": sum(result.status == "pass" for result in grading.results if not result.by_hand),
        "total": sum(not result.by_hand for result in grading.results),
        "needs_manual": grading.needs_manual,
        "execution_time_ms": grading.execution_time_ms,
        "memory_usage_kb": grading.memory_usage_kb,
        "message": grading.message,
        "flags": json.dumps(stored(grading.flags)),
        "image": image,
        "results": json.dumps(results, default=str),
    }
    if not session.scalar(COMPLETE, given):
        return False
    _announce(session, leased, "completed")
    return True


def give_up(session: Session, leased: Leased, message: str) -> bool:
    """A try failed through no fault of the student: queue it again, or end it as our error."""
    return _put_back(session, leased) if leased.tries < MOST_TRIES else _fail(session, leased, message)


def requeue_expired(session: Session, limit: int = 200) -> int:
    """Put back what a lost worker held, or end what was lost too often; the reconciler's work (I3)."""
    run, attempt = GradingRun, SubmissionAttempt
    expired = (
        select(
            *(run.id, run.attempt_id, run.is_current, run.problem_version_id, run.tries),
            *(attempt.challenge_id, attempt.student_id, Challenge.class_id, attempt.type),
            *(attempt.code_blob_ref, run.lease_owner, Assignment.mode),
        )
        .join(attempt, attempt.id == run.attempt_id)
        .join(Challenge, Challenge.id == attempt.challenge_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .outerjoin(Assignment, Assignment.id == AssignmentProblem.assignment_id)
        .where(run.status == "processing", run.lease_expires_at < now_sql())
        .limit(limit)
        .with_for_update(of=run, skip_locked=True)
    )
    rows: Sequence[Any] = session.execute(expired).all()
    lost = [Leased(*row) for row in rows]
    for leased in lost:
        if leased.tries < MOST_LOST:
            _put_back(session, leased)
        else:
            _fail(session, leased, OUR_FAULT)
    return len(lost)


def _put_back(session: Session, leased: Leased) -> bool:
    """Into the place it had."""
    row = session.execute(_change(leased, status="queued").returning(GradingRun.urgency)).one_or_none()
    if row is not None:
        hint(session, JOB, URGENCIES[row.urgency])
    return row is not None


def _fail(session: Session, leased: Leased, message: str) -> bool:
    statement = _change(leased, status="error", finished_at=now_sql(), message=message)
    ended = session.execute(statement.returning(GradingRun.id)).one_or_none() is not None
    if ended:
        _announce(session, leased, "error")
    return ended


def _change(leased: Leased, **values: object) -> Update:
    """Change a run and give its lease back, if it is still held."""
    held = (
        GradingRun.id == leased.run_id,
        GradingRun.lease_owner == leased.owner,
        GradingRun.status == "processing",
    )
    return (
        update(GradingRun)
        .where(*held)
        .values(lease_owner=None, lease_expires_at=None, **values)
        .execution_options(synchronize_session=False)
    )


def _announce(session: Session, leased: Leased, status: RunStatus) -> None:
    """Tell the rooms above; of a run that doesn't count nobody hears but who asked for it."""
    if not leased.is_current:
        emit(session, TrialEnded(leased.run_id, leased.attempt_id))
        return
    about = (leased.run_id, leased.attempt_id, leased.challenge_id, leased.student_id, leased.type)
    emit(session, AttemptGraded(*about, failed=status == "error"))
    tell(session, leased, leased.attempt_id, status)


def _row(result: CaseResult) -> dict[str, object]:
    return {
        "test_case_id": result.test_case_id,
        "status": result.status,
        "score": result.score,
        "message": result.message,
        "got": result.got,
        "stdout": result.stdout,
        "stderr": result.stderr,
        "wall_ms": result.wall_ms,
    }
