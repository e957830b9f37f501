"""The tables of submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

AttemptType = Literal["test_run", "final_submission"]
ClosedBy = Literal["student", "time", "staff"]


class WorkSession(Base):
    """A student at work on a challenge; at most one is open per student and challenge (K4).

    It ends by closing, by idling, or when the next opens.
    """

    __tablename__ = "work_sessions"
    __table_args__ = (
        Index(
            "uq_work_sessions_open",
            "user_id",
            "challenge_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"), index=True)
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    started_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    last_seen_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    ended_at: Mapped[datetime | None]


class ExamSitting(Base):
    """One student's sitting of an exam: one row, made once, whatever is clicked or restarted (I6).

    ``deadline_at`` is when it ends, extra time included; ``extra_minutes`` is what staff have added by hand.
    ``closed_at`` is when work ended; ``swept_at`` when everything that was saved had been handed in, which a
    sweeper makes up for where a crash came between (I7).
    """

    __tablename__ = "exam_sittings"
    __table_args__ = (
        UniqueConstraint("student_id", "content_item_id"),
        Index(None, "content_item_id", "started_at"),
        Index("ix_exam_sittings_open", "deadline_at", postgresql_where=text("swept_at IS NULL")),
        CheckConstraint("deadline_at >= started_at", name="deadline"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    content_item_id: Mapped[UUID] = mapped_column(ForeignKey("content_items.id", ondelete="RESTRICT"))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    extra_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[ClosedBy | None] = mapped_column(
        choice("student", "time", "staff", name="closed_by"), nullable=True
    )
    swept_at: Mapped[datetime | None]


class ExamExtension(Base):
    """Minutes that staff have given a student in an exam, whether the student has begun or not.

    Who begins later begins with them; a sitting's ``extra_minutes`` are those that its deadline holds.
    """

    __tablename__ = "exam_extensions"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    content_item_id: Mapped[UUID] = mapped_column(
        ForeignKey("content_items.id", ondelete="CASCADE"), primary_key=True
    )
    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    minutes: Mapped[int]


class Solution(Base):
    """The current draft: its content is the history row of the same revision (K2).

    ``revision`` counts changes of content and is what a save is compared with (I9);
    ``time_spent_seconds`` grows by no more than the time since the last save.
    """

    __tablename__ = "solutions"
    __table_args__ = (Index(None, "challenge_id"),)

    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True)
    challenge_id: Mapped[UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), primary_key=True
    )
    revision: Mapped[int]
    sha256: Mapped[str]
    current_language: Mapped[str]
    time_spent_seconds: Mapped[int] = mapped_column(default=0)
    last_updated: Mapped[datetime] = mapped_column(server_default=now_sql())


class SolutionHistory(Base):
    """Every saved state, compressed; append-only.  Content equal to the last row adds nothing."""

    __tablename__ = "solution_history"
    __table_args__ = (Index(None, "session_id"),)

    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True)
    challenge_id: Mapped[UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("work_sessions.id", ondelete="RESTRICT"))
    sha256: Mapped[str]
    solution: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class SubmissionAttempt(Base):
    """A test run or a final submission as it was handed in; append-only (I2).

    ``attempt_number`` is gap-free 1..n per student, challenge and type (I1);
    ``accepted_at`` is the database's time, taken in the statement that checks the
    deadline (I4); ``due_at`` is the deadline it was held against.
    """

    __tablename__ = "submission_attempts"
    __table_args__ = (
        UniqueConstraint("student_id", "challenge_id", "type", "attempt_number"),
        Index(None, "student_id", "challenge_id"),
        Index(None, "challenge_id", "accepted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    type: Mapped[AttemptType] = mapped_column(choice("test_run", "final_submission", name="type"))
    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"))
    attempt_number: Mapped[int]
    code_blob_ref: Mapped[str]
    language: Mapped[str]
    accepted_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    time_focused_seconds: Mapped[int] = mapped_column(default=0)
