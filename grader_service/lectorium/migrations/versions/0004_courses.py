"""courses: labels, sittings, overrides

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lectorium.migrations.functions import EFFECTIVE_FUNCTION

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _groups()
    _exams()
    _columns()
    op.execute(EFFECTIVE_FUNCTION)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION lectorium_effective(uuid, uuid)")
    op.drop_constraint(op.f("ck_enrollments_time_multiplier"), "enrollments", type_="check")

    op.drop_column("enrollments", "time_multiplier")
    op.drop_constraint(op.f("fk_classes_copied_from_id"), "classes", type_="foreignkey")
    op.drop_index(op.f("ix_classes_copied_from_id"), table_name="classes")
    op.drop_column("classes", "copied_from_id")
    op.drop_column("classes", "outline_revision")
    op.drop_index(op.f("ix_item_overrides_student_id"), table_name="item_overrides")
    op.drop_index(op.f("ix_item_overrides_label_id"), table_name="item_overrides")
    op.drop_index(op.f("ix_item_overrides_created_by"), table_name="item_overrides")
    op.drop_table("item_overrides")
    op.drop_index(
        "ix_exam_sittings_open", table_name="exam_sittings", postgresql_where=sa.text("swept_at IS NULL")
    )
    op.drop_index(op.f("ix_exam_sittings_content_item_id_started_at"), table_name="exam_sittings")
    op.drop_table("exam_sittings")
    op.drop_index(op.f("ix_student_label_members_enrollment_id"), table_name="student_label_members")
    op.drop_table("student_label_members")
    op.drop_index(op.f("ix_enrollment_scopes_label_id"), table_name="enrollment_scopes")
    op.drop_table("enrollment_scopes")
    op.drop_index("uq_student_labels_class_id_name", table_name="student_labels")
    op.drop_table("student_labels")


def _groups() -> None:
    op.create_table(
        "student_labels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("section", "label", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_student_labels_class_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_labels")),
    )
    op.create_index(
        "uq_student_labels_class_id_name",
        "student_labels",
        ["class_id", sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "enrollment_scopes",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollments.id"],
            name=op.f("fk_enrollment_scopes_enrollment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["student_labels.id"],
            name=op.f("fk_enrollment_scopes_label_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "label_id", name=op.f("pk_enrollment_scopes")),
    )
    op.create_index(op.f("ix_enrollment_scopes_label_id"), "enrollment_scopes", ["label_id"], unique=False)
    op.create_table(
        "student_label_members",
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollments.id"],
            name=op.f("fk_student_label_members_enrollment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["student_labels.id"],
            name=op.f("fk_student_label_members_label_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("label_id", "enrollment_id", name=op.f("pk_student_label_members")),
    )
    op.create_index(
        op.f("ix_student_label_members_enrollment_id"),
        "student_label_members",
        ["enrollment_id"],
        unique=False,
    )


def _exams() -> None:
    op.create_table(
        "exam_sittings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_by",
            sa.Enum(
                "student",
                "time",
                "staff",
                name="closed_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("deadline_at >= started_at", name=op.f("ck_exam_sittings_deadline")),
        sa.ForeignKeyConstraint(
            ["content_item_id"],
            ["content_items.id"],
            name=op.f("fk_exam_sittings_content_item_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_exam_sittings_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_sittings")),
        sa.UniqueConstraint(
            "student_id", "content_item_id", name=op.f("uq_exam_sittings_student_id_content_item_id")
        ),
    )
    op.create_index(
        op.f("ix_exam_sittings_content_item_id_started_at"),
        "exam_sittings",
        ["content_item_id", "started_at"],
        unique=False,
    )
    op.create_index(
        "ix_exam_sittings_open",
        "exam_sittings",
        ["deadline_at"],
        unique=False,
        postgresql_where=sa.text("swept_at IS NULL"),
    )
    op.create_table(
        "item_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("label_id", sa.Uuid(), nullable=True),
        sa.Column("sets", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("release_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("max_attempts", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(student_id IS NULL) <> (label_id IS NULL)", name=op.f("ck_item_overrides_for_whom")
        ),
        sa.CheckConstraint("duration_minutes > 0", name=op.f("ck_item_overrides_duration")),
        sa.CheckConstraint("max_attempts > 0", name=op.f("ck_item_overrides_attempts")),
        sa.ForeignKeyConstraint(
            ["content_item_id"],
            ["content_items.id"],
            name=op.f("fk_item_overrides_content_item_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_item_overrides_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["student_labels.id"], name=op.f("fk_item_overrides_label_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_item_overrides_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_overrides")),
        sa.UniqueConstraint(
            "content_item_id", "label_id", name=op.f("uq_item_overrides_content_item_id_label_id")
        ),
        sa.UniqueConstraint(
            "content_item_id", "student_id", name=op.f("uq_item_overrides_content_item_id_student_id")
        ),
    )
    op.create_index(op.f("ix_item_overrides_created_by"), "item_overrides", ["created_by"], unique=False)
    op.create_index(op.f("ix_item_overrides_label_id"), "item_overrides", ["label_id"], unique=False)
    op.create_index(op.f("ix_item_overrides_student_id"), "item_overrides", ["student_id"], unique=False)


def _columns() -> None:
    op.add_column("classes", sa.Column("outline_revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("classes", sa.Column("copied_from_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_classes_copied_from_id"), "classes", ["copied_from_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_classes_copied_from_id"),
        "classes",
        "classes",
        ["copied_from_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.add_column(
        "enrollments",
        sa.Column("time_multiplier", sa.Numeric(precision=12, scale=4), server_default="1", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_enrollments_time_multiplier"), "enrollments", "time_multiplier BETWEEN 1 AND 5"
    )
