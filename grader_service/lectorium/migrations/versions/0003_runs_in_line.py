"""runs are the queue: urgency, lanes, laps

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "grading_runs"
PLACES = """
UPDATE grading_runs r
SET urgency = CASE WHEN NOT r.is_current THEN 3 WHEN a.type = 'test_run' THEN 2 ELSE 1 END,
    lane_id = coalesce(c.class_id, c.organization_id),
    student_id = a.student_id
FROM submission_attempts a JOIN challenges c ON c.id = a.challenge_id
WHERE a.id = r.attempt_id
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column(TABLE, sa.Column("urgency", sa.SmallInteger(), nullable=True))
    op.add_column(TABLE, sa.Column("lane_id", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("student_id", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("lap", sa.Integer(), nullable=False, server_default="0"))
    op.execute(PLACES)
    for column in ("urgency", "lane_id", "student_id"):
        op.alter_column(TABLE, column, nullable=False)
    # What was owed as a job is found by its status from now on.
    op.execute("DELETE FROM outbox WHERE job = 'grade'")
    op.drop_index("ix_grading_runs_open", table_name=TABLE)
    _indexes()
    _allow("queued", "processing", "completed", "error", "superseded")


def downgrade() -> None:
    """Go back."""
    op.execute(
        "UPDATE grading_runs SET status = 'error', message = 'A newer test run took its place.' "
        "WHERE status = 'superseded'"
    )
    _allow("queued", "processing", "completed", "error")
    for name in ("begun", "leases", "unfinished", "waiting"):
        op.drop_index(f"ix_grading_runs_{name}", table_name=TABLE)
    op.create_index(
        "ix_grading_runs_open",
        TABLE,
        ["status", "lease_expires_at"],
        postgresql_where=sa.text("status IN ('queued', 'processing')"),
    )
    for column in ("lap", "student_id", "lane_id", "urgency"):
        op.drop_column(TABLE, column)


def _indexes() -> None:
    op.create_index(
        "ix_grading_runs_waiting",
        TABLE,
        ["urgency", "lane_id", "lap", "id"],
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_index(
        "ix_grading_runs_unfinished",
        TABLE,
        ["student_id", "urgency", "lane_id", "lap"],
        postgresql_where=sa.text("status IN ('queued', 'processing')"),
    )
    op.create_index(
        "ix_grading_runs_leases",
        TABLE,
        ["lease_expires_at"],
        postgresql_where=sa.text("status = 'processing'"),
    )
    op.create_index(
        "ix_grading_runs_begun", TABLE, ["started_at"], postgresql_where=sa.text("started_at IS NOT NULL")
    )


def _allow(*states: str) -> None:
    op.drop_constraint(op.f("ck_grading_runs_status"), TABLE, type_="check")
    listed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_grading_runs_status"), TABLE, f"status IN ({listed})")
