"""The tables of grading."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id
from lectorium.rooms.authoring.api import TestStatus

RunStatus = Literal["queued", "processing", "completed", "error", "superseded"]


class GradingRun(Base):
    """One grading of an attempt against one version; exactly one per attempt is current (I2).

    queued → processing (leased to a worker until ``lease_expires_at``) → completed or
    error.  A lease that runs out puts the run back in the queue (I3).  A queued test run
    that a newer one makes needless ends as superseded.

    What is queued is the queue: ``urgency`` (0 first), then lanes take turns (a class, or
    a school for work outside of classes), then ``lap`` (a student's first run before
    anybody's second), then age.  See ``turns``.
    """

    __tablename__ = "grading_runs"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        Index("uq_grading_runs_current", "attempt_id", unique=True, postgresql_where=text("is_current")),
        Index(
            "ix_grading_runs_waiting",
            "urgency",
            "lane_id",
            "lap",
            "id",
            postgresql_where=text("status = 'queued'"),
        ),
        Index(
            "ix_grading_runs_unfinished",
            "student_id",
            "urgency",
            "lane_id",
            "lap",
            postgresql_where=text("status IN ('queued', 'processing')"),
        ),
        Index("ix_grading_runs_leases", "lease_expires_at", postgresql_where=text("status = 'processing'")),
        Index("ix_grading_runs_begun", "started_at", postgresql_where=text("started_at IS NOT NULL")),
        Index(None, "problem_version_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("submission_attempts.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    status: Mapped[RunStatus] = mapped_column(
        choice("queued", "processing", "completed", "error", "superseded", name="status")
    )
    problem_version_id: Mapped[UUID] = mapped_column(ForeignKey("problem_versions.id", ondelete="RESTRICT"))
    urgency: Mapped[int] = mapped_column(SmallInteger)
    lane_id: Mapped[UUID]
    student_id: Mapped[UUID]
    lap: Mapped[int] = mapped_column(default=0, server_default="0")
    score: Mapped[Decimal | None]
    max_score: Mapped[Decimal | None]
    passed: Mapped[int | None]
    total: Mapped[int | None]
    needs_manual: Mapped[bool] = mapped_column(default=False)
    execution_time_ms: Mapped[int | None]
    memory_usage_kb: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_expires_at: Mapped[datetime | None]
    image: Mapped[str | None]
    message: Mapped[str] = mapped_column(default="")
    flags: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'::jsonb"), default=list)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class TestResult(Base):
    """What one test of a run came to; output is cut at 10 kB (I23)."""

    __test__ = False
    __tablename__ = "test_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["problem_version_id", "test_case_id"],
            ["test_cases.problem_version_id", "test_cases.id"],
            ondelete="RESTRICT",
        ),
        Index(None, "run_id", "status"),
        Index(None, "test_case_id", "status"),
        Index(None, "problem_version_id", "test_case_id"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("grading_runs.id", ondelete="CASCADE"), primary_key=True)
    test_case_id: Mapped[UUID] = mapped_column(primary_key=True)
    problem_version_id: Mapped[UUID]
    status: Mapped[TestStatus] = mapped_column(
        choice("pass", "fail", "timeout", "runtime_error", "skipped", "infra_error", "pending", name="status")
    )
    score: Mapped[Decimal]
    message: Mapped[str] = mapped_column(default="")
    got: Mapped[str | None]
    stdout: Mapped[str] = mapped_column(default="")
    stderr: Mapped[str] = mapped_column(default="")
    wall_ms: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
