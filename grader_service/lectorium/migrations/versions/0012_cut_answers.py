"""cut answers: whether an answer ends where its model may write no more

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "llm_interactions", sa.Column("is_cut", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("llm_interactions", "is_cut")
