"""The tables of the tutor."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

HelpLevel = Literal["off", "concepts", "steps", "open"]
InteractionKind = Literal["chat", "explain", "hint", "code_run"]
InteractionState = Literal["asked", "answering", "completed", "failed", "stopped"]
Guarding = Literal["none", "passed", "rewritten", "withheld"]
ReviewVerdict = Literal["good", "wrong", "gave_away", "unhelpful"]
Vote = Literal["recorded", "replayed", "tie", "neither"]
MONEY = Numeric(20, 10)
"""What an answer cost, exactly: prices have four digits and are for a million tokens."""


def help_level() -> Any:
    """How much help there is: off, concepts only, hints in steps, or open."""
    return choice("off", "concepts", "steps", "open", name="help_level")


class Model(Base):
    """A language model that may answer; rows are never taken away, they retire (K6).

    ``endpoint`` names a server of the settings, never an address: who may write rows must not choose where
    prompts are sent.  ``served_name`` is what that server calls it; ``settings`` (version 1) are
    ``temperature``, ``max_tokens``, ``context_tokens``; prices are per million tokens, in ``currency``.
    Without an organization it comes with the platform, for every school; else it is that school's own.
    """

    __tablename__ = "models"
    __table_args__ = (
        UniqueConstraint("organization_id", "name", "version", postgresql_nulls_not_distinct=True),
        CheckConstraint("input_price >= 0 AND output_price >= 0", name="prices"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    name: Mapped[str]
    version: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    endpoint: Mapped[str]
    served_name: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{\"v\": 1}'::jsonb"))
    input_price: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    output_price: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    currency: Mapped[str] = mapped_column(default="EUR", server_default="EUR")
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    retired_at: Mapped[datetime | None]


class TutorPrompt(Base):
    """A version of an instruction to the model; append-only.  Without an organization it is ours."""

    __tablename__ = "tutor_prompts"
    __table_args__ = (
        UniqueConstraint("organization_id", "alias", "version", postgresql_nulls_not_distinct=True),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    alias: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class TutorPolicy(Base):
    """What a school, a class or a challenge allows; the nearest that says something wins, field by field.

    Null inherits.  ``daily_limit`` counts questions per student and day, in the class's own time zone.
    """

    __tablename__ = "tutor_policies"
    __table_args__ = (
        UniqueConstraint("organization_id", "class_id", "challenge_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("daily_limit >= 0", name="daily_limit"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    help_level: Mapped[HelpLevel | None] = mapped_column(help_level(), nullable=True)
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("models.id", ondelete="RESTRICT"), index=True)
    prompt_alias: Mapped[str | None]
    solutions_in_context: Mapped[bool | None]
    daily_limit: Mapped[int | None]
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class LlmInteraction(Base):
    """One question and its answer, or one run of code, with the code as it stood; never deleted (K3).

    Stored before the model is asked, completed or failed afterwards (K7).  ``code`` is the active cell or
    the solution at that moment and ``solution_revision`` the draft's; ``context`` (version 1) is what
    else was sent; ``sent`` (version 1) is the conversation as the model got it, so that a replay is exact;
    ``draft_response`` is what the model said before the output check, never shown to the
    student.  ``citations`` are those that were checked: title, page or cell, and the chunk.  ``message_key``
    is the client's: a repeated question is the same row.  Until ``lease_until`` a living process answers it.
    ``tokens_estimated`` where the model's server told no tokens, as when an answer was stopped.
    ``is_cut`` where what the student read ends because the model may write no more.
    """

    __tablename__ = "llm_interactions"
    __table_args__ = (
        UniqueConstraint("user_id", "message_key"),
        Index(None, "session_id", "id"),
        Index(None, "challenge_id", "user_id", "id"),
        Index(None, "class_id", "created_at"),
        Index(None, "organization_id", "created_at"),
        Index(None, "user_id", "created_at"),
        Index(
            "uq_llm_interactions_answering",
            "session_id",
            unique=True,
            postgresql_where=text("state IN ('asked', 'answering')"),
        ),
        Index(
            "ix_llm_interactions_unanswered",
            "lease_until",
            postgresql_where=text("state IN ('asked', 'answering')"),
        ),
        CheckConstraint("rating IN (-1, 1)", name="rating"),
        CheckConstraint(
            "kind = 'code_run' OR state <> 'completed' "
            "OR (user_prompt IS NOT NULL AND model_response IS NOT NULL)",
            name="completed",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("work_sessions.id", ondelete="RESTRICT"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"))
    kind: Mapped[InteractionKind] = mapped_column(
        choice("chat", "explain", "hint", "code_run", name="interaction_kind")
    )
    state: Mapped[InteractionState] = mapped_column(
        choice("asked", "answering", "completed", "failed", "stopped", name="interaction_state")
    )
    message_key: Mapped[str]
    user_prompt: Mapped[str | None]
    model_response: Mapped[str | None]
    draft_response: Mapped[str | None]
    error: Mapped[str | None]
    code: Mapped[str] = mapped_column(default="", server_default="")
    solution_revision: Mapped[int | None]
    stdin: Mapped[str | None]
    stdout: Mapped[str | None]
    context: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{\"v\": 1}'::jsonb"), default=dict)
    sent: Mapped[dict[str, Any] | None]
    help_level: Mapped[HelpLevel | None] = mapped_column(help_level(), nullable=True)
    hint_step: Mapped[int | None]
    guarding: Mapped[Guarding] = mapped_column(
        choice("none", "passed", "rewritten", "withheld", name="guarding"),
        default="none",
        server_default="none",
    )
    guard_notes: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{\"v\": 1}'::jsonb"), default=dict
    )
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("models.id", ondelete="RESTRICT"), index=True)
    fell_back_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("models.id", ondelete="RESTRICT"), index=True
    )
    prompt_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("tutor_prompts.id", ondelete="RESTRICT"), index=True
    )
    prompt_tokens: Mapped[int | None]
    completion_tokens: Mapped[int | None]
    tokens_estimated: Mapped[bool] = mapped_column(default=False, server_default="false")
    is_cut: Mapped[bool] = mapped_column(default=False, server_default="false")
    cost: Mapped[Decimal | None] = mapped_column(MONEY)
    first_token_ms: Mapped[int | None]
    latency_ms: Mapped[int | None]
    citations: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'::jsonb"), default=list)
    rating: Mapped[int | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    ended_at: Mapped[datetime | None]


class InteractionReview(Base):
    """What a teacher says of an answer."""

    __tablename__ = "interaction_reviews"
    __table_args__ = (UniqueConstraint("interaction_id", "reviewer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    interaction_id: Mapped[UUID] = mapped_column(ForeignKey("llm_interactions.id", ondelete="RESTRICT"))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    verdict: Mapped[ReviewVerdict] = mapped_column(
        choice("good", "wrong", "gave_away", "unhelpful", name="review_verdict")
    )
    comment: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class Replay(Base):
    """Recorded questions, asked again of another model or with another instruction.

    Without a prompt each is asked as it was.  ``selection`` (version 1) says which were wanted: ``since``,
    ``until``, ``most``.  ``leased_until`` is how long a worker speaks for it.
    """

    __tablename__ = "replays"
    __table_args__ = (Index(None, "organization_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    model_id: Mapped[UUID] = mapped_column(ForeignKey("models.id", ondelete="RESTRICT"), index=True)
    prompt_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("tutor_prompts.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[Literal["running", "completed", "cancelled"]] = mapped_column(
        choice("running", "completed", "cancelled", name="replay_state")
    )
    selection: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{\"v\": 1}'::jsonb"), default=dict
    )
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ReplayItem(Base):
    """One question of a replay; ``replayed_first`` is the order in which a reader sees the two, blind."""

    __tablename__ = "replay_items"

    replay_id: Mapped[UUID] = mapped_column(ForeignKey("replays.id", ondelete="RESTRICT"), primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(
        ForeignKey("llm_interactions.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    state: Mapped[Literal["waiting", "completed", "failed"]] = mapped_column(
        choice("waiting", "completed", "failed", name="replay_item_state")
    )
    response: Mapped[str | None]
    error: Mapped[str | None]
    prompt_tokens: Mapped[int | None]
    completion_tokens: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(MONEY)
    latency_ms: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    replayed_first: Mapped[bool]
    vote: Mapped[Vote | None] = mapped_column(
        choice("recorded", "replayed", "tie", "neither", name="vote"), nullable=True
    )
    voted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    voted_at: Mapped[datetime | None]
