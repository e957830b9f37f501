"""first tables

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lectorium.migrations.functions import APPEND_ONLY_FUNCTION, NOW_FUNCTION, append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(NOW_FUNCTION)
    op.execute(APPEND_ONLY_FUNCTION)
    op.create_table(
        "counters",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_counters")),
    )
    op.create_table(
        "gpu_leases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("server_name", sa.String(), nullable=False),
        sa.Column(
            "leased_at", sa.DateTime(timezone=True), server_default=sa.text("lectorium_now()"), nullable=False
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gpu_leases")),
    )
    op.create_index(op.f("ix_gpu_leases_username"), "gpu_leases", ["username"], unique=False)
    op.create_index(
        "uq_gpu_leases_living",
        "gpu_leases",
        ["host", "device_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("name", name=op.f("uq_organizations_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_organizations_slug")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_created_at"), "outbox", ["created_at"], unique=False)
    op.create_index(op.f("ix_outbox_sent_at"), "outbox", ["sent_at"], unique=False)
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "timestamp", sa.DateTime(timezone=True), server_default=sa.text("lectorium_now()"), nullable=False
        ),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("authenticated_actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target_type", sa.String(), nullable=False),
        sa.Column("target_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "meta_data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_audit_events_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(
        op.f("ix_audit_events_organization_id_timestamp"),
        "audit_events",
        ["organization_id", "timestamp"],
        unique=False,
    )
    op.create_index(op.f("ix_audit_events_timestamp"), "audit_events", ["timestamp"], unique=False)
    op.create_table(
        "majors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_majors_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_majors")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_majors_organization_id_name")),
        sa.UniqueConstraint("organization_id", "slug", name=op.f("uq_majors_organization_id_slug")),
    )
    op.create_table(
        "courses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("major_id", sa.Uuid(), nullable=True),
        sa.Column("year_id", sa.Integer(), nullable=True),
        sa.Column("semester", sa.Integer(), nullable=True),
        sa.CheckConstraint("semester BETWEEN 1 AND 4", name=op.f("ck_courses_semester")),
        sa.CheckConstraint("year_id BETWEEN 1 AND 12", name=op.f("ck_courses_year")),
        sa.ForeignKeyConstraint(
            ["major_id"], ["majors.id"], name=op.f("fk_courses_major_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_courses_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_courses_organization_id_code")),
    )
    op.create_index(op.f("ix_courses_major_id"), "courses", ["major_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("login_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("external_identity", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "student",
                "teacher",
                "ta",
                "admin",
                "researcher",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("avatar_url", sa.String(), nullable=True),
        sa.Column("bio", sa.String(), nullable=True),
        sa.Column("university", sa.String(), nullable=True),
        sa.Column("major_id", sa.Uuid(), nullable=True),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("total_points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_logins", sa.Integer(), server_default="0", nullable=False),
        sa.Column("login_not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["major_id"], ["majors.id"], name=op.f("fk_users_major_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_users_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("external_identity", name=op.f("uq_users_external_identity")),
        sa.UniqueConstraint("login_name", name=op.f("uq_users_login_name")),
    )
    op.create_index(
        "ix_users_email_notifications",
        "users",
        [sa.literal_column("(settings ->> 'email_notifications')")],
        unique=False,
    )
    op.create_index(op.f("ix_users_major_id"), "users", ["major_id"], unique=False)
    op.create_index(op.f("ix_users_organization_id"), "users", ["organization_id"], unique=False)
    op.create_index(
        "uq_users_email_living",
        "users",
        ["organization_id", sa.literal_column("lower(email)")],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_users_username_living",
        "users",
        ["organization_id", "username"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "classes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("join_code", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_classes_course_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_classes_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_classes_owner_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("join_code", name=op.f("uq_classes_join_code")),
    )
    op.create_index(op.f("ix_classes_course_id"), "classes", ["course_id"], unique=False)
    op.create_index(op.f("ix_classes_organization_id"), "classes", ["organization_id"], unique=False)
    op.create_index(op.f("ix_classes_owner_id"), "classes", ["owner_id"], unique=False)
    op.create_table(
        "problems",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_problems_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_problems_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
        sa.UniqueConstraint("organization_id", "slug", name=op.f("uq_problems_organization_id_slug")),
    )
    op.create_index(op.f("ix_problems_created_by"), "problems", ["created_by"], unique=False)
    op.create_table(
        "enrollments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "student", "ta", "teacher", name="role", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("active", "dropped", name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "content",
            sa.Enum(
                "none", "view", "edit", name="content", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "student_data",
            sa.Enum(
                "none",
                "view",
                "grade",
                name="student_data",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "joined_at", sa.DateTime(timezone=True), server_default=sa.text("lectorium_now()"), nullable=False
        ),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_enrollments_class_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_enrollments_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollments")),
        sa.UniqueConstraint("user_id", "class_id", name=op.f("uq_enrollments_user_id_class_id")),
    )
    op.create_index(
        op.f("ix_enrollments_class_id_status"), "enrollments", ["class_id", "status"], unique=False
    )
    op.create_table(
        "modules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_modules_class_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
    )
    op.create_index(
        op.f("ix_modules_class_id_order_index"), "modules", ["class_id", "order_index"], unique=False
    )
    op.create_table(
        "problem_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notebook",
                "program",
                "question",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("description_markdown", sa.String(), nullable=False),
        sa.Column("preamble", sa.String(), nullable=False),
        sa.Column("starter_code", sa.String(), nullable=False),
        sa.Column("reference_solution", sa.String(), nullable=False),
        sa.Column(
            "hints",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "support_materials",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "possible_solutions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("languages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kernel_name", sa.String(), nullable=False),
        sa.Column(
            "limits",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("full_ref", sa.String(), nullable=False),
        sa.Column("release_ref", sa.String(), nullable=False),
        sa.Column(
            "files",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_problem_versions_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_problem_versions_problem_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_versions")),
        sa.UniqueConstraint("problem_id", "number", name=op.f("uq_problem_versions_problem_id_number")),
    )
    op.create_index(
        op.f("ix_problem_versions_content_hash"), "problem_versions", ["content_hash"], unique=False
    )
    op.create_index(op.f("ix_problem_versions_created_by"), "problem_versions", ["created_by"], unique=False)
    op.create_table(
        "challenges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("problem_version_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_challenges_class_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_challenges_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_challenges_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["problem_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_challenges_problem_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    op.create_index(op.f("ix_challenges_class_id"), "challenges", ["class_id"], unique=False)
    op.create_index(op.f("ix_challenges_created_by"), "challenges", ["created_by"], unique=False)
    op.create_index(op.f("ix_challenges_organization_id"), "challenges", ["organization_id"], unique=False)
    op.create_index(
        op.f("ix_challenges_problem_version_id"), "challenges", ["problem_version_id"], unique=False
    )
    op.create_index(
        "ix_challenges_standalone",
        "challenges",
        ["organization_id", "id"],
        unique=False,
        postgresql_where=sa.text("class_id IS NULL"),
    )
    op.create_table(
        "content_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column(
            "content_type",
            sa.Enum(
                "assignment",
                "quiz",
                "material",
                "announcement",
                name="content_type",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("due_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["modules.id"], name=op.f("fk_content_items_module_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_items")),
    )
    op.create_index(op.f("ix_content_items_due_date"), "content_items", ["due_date"], unique=False)
    op.create_index(
        op.f("ix_content_items_module_id_order_index"),
        "content_items",
        ["module_id", "order_index"],
        unique=False,
    )
    op.create_table(
        "test_cases",
        sa.Column("problem_version_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cell",
                "io",
                "call",
                "manual",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("input", sa.String(), nullable=False),
        sa.Column("expected", sa.String(), nullable=True),
        sa.Column("release_input", sa.String(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "always",
                "after_due",
                "after_return",
                "never",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_test_cases_points")),
        sa.ForeignKeyConstraint(
            ["problem_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_test_cases_problem_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("problem_version_id", "id", name=op.f("pk_test_cases")),
        sa.UniqueConstraint("problem_version_id", "key", name=op.f("uq_test_cases_problem_version_id_key")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "practice",
                "homework",
                "exam",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("points_total", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column(
            "difficulty",
            sa.Enum(
                "easy",
                "medium",
                "hard",
                name="difficulty",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "config",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["content_items.id"], name=op.f("fk_assignments_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_table(
        "gradebook_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "graded",
                "pending",
                "missing",
                "excused",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("raw_score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("late_deduction", sa.Numeric(precision=12, scale=4), server_default="0", nullable=False),
        sa.Column("adjustment", sa.Numeric(precision=12, scale=4), server_default="0", nullable=False),
        sa.Column("score_obtained", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("max_score", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("needs_manual", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("grade_letter", sa.String(), nullable=True),
        sa.Column("manual_feedback", sa.String(), server_default="", nullable=False),
        sa.Column("private_notes", sa.String(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_by", sa.Uuid(), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["content_item_id"],
            ["content_items.id"],
            name=op.f("fk_gradebook_entries_content_item_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["override_by"], ["users.id"], name=op.f("fk_gradebook_entries_override_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_gradebook_entries_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gradebook_entries")),
        sa.UniqueConstraint(
            "student_id", "content_item_id", name=op.f("uq_gradebook_entries_student_id_content_item_id")
        ),
    )
    op.create_index(
        op.f("ix_gradebook_entries_content_item_id"), "gradebook_entries", ["content_item_id"], unique=False
    )
    op.create_index(
        op.f("ix_gradebook_entries_override_by"), "gradebook_entries", ["override_by"], unique=False
    )
    op.create_table(
        "hint_reveals",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "revealed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_hint_reveals_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_hint_reveals_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("student_id", "challenge_id", "step", name=op.f("pk_hint_reveals")),
    )
    op.create_index(op.f("ix_hint_reveals_challenge_id"), "hint_reveals", ["challenge_id"], unique=False)
    op.create_table(
        "solutions",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("current_language", sa.String(), nullable=False),
        sa.Column("time_spent_seconds", sa.Integer(), nullable=False),
        sa.Column(
            "last_updated",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_solutions_challenge_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_solutions_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("student_id", "challenge_id", name=op.f("pk_solutions")),
    )
    op.create_index(op.f("ix_solutions_challenge_id"), "solutions", ["challenge_id"], unique=False)
    op.create_table(
        "submission_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "test_run",
                "final_submission",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_number", sa.Integer(), nullable=False),
        sa.Column("code_blob_ref", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("time_focused_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_submission_attempts_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_submission_attempts_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_attempts")),
        sa.UniqueConstraint(
            "student_id",
            "challenge_id",
            "type",
            "attempt_number",
            name=op.f("uq_submission_attempts_student_id_challenge_id_type_attempt_number"),
        ),
    )
    op.create_index(
        op.f("ix_submission_attempts_challenge_id_accepted_at"),
        "submission_attempts",
        ["challenge_id", "accepted_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_submission_attempts_student_id_challenge_id"),
        "submission_attempts",
        ["student_id", "challenge_id"],
        unique=False,
    )
    op.create_table(
        "work_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_work_sessions_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_work_sessions_class_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_work_sessions_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_sessions")),
    )
    op.create_index(op.f("ix_work_sessions_challenge_id"), "work_sessions", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_work_sessions_class_id"), "work_sessions", ["class_id"], unique=False)
    op.create_index(
        "uq_work_sessions_open",
        "work_sessions",
        ["user_id", "challenge_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "assignment_problems",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("custom_points", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column(
            "config",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_assignment_problems_assignment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["challenges.id"], name=op.f("fk_assignment_problems_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_problems")),
    )
    op.create_index(
        op.f("ix_assignment_problems_assignment_id_order_index"),
        "assignment_problems",
        ["assignment_id", "order_index"],
        unique=False,
    )
    op.create_table(
        "grading_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "processing",
                "completed",
                "error",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("problem_version_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("max_score", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("passed", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("needs_manual", sa.Boolean(), nullable=False),
        sa.Column("execution_time_ms", sa.Integer(), nullable=True),
        sa.Column("memory_usage_kb", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("image", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column(
            "flags",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["submission_attempts.id"],
            name=op.f("fk_grading_runs_attempt_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["problem_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_grading_runs_problem_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading_runs")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_grading_runs_attempt_id_number")),
    )
    op.create_index(
        "ix_grading_runs_open",
        "grading_runs",
        ["status", "lease_expires_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('queued', 'processing')"),
    )
    op.create_index(
        op.f("ix_grading_runs_problem_version_id"), "grading_runs", ["problem_version_id"], unique=False
    )
    op.create_index(
        "uq_grading_runs_current",
        "grading_runs",
        ["attempt_id"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "solution_history",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("solution", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "saved_at", sa.DateTime(timezone=True), server_default=sa.text("lectorium_now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_solution_history_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["work_sessions.id"],
            name=op.f("fk_solution_history_session_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_solution_history_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("student_id", "challenge_id", "revision", name=op.f("pk_solution_history")),
    )
    op.create_index(
        op.f("ix_solution_history_challenge_id"), "solution_history", ["challenge_id"], unique=False
    )
    op.create_index(op.f("ix_solution_history_session_id"), "solution_history", ["session_id"], unique=False)
    op.create_table(
        "test_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("test_case_id", sa.Uuid(), nullable=False),
        sa.Column("problem_version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pass",
                "fail",
                "timeout",
                "runtime_error",
                "skipped",
                "infra_error",
                "pending",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("got", sa.String(), nullable=True),
        sa.Column("stdout", sa.String(), nullable=False),
        sa.Column("stderr", sa.String(), nullable=False),
        sa.Column("wall_ms", sa.Integer(), nullable=True),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["problem_version_id", "test_case_id"],
            ["test_cases.problem_version_id", "test_cases.id"],
            name=op.f("fk_test_results_problem_version_id_test_case_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["grading_runs.id"], name=op.f("fk_test_results_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "test_case_id", name=op.f("pk_test_results")),
    )
    op.create_index(
        op.f("ix_test_results_problem_version_id_test_case_id"),
        "test_results",
        ["problem_version_id", "test_case_id"],
        unique=False,
    )
    op.create_index(op.f("ix_test_results_run_id_status"), "test_results", ["run_id", "status"], unique=False)
    op.create_index(
        op.f("ix_test_results_test_case_id_status"), "test_results", ["test_case_id", "status"], unique=False
    )
    for table in ("audit_events", "submission_attempts", "solution_history"):
        op.execute(append_only(table))


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_test_results_test_case_id_status"), table_name="test_results")
    op.drop_index(op.f("ix_test_results_run_id_status"), table_name="test_results")
    op.drop_index(op.f("ix_test_results_problem_version_id_test_case_id"), table_name="test_results")
    op.drop_table("test_results")
    op.drop_index(op.f("ix_solution_history_session_id"), table_name="solution_history")
    op.drop_index(op.f("ix_solution_history_challenge_id"), table_name="solution_history")
    op.drop_table("solution_history")
    op.drop_index(
        "uq_grading_runs_current", table_name="grading_runs", postgresql_where=sa.text("is_current")
    )
    op.drop_index(op.f("ix_grading_runs_problem_version_id"), table_name="grading_runs")
    op.drop_index(
        "ix_grading_runs_open",
        table_name="grading_runs",
        postgresql_where=sa.text("status IN ('queued', 'processing')"),
    )
    op.drop_table("grading_runs")
    op.drop_index(op.f("ix_assignment_problems_assignment_id_order_index"), table_name="assignment_problems")
    op.drop_table("assignment_problems")
    op.drop_index(
        "uq_work_sessions_open", table_name="work_sessions", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index(op.f("ix_work_sessions_class_id"), table_name="work_sessions")
    op.drop_index(op.f("ix_work_sessions_challenge_id"), table_name="work_sessions")
    op.drop_table("work_sessions")
    op.drop_index(op.f("ix_submission_attempts_student_id_challenge_id"), table_name="submission_attempts")
    op.drop_index(op.f("ix_submission_attempts_challenge_id_accepted_at"), table_name="submission_attempts")
    op.drop_table("submission_attempts")
    op.drop_index(op.f("ix_solutions_challenge_id"), table_name="solutions")
    op.drop_table("solutions")
    op.drop_index(op.f("ix_hint_reveals_challenge_id"), table_name="hint_reveals")
    op.drop_table("hint_reveals")
    op.drop_index(op.f("ix_gradebook_entries_override_by"), table_name="gradebook_entries")
    op.drop_index(op.f("ix_gradebook_entries_content_item_id"), table_name="gradebook_entries")
    op.drop_table("gradebook_entries")
    op.drop_table("assignments")
    op.drop_table("test_cases")
    op.drop_index(op.f("ix_content_items_module_id_order_index"), table_name="content_items")
    op.drop_index(op.f("ix_content_items_due_date"), table_name="content_items")
    op.drop_table("content_items")
    op.drop_index(
        "ix_challenges_standalone", table_name="challenges", postgresql_where=sa.text("class_id IS NULL")
    )
    op.drop_index(op.f("ix_challenges_problem_version_id"), table_name="challenges")
    op.drop_index(op.f("ix_challenges_organization_id"), table_name="challenges")
    op.drop_index(op.f("ix_challenges_created_by"), table_name="challenges")
    op.drop_index(op.f("ix_challenges_class_id"), table_name="challenges")
    op.drop_table("challenges")
    op.drop_index(op.f("ix_problem_versions_created_by"), table_name="problem_versions")
    op.drop_index(op.f("ix_problem_versions_content_hash"), table_name="problem_versions")
    op.drop_table("problem_versions")
    op.drop_index(op.f("ix_modules_class_id_order_index"), table_name="modules")
    op.drop_table("modules")
    op.drop_index(op.f("ix_enrollments_class_id_status"), table_name="enrollments")
    op.drop_table("enrollments")
    op.drop_index(op.f("ix_problems_created_by"), table_name="problems")
    op.drop_table("problems")
    op.drop_index(op.f("ix_classes_owner_id"), table_name="classes")
    op.drop_index(op.f("ix_classes_organization_id"), table_name="classes")
    op.drop_index(op.f("ix_classes_course_id"), table_name="classes")
    op.drop_table("classes")
    op.drop_index(
        "uq_users_username_living", table_name="users", postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.drop_index("uq_users_email_living", table_name="users", postgresql_where=sa.text("deleted_at IS NULL"))
    op.drop_index(op.f("ix_users_organization_id"), table_name="users")
    op.drop_index(op.f("ix_users_major_id"), table_name="users")
    op.drop_index("ix_users_email_notifications", table_name="users")
    op.drop_table("users")
    op.drop_index(op.f("ix_courses_major_id"), table_name="courses")
    op.drop_table("courses")
    op.drop_table("majors")
    op.drop_index(op.f("ix_audit_events_timestamp"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_organization_id_timestamp"), table_name="audit_events")
    op.drop_table("audit_events")
    op.drop_index(op.f("ix_outbox_sent_at"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_created_at"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("organizations")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index(
        "uq_gpu_leases_living", table_name="gpu_leases", postgresql_where=sa.text("released_at IS NULL")
    )
    op.drop_index(op.f("ix_gpu_leases_username"), table_name="gpu_leases")
    op.drop_table("gpu_leases")
    op.drop_table("counters")
    op.execute("DROP FUNCTION lectorium_append_only()")
    op.execute("DROP FUNCTION lectorium_now()")
