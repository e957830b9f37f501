"""The tables of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

Role = Literal["student", "teacher", "ta", "admin", "researcher"]
Purpose = Literal["research"]
ROLES: tuple[Role, ...] = ("student", "teacher", "ta", "admin", "researcher")


class Organization(Base):
    """A school; everything else belongs to exactly one (K1)."""

    __tablename__ = "organizations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class Major(Base):
    """A field of study."""

    __tablename__ = "majors"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        UniqueConstraint("organization_id", "slug"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    name: Mapped[str]
    slug: Mapped[str]


class User(Base):
    """A person's account.

    ``username`` is unique in the organization among the living; ``login_name`` is unique in
    the installation: what one types to sign in, and what the Hub calls the account.
    ``deleted_at`` ends it softly; ``disabled_at`` closes it for a while.
    """

    __tablename__ = "users"
    __table_args__ = (
        Index(
            "uq_users_username_living",
            "organization_id",
            "username",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "uq_users_email_living",
            "organization_id",
            func.lower(text("email")),
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_users_email_notifications", text("(settings ->> 'email_notifications')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="RESTRICT"), index=True
    )
    username: Mapped[str]
    login_name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    password_hash: Mapped[str | None]
    external_identity: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(*ROLES, name="role"))
    avatar_url: Mapped[str | None]
    bio: Mapped[str | None]
    university: Mapped[str | None]
    major_id: Mapped[UUID | None] = mapped_column(ForeignKey("majors.id", ondelete="SET NULL"), index=True)
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
    total_points: Mapped[int] = mapped_column(default=0, server_default="0")
    failed_logins: Mapped[int] = mapped_column(default=0, server_default="0")
    login_not_before: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    last_login_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    @property
    def disabled(self) -> bool:
        """Closed or ended: may not sign in."""
        return self.disabled_at is not None or self.deleted_at is not None


class Consent(Base):
    """That somebody allows a use of their data, in the words of one version of its text; never presumed.

    It holds until ``withdrawn_at``; at most one of a purpose holds at a time.  Giving it again is a new row.
    """

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "user_id", "purpose"),
        Index(
            "uq_consents_holding",
            "user_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("text_version > 0", name="text_version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    purpose: Mapped[Purpose] = mapped_column(choice("research", name="purpose"))
    text_version: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    withdrawn_at: Mapped[datetime | None]


class DataRequest(Base):
    """That somebody asks to be erased; at most one is open.

    asked → withdrawn by the person, or decided by an administrator: declined, with the reason in ``answer``,
    or erased.  ``erased_rows`` (version 1) says how many rows of which table lost what they said;
    ``login_digest`` keeps anybody else from getting the login name, and with it the folder on the Hub.
    """

    __tablename__ = "data_requests"
    __table_args__ = (
        Index(None, "user_id"),
        Index(None, "decided_by"),
        Index(
            "uq_data_requests_open",
            "user_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL AND decided_at IS NULL"),
        ),
        CheckConstraint("withdrawn_at IS NULL OR decided_at IS NULL", name="ended_once"),
        CheckConstraint("done_at IS NULL OR decided_at IS NOT NULL", name="decided"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    kind: Mapped[Literal["erasure"]] = mapped_column(
        choice("erasure", name="request_kind"), default="erasure"
    )
    requested_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    withdrawn_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    answer: Mapped[str] = mapped_column(default="", server_default="")
    done_at: Mapped[datetime | None]
    login_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_rows: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{\"v\": 1}'::jsonb"), default=lambda: {"v": 1}
    )


class AuditEvent(Base):
    """Who changed what, when, from what to what.  Append-only; outlives its actor (I17).

    ``class_id`` is the class that it concerns, None for what concerns none.  Who acts for somebody else has
    signed in as ``authenticated_actor_id``.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index(None, "organization_id", "timestamp"),
        Index(None, "class_id", "timestamp"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    timestamp: Mapped[datetime] = mapped_column(server_default=now_sql(), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    authenticated_actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    target_type: Mapped[str]
    target_ids: Mapped[list[str]]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    meta_data: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
