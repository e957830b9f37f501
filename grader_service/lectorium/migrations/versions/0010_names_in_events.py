"""names in events: erasing a person leaves alone what is merely called like them

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from alembic import op

from lectorium.migrations import erasing, unnaming

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(unnaming.UNNAMED_FUNCTION)


def downgrade() -> None:
    """Go back."""
    op.execute(erasing.UNNAMED_FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
