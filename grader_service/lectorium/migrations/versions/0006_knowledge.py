"""knowledge: what the tutor may read, in chunks, with their embeddings

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import VECTOR
from sqlalchemy.dialects import postgresql

from lectorium.migrations.functions import NO_WORDS, WORDS

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


INDEX_WHAT_IS_THERE = """
INSERT INTO outbox (id, job, queue, payload, created_at, sent_count)
SELECT gen_random_uuid(), 'index_source', 'index', jsonb_build_object('kind', 'material', 'source_id', id),
  lectorium_now(), 0
FROM material_items
"""


def _index_state() -> sa.Column[str]:
    return sa.Column(
        "index_state",
        sa.Enum(
            "waiting",
            "indexed",
            "failed",
            name="index_state",
            native_enum=False,
            create_constraint=True,
            length=32,
        ),
        server_default="waiting",
        nullable=False,
    )


def upgrade() -> None:
    """Go forward."""
    for statement in WORDS:
        op.execute(statement)
    op.create_table(
        "knowledge_base",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.String(), server_default="", nullable=False),
        sa.Column("blob_ref", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("shown_to_students", sa.Boolean(), server_default="true", nullable=False),
        _index_state(),
        sa.Column("index_message", sa.String(), server_default="", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(blob_ref IS NULL) = (file_name IS NULL)", name=op.f("ck_knowledge_base_file")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_knowledge_base_size")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_knowledge_base_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_knowledge_base_class_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_knowledge_base_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_knowledge_base_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_base")),
    )
    op.create_index(op.f("ix_knowledge_base_challenge_id"), "knowledge_base", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_knowledge_base_class_id"), "knowledge_base", ["class_id"], unique=False)
    op.create_index(op.f("ix_knowledge_base_created_by"), "knowledge_base", ["created_by"], unique=False)
    op.create_index(
        op.f("ix_knowledge_base_organization_id_class_id"),
        "knowledge_base",
        ["organization_id", "class_id"],
        unique=False,
    )
    op.create_table(
        "material_chunks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("knowledge_id", sa.Uuid(), nullable=True),
        sa.Column("material_id", sa.Uuid(), nullable=True),
        sa.Column("problem_version_id", sa.Uuid(), nullable=True),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), server_default="", nullable=False),
        sa.Column(
            "place_kind",
            sa.Enum(
                "page",
                "slide",
                "cell",
                "line",
                "paragraph",
                name="place_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("page_number", sa.Integer(), nullable=False),
        sa.Column(
            "terms",
            postgresql.JSONB(),
            sa.Computed(
                "lectorium_terms(((((title || ' '::text) || heading) || ' '::text) || content))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "num_nonnulls(knowledge_id, material_id, problem_version_id) = 1",
            name=op.f("ck_material_chunks_source"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_material_chunks_challenge_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_material_chunks_class_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["knowledge_id"],
            ["knowledge_base.id"],
            name=op.f("fk_material_chunks_knowledge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["material_items.id"],
            name=op.f("fk_material_chunks_material_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["problem_version_id"],
            ["problem_versions.id"],
            name=op.f("fk_material_chunks_problem_version_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_material_chunks_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_chunks")),
        postgresql_with={"toast_tuple_target": 8160},
    )
    op.create_index(
        op.f("ix_material_chunks_challenge_id"), "material_chunks", ["challenge_id"], unique=False
    )
    op.create_index(op.f("ix_material_chunks_class_id"), "material_chunks", ["class_id"], unique=False)
    op.create_index(
        op.f("ix_material_chunks_knowledge_id_order_index"),
        "material_chunks",
        ["knowledge_id", "order_index"],
        unique=False,
    )
    op.create_index(
        op.f("ix_material_chunks_material_id_order_index"),
        "material_chunks",
        ["material_id", "order_index"],
        unique=False,
    )
    op.create_index(
        op.f("ix_material_chunks_problem_version_id_order_index"),
        "material_chunks",
        ["problem_version_id", "order_index"],
        unique=False,
    )
    op.create_index(
        op.f("ix_material_chunks_organization_id_class_id_challenge_id"),
        "material_chunks",
        ["organization_id", "class_id", "challenge_id"],
        unique=False,
    )
    op.create_table(
        "chunk_embeddings",
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("dimension", sa.Integer(), nullable=False),
        sa.Column("embedding", VECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chunk_id"],
            ["material_chunks.id"],
            name=op.f("fk_chunk_embeddings_chunk_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chunk_id", "model", name=op.f("pk_chunk_embeddings")),
    )
    op.create_index(
        "ix_chunk_embeddings_nearest",
        "chunk_embeddings",
        [sa.text("(embedding::vector(384)) vector_cosine_ops")],
        unique=False,
        postgresql_using="hnsw",
        postgresql_where=sa.text("model = 'all-MiniLM-L6-v2'"),
    )
    op.create_table(
        "embedders",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("dimension", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.Column("serving_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_embedders")),
    )
    op.add_column("material_items", _index_state())
    op.add_column(
        "material_items", sa.Column("index_message", sa.String(), server_default="", nullable=False)
    )
    op.execute(INDEX_WHAT_IS_THERE)
    op.drop_index(op.f("ix_gradebook_entries_content_item_id"), table_name="gradebook_entries")
    op.create_index(
        op.f("ix_gradebook_entries_content_item_id_student_id"),
        "gradebook_entries",
        ["content_item_id", "student_id"],
        unique=False,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_gradebook_entries_content_item_id_student_id"), table_name="gradebook_entries")
    op.create_index(op.f("ix_gradebook_entries_content_item_id"), "gradebook_entries", ["content_item_id"])
    op.execute("DELETE FROM outbox WHERE job IN ('index_source', 'embed_chunks')")
    op.drop_column("material_items", "index_message")
    op.drop_column("material_items", "index_state")
    for table in ("embedders", "chunk_embeddings", "material_chunks", "knowledge_base"):
        op.drop_table(table)
    for statement in NO_WORDS:
        op.execute(statement)
