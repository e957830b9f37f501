"""contents: quizzes, announcements, materials, topics

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lectorium.migrations.functions import (
    EXAM_END_FUNCTION,
    EXAM_ON_FUNCTION,
    EXAM_OVER_FUNCTION,
    SITTING_FUNCTION,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEARCH_TEXT = (
    "lower(regexp_replace(NORMALIZE((((title)::text || ' '::text) || (description_markdown)::text), NFKD), "
    "'[\\u0300-\\u036f]'::text, ''::text, 'g'::text))"
)


def upgrade() -> None:
    """Go forward."""
    _contents()
    _columns()
    _checks()
    _sittings()


def downgrade() -> None:
    """Go back; refused while questions are in the library."""
    op.execute("DROP FUNCTION lectorium_sitting(uuid, uuid)")
    op.execute("DROP FUNCTION lectorium_exam_on(uuid, timestamptz)")
    op.execute("DROP FUNCTION lectorium_exam_over(uuid)")
    op.execute(
        "DROP FUNCTION lectorium_exam_end(timestamptz, timestamptz, timestamptz, integer, numeric, integer)"
    )
    op.drop_index(op.f("ix_exam_extensions_student_id"), table_name="exam_extensions")
    op.drop_table("exam_extensions")
    op.drop_constraint(op.f("ck_test_cases_kind"), "test_cases", type_="check")
    op.create_check_constraint(
        op.f("ck_test_cases_kind"), "test_cases", "kind IN ('cell', 'io', 'call', 'manual')"
    )
    op.drop_constraint(op.f("ck_problems_difficulty"), "problems", type_="check")
    op.drop_index("ix_problems_topics", table_name="problems", postgresql_using="gin")
    op.drop_index(op.f("ix_audit_events_class_id_timestamp"), table_name="audit_events")
    op.drop_column("audit_events", "class_id")
    op.drop_column("problem_versions", "search_text")
    op.drop_column("problems", "difficulty")
    op.drop_column("problems", "topics")
    op.drop_column("hint_reveals", "cost")
    op.drop_column("gradebook_entries", "hint_deduction")
    op.drop_index(op.f("ix_quiz_seeds_student_id"), table_name="quiz_seeds")
    op.drop_table("quiz_seeds")
    op.drop_table("quizzes")
    op.drop_table("material_items")
    op.drop_table("announcements")


def _contents() -> None:
    op.create_table(
        "material_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_markdown", sa.String(), nullable=False),
        sa.Column("blob_ref", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.CheckConstraint("(blob_ref IS NULL) = (file_name IS NULL)", name=op.f("ck_material_items_file")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_material_items_size")),
        sa.ForeignKeyConstraint(
            ["id"], ["content_items.id"], name=op.f("fk_material_items_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_items")),
    )
    op.create_table(
        "quizzes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shuffle_questions", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("shuffle_choices", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "show_key",
            sa.Enum(
                "never",
                "after_due",
                "after_return",
                name="show_key",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="after_return",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["id"], ["assignments.id"], name=op.f("fk_quizzes_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
    )
    op.create_table(
        "quiz_seeds",
        sa.Column("quiz_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_seeds_quiz_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_quiz_seeds_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "student_id", name=op.f("pk_quiz_seeds")),
    )
    op.create_index(op.f("ix_quiz_seeds_student_id"), "quiz_seeds", ["student_id"], unique=False)
    op.create_table(
        "announcements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_markdown", sa.String(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["content_items.id"], name=op.f("fk_announcements_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )


def _columns() -> None:
    op.add_column("audit_events", sa.Column("class_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_audit_events_class_id_timestamp"), "audit_events", ["class_id", "timestamp"], unique=False
    )
    op.add_column(
        "gradebook_entries",
        sa.Column("hint_deduction", sa.Numeric(precision=12, scale=4), server_default="0", nullable=False),
    )
    op.add_column(
        "hint_reveals",
        sa.Column("cost", sa.Numeric(precision=12, scale=4), server_default="0", nullable=False),
    )
    op.add_column(
        "problems",
        sa.Column("topics", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
    )
    op.add_column("problems", sa.Column("difficulty", sa.String(32), server_default="medium", nullable=False))
    op.create_index("ix_problems_topics", "problems", ["topics"], unique=False, postgresql_using="gin")
    op.add_column(
        "problem_versions",
        sa.Column("search_text", sa.String(), sa.Computed(SEARCH_TEXT, persisted=True), nullable=False),
    )


def _checks() -> None:
    op.drop_constraint(op.f("ck_test_cases_kind"), "test_cases", type_="check")
    op.create_check_constraint(
        op.f("ck_test_cases_kind"), "test_cases", "kind IN ('cell', 'io', 'call', 'manual', 'answer')"
    )
    op.create_check_constraint(
        op.f("ck_problems_difficulty"), "problems", "difficulty IN ('easy', 'medium', 'hard')"
    )


def _sittings() -> None:
    op.create_table(
        "exam_extensions",
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_exam_extensions_minutes")),
        sa.ForeignKeyConstraint(
            ["content_item_id"],
            ["content_items.id"],
            name=op.f("fk_exam_extensions_content_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_exam_extensions_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("content_item_id", "student_id", name=op.f("pk_exam_extensions")),
    )
    op.create_index(op.f("ix_exam_extensions_student_id"), "exam_extensions", ["student_id"], unique=False)
    op.execute(EXAM_END_FUNCTION)
    op.execute(EXAM_OVER_FUNCTION)
    op.execute(EXAM_ON_FUNCTION)
    op.execute(SITTING_FUNCTION)
