"""regrading

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "regrade_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("content_item_id", sa.Uuid(), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("from_version_id", sa.Uuid(), nullable=True),
        sa.Column(
            "policy",
            sa.Enum(
                "replace",
                "keep_better",
                "never_lower",
                name="policy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "attempts",
            sa.Enum("all", "best", name="attempts", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "previewing",
                "previewed",
                "applying",
                "applied",
                "cancelled",
                "undoing",
                "undone",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("acted_by", sa.Uuid(), nullable=False),
        sa.Column("previewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["acted_by"], ["users.id"], name=op.f("fk_regrade_jobs_acted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_regrade_jobs_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_regrade_jobs_class_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["content_item_id"],
            ["content_items.id"],
            name=op.f("fk_regrade_jobs_content_item_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_regrade_jobs_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_regrade_jobs_from_version_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_regrade_jobs_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_jobs")),
    )
    op.create_index(op.f("ix_regrade_jobs_acted_by"), "regrade_jobs", ["acted_by"], unique=False)
    op.create_index(op.f("ix_regrade_jobs_challenge_id"), "regrade_jobs", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_regrade_jobs_class_id_id"), "regrade_jobs", ["class_id", "id"], unique=False)
    op.create_index(
        op.f("ix_regrade_jobs_content_item_id"), "regrade_jobs", ["content_item_id"], unique=False
    )
    op.create_index(op.f("ix_regrade_jobs_created_by"), "regrade_jobs", ["created_by"], unique=False)
    op.create_index(
        op.f("ix_regrade_jobs_from_version_id"), "regrade_jobs", ["from_version_id"], unique=False
    )
    op.create_index(
        op.f("ix_regrade_jobs_organization_id"), "regrade_jobs", ["organization_id"], unique=False
    )
    op.create_table(
        "regrade_targets",
        sa.Column("regrade_job_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=False),
        sa.Column("to_version_id", sa.Uuid(), nullable=False),
        sa.Column("upgraded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_regrade_targets_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_regrade_targets_from_version_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["regrade_job_id"],
            ["regrade_jobs.id"],
            name=op.f("fk_regrade_targets_regrade_job_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_regrade_targets_to_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("regrade_job_id", "challenge_id", name=op.f("pk_regrade_targets")),
    )
    op.create_index(
        op.f("ix_regrade_targets_challenge_id"), "regrade_targets", ["challenge_id"], unique=False
    )
    op.create_index(
        op.f("ix_regrade_targets_from_version_id"), "regrade_targets", ["from_version_id"], unique=False
    )
    op.create_index(
        op.f("ix_regrade_targets_to_version_id"), "regrade_targets", ["to_version_id"], unique=False
    )
    op.create_table(
        "regraded_entries",
        sa.Column("regrade_job_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("score_before", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("score_after", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("returned_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_after", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["gradebook_entries.id"],
            name=op.f("fk_regraded_entries_entry_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["regrade_job_id"],
            ["regrade_jobs.id"],
            name=op.f("fk_regraded_entries_regrade_job_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("regrade_job_id", "entry_id", name=op.f("pk_regraded_entries")),
    )
    op.create_index(op.f("ix_regraded_entries_entry_id"), "regraded_entries", ["entry_id"], unique=False)
    op.create_table(
        "regrade_items",
        sa.Column("regrade_job_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("old_run_id", sa.Uuid(), nullable=False),
        sa.Column("new_run_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "queued",
                "graded",
                "failed",
                "applied",
                "kept",
                "undone",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "gains", "loses", "same", name="outcome", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("old_score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("old_max_score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("new_score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("new_max_score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["submission_attempts.id"],
            name=op.f("fk_regrade_items_attempt_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_regrade_items_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["new_run_id"], ["grading_runs.id"], name=op.f("fk_regrade_items_new_run_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["old_run_id"], ["grading_runs.id"], name=op.f("fk_regrade_items_old_run_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["regrade_job_id"],
            ["regrade_jobs.id"],
            name=op.f("fk_regrade_items_regrade_job_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_regrade_items_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("regrade_job_id", "attempt_id", name=op.f("pk_regrade_items")),
    )
    op.create_index(op.f("ix_regrade_items_attempt_id"), "regrade_items", ["attempt_id"], unique=False)
    op.create_index(op.f("ix_regrade_items_challenge_id"), "regrade_items", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_regrade_items_new_run_id"), "regrade_items", ["new_run_id"], unique=False)
    op.create_index(op.f("ix_regrade_items_old_run_id"), "regrade_items", ["old_run_id"], unique=False)
    op.create_index(
        op.f("ix_regrade_items_regrade_job_id_state"),
        "regrade_items",
        ["regrade_job_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_regrade_items_regrade_job_id_student_id"),
        "regrade_items",
        ["regrade_job_id", "student_id"],
        unique=False,
    )
    op.create_index(op.f("ix_regrade_items_student_id"), "regrade_items", ["student_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_regrade_items_student_id"), table_name="regrade_items")
    op.drop_index(op.f("ix_regrade_items_regrade_job_id_student_id"), table_name="regrade_items")
    op.drop_index(op.f("ix_regrade_items_regrade_job_id_state"), table_name="regrade_items")
    op.drop_index(op.f("ix_regrade_items_old_run_id"), table_name="regrade_items")
    op.drop_index(op.f("ix_regrade_items_new_run_id"), table_name="regrade_items")
    op.drop_index(op.f("ix_regrade_items_challenge_id"), table_name="regrade_items")
    op.drop_index(op.f("ix_regrade_items_attempt_id"), table_name="regrade_items")
    op.drop_table("regrade_items")
    op.drop_index(op.f("ix_regraded_entries_entry_id"), table_name="regraded_entries")
    op.drop_table("regraded_entries")
    op.drop_index(op.f("ix_regrade_targets_to_version_id"), table_name="regrade_targets")
    op.drop_index(op.f("ix_regrade_targets_from_version_id"), table_name="regrade_targets")
    op.drop_index(op.f("ix_regrade_targets_challenge_id"), table_name="regrade_targets")
    op.drop_table("regrade_targets")
    op.drop_index(op.f("ix_regrade_jobs_organization_id"), table_name="regrade_jobs")
    op.drop_index(op.f("ix_regrade_jobs_from_version_id"), table_name="regrade_jobs")
    op.drop_index(op.f("ix_regrade_jobs_created_by"), table_name="regrade_jobs")
    op.drop_index(op.f("ix_regrade_jobs_content_item_id"), table_name="regrade_jobs")
    op.drop_index(op.f("ix_regrade_jobs_class_id_id"), table_name="regrade_jobs")
    op.drop_index(op.f("ix_regrade_jobs_challenge_id"), table_name="regrade_jobs")
    op.drop_index(op.f("ix_regrade_jobs_acted_by"), table_name="regrade_jobs")
    op.drop_table("regrade_jobs")
