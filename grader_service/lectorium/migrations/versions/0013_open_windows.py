"""open windows: extra time in an exam that has neither minutes nor a release date counts from its beginning

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

from lectorium.migrations.functions import EXAM_END_FUNCTION, EXAM_ON_FUNCTION, EXAM_OVER_FUNCTION

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for function in (EXAM_END_FUNCTION, EXAM_OVER_FUNCTION, EXAM_ON_FUNCTION):
        op.execute(function)


def downgrade() -> None:
    """Go back: 0005 makes them as they are now, so there is nothing to bring back."""
