"""privacy: consents, requests to be erased, researchers of a class, and erasing a person

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lectorium.migrations.erasing import (
    APPEND_ONLY_BUT_ERASURE_FUNCTION,
    ERASE_FUNCTION,
    UNNAMED_FUNCTION,
)
from lectorium.migrations.functions import APPEND_ONLY_FUNCTION

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    """A moment; one that must be there is now."""
    default = None if nullable else sa.text("lectorium_now()")
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=nullable)


def person(table: str, column: str = "user_id") -> sa.ForeignKeyConstraint:
    """Whose row it is: rows stay when their person is erased."""
    return sa.ForeignKeyConstraint(
        [column], ["users.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def klass(table: str) -> sa.ForeignKeyConstraint:
    """The class it belongs to."""
    return sa.ForeignKeyConstraint(
        ["class_id"], ["classes.id"], name=op.f(f"fk_{table}_class_id"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    """Go forward."""
    make_consents()
    make_requests()
    make_research()
    op.execute(APPEND_ONLY_BUT_ERASURE_FUNCTION)
    op.execute(UNNAMED_FUNCTION)
    op.execute(ERASE_FUNCTION)


def make_consents() -> None:
    """What people have agreed to, and until when."""
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("research", name="purpose", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("text_version", sa.Integer(), nullable=False),
        moment("given_at", nullable=False),
        moment("withdrawn_at"),
        sa.CheckConstraint("text_version > 0", name=op.f("ck_consents_text_version")),
        person("consents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_user_id_purpose"), "consents", ["user_id", "purpose"], unique=False)
    op.create_index(
        "uq_consents_holding",
        "consents",
        ["user_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def make_requests() -> None:
    """Who asked to be erased, and what became of it."""
    op.create_table(
        "data_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("erasure", name="request_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        moment("requested_at", nullable=False),
        moment("withdrawn_at"),
        moment("decided_at"),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(), server_default="", nullable=False),
        moment("done_at"),
        sa.Column("login_digest", sa.LargeBinary(), nullable=True),
        sa.Column(
            "erased_rows", postgresql.JSONB(), server_default=sa.text("'{\"v\": 1}'::jsonb"), nullable=False
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR decided_at IS NULL", name=op.f("ck_data_requests_ended_once")
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR decided_at IS NOT NULL", name=op.f("ck_data_requests_decided")
        ),
        person("data_requests"),
        person("data_requests", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    for column in ("user_id", "decided_by"):
        op.create_index(op.f(f"ix_data_requests_{column}"), "data_requests", [column], unique=False)
    op.create_index(
        "uq_data_requests_open",
        "data_requests",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL AND decided_at IS NULL"),
    )


def make_research() -> None:
    """Who may read a class's conversations for research, and the key of its pseudonyms."""
    op.create_table(
        "research_grants",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        moment("granted_at", nullable=False),
        klass("research_grants"),
        person("research_grants"),
        person("research_grants", "granted_by"),
        sa.PrimaryKeyConstraint("class_id", "user_id", name=op.f("pk_research_grants")),
    )
    for column in ("user_id", "granted_by"):
        op.create_index(op.f(f"ix_research_grants_{column}"), "research_grants", [column], unique=False)
    op.create_table(
        "research_keys",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        moment("created_at", nullable=False),
        klass("research_keys"),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_research_keys")),
    )


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION lectorium_erase_from_audit(uuid)")
    op.execute("DROP FUNCTION lectorium_unnamed(jsonb, text[], text, boolean)")
    op.execute(APPEND_ONLY_FUNCTION)
    for table in ("research_keys", "research_grants", "data_requests", "consents"):
        op.drop_table(table)
