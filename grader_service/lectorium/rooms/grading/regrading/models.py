"""The tables of regrading."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

Policy = Literal["replace", "keep_better", "never_lower"]
Chosen = Literal["all", "best"]
State = Literal["planned", "previewing", "previewed", "applying", "applied", "cancelled", "undoing", "undone"]
ItemState = Literal["planned", "queued", "graded", "failed", "applied", "kept", "undone"]
Outcome = Literal["gains", "loses", "same"]
OPEN: tuple[State, ...] = ("planned", "previewing", "previewed", "applying", "undoing")
"""While a regrade is in one of these, no other one is planned on its challenges."""


class RegradeJob(Base):
    """A regrade of a challenge, or of all challenges of an item.

    planned → previewing (attempts run again, nothing that counts changes) → previewed → applying →
    applied → undoing → undone.  From planned, previewing, previewed and applying it can be cancelled;
    cancelled while applying (``applied_at`` is set) it can be gone on with, or undone.

    The policy says which runs count: ``replace`` the new ones; ``keep_better`` per attempt the one with
    the larger share of the points, of equals the new one; ``never_lower`` a student's new runs on a
    challenge all together, or none where the best of them would be below the student's best so far.
    """

    __tablename__ = "regrade_jobs"
    __table_args__ = (Index(None, "class_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="RESTRICT"), index=True
    )
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"))
    content_item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("content_items.id", ondelete="RESTRICT"), index=True
    )
    challenge_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    from_version_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("problem_versions.id", ondelete="RESTRICT"), index=True
    )
    policy: Mapped[Policy] = mapped_column(choice("replace", "keep_better", "never_lower", name="policy"))
    attempts: Mapped[Chosen] = mapped_column(choice("all", "best", name="attempts"))
    reason: Mapped[str]
    state: Mapped[State] = mapped_column(
        choice(
            "planned",
            "previewing",
            "previewed",
            "applying",
            "applied",
            "cancelled",
            "undoing",
            "undone",
            name="state",
        )
    )
    total: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    acted_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    """Who applied, cancelled or undid it last: the actor of what the worker does."""
    previewed_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RegradeTarget(Base):
    """A challenge of a regrade, and the version it goes to.

    ``from_version_id`` is what the challenge was pinned to; ``upgraded`` says that applying has moved
    the pin, so that undoing moves it back.
    """

    __tablename__ = "regrade_targets"

    regrade_job_id: Mapped[UUID] = mapped_column(
        ForeignKey("regrade_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    challenge_id: Mapped[UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    from_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("problem_versions.id", ondelete="RESTRICT"), index=True
    )
    to_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("problem_versions.id", ondelete="RESTRICT"), index=True
    )
    upgraded: Mapped[bool] = mapped_column(default=False)


class RegradeItem(Base):
    """One attempt of a regrade, with the run that counted and the one that may.

    planned → queued (its new run waits or works) → graded or failed → applied (the new run is current)
    or kept (the old one is) → undone.
    """

    __tablename__ = "regrade_items"
    __table_args__ = (
        Index(None, "regrade_job_id", "state"),
        Index(None, "regrade_job_id", "student_id"),
    )

    regrade_job_id: Mapped[UUID] = mapped_column(
        ForeignKey("regrade_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("submission_attempts.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"), index=True)
    old_run_id: Mapped[UUID] = mapped_column(ForeignKey("grading_runs.id", ondelete="RESTRICT"), index=True)
    new_run_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grading_runs.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[ItemState] = mapped_column(
        choice("planned", "queued", "graded", "failed", "applied", "kept", "undone", name="state")
    )
    outcome: Mapped[Outcome | None] = mapped_column(choice("gains", "loses", "same", name="outcome"))
    old_score: Mapped[Decimal | None]
    old_max_score: Mapped[Decimal | None]
    new_score: Mapped[Decimal | None]
    new_max_score: Mapped[Decimal | None]
