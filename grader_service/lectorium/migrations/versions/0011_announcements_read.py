"""announcements read: which of them somebody has opened, so that what is new has a mark

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "announcement_reads",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "read_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_announcement_reads_user_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_reads_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "announcement_id", name=op.f("pk_announcement_reads")),
    )
    op.create_index(
        op.f("ix_announcement_reads_announcement_id"), "announcement_reads", ["announcement_id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("announcement_reads")
