"""estimated tokens: whether what an answer took was told by its server

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "llm_interactions",
        sa.Column("tokens_estimated", sa.Boolean(), server_default="false", nullable=False),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("llm_interactions", "tokens_estimated")
