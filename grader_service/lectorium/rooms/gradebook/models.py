"""The table of grades."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

EntryStatus = Literal["graded", "pending", "missing", "excused"]


class GradebookEntry(Base):
    """A student's grade for an item (I12): raw score from the best attempts, plus the adjustment.

    Pending while a cell waits to be graded by hand.  Students see it once ``returned_at``
    is set.  ``override_by`` marks a grade that staff have set; recomputing keeps it.
    """

    __tablename__ = "gradebook_entries"
    __table_args__ = (
        UniqueConstraint("student_id", "content_item_id"),
        # Both columns: whichever way the planner goes, a student's own entries are found directly.
        Index(None, "content_item_id", "student_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    content_item_id: Mapped[UUID] = mapped_column(ForeignKey("content_items.id", ondelete="RESTRICT"))
    status: Mapped[EntryStatus] = mapped_column(
        choice("graded", "pending", "missing", "excused", name="status")
    )
    raw_score: Mapped[Decimal | None]
    late_deduction: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    hint_deduction: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    adjustment: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    score_obtained: Mapped[Decimal | None]
    max_score: Mapped[Decimal]
    needs_manual: Mapped[bool] = mapped_column(default=False, server_default="false")
    grade_letter: Mapped[str | None]
    manual_feedback: Mapped[str] = mapped_column(default="", server_default="")
    private_notes: Mapped[str] = mapped_column(default="", server_default="")
    submitted_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    override_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class RegradedEntry(Base):
    """What a regrade found and left of an entry, so that undoing it is exact.

    Written when applying begins, for every entry of the item; the state after is filled in as batches
    are applied.  Undoing gives ``returned_before`` back unless staff have returned or held it since.
    """

    __tablename__ = "regraded_entries"

    regrade_job_id: Mapped[UUID] = mapped_column(
        ForeignKey("regrade_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[UUID] = mapped_column(
        ForeignKey("gradebook_entries.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    score_before: Mapped[Decimal | None]
    score_after: Mapped[Decimal | None]
    returned_before: Mapped[datetime | None]
    returned_after: Mapped[datetime | None]


class JourneyReview(Base):
    """What a teacher makes of a student's way through a challenge: the learning, not the tests (seed 003).

    Of standalone challenges, too; the last word is the row, earlier ones are in the audit.
    """

    __tablename__ = "journey_reviews"
    __table_args__ = (
        UniqueConstraint("student_id", "challenge_id", "reviewer_id"),
        CheckConstraint("marks >= 0 AND marks <= max_marks", name="marks"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"), index=True)
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    marks: Mapped[Decimal | None]
    max_marks: Mapped[Decimal] = mapped_column(default=Decimal(10), server_default="10")
    comment: Mapped[str] = mapped_column(default="", server_default="")
    shown_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())
