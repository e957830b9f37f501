"""knowledge: what the tutor may read, in chunks, with their embeddings

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import VECTOR
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
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
        sa.Column(
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
        ),
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
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), server_default="", nullable=False),
        sa.Column(
            "place_kind",
            sa.Enum(
                "page",
                "slide",
                "cell",
                "line",
                name="place_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("page_number", sa.Integer(), nullable=False),
        sa.Column(
            "lexemes",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('english', heading || ' ' || content)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("lectorium_now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(knowledge_id IS NULL) <> (material_id IS NULL)", name=op.f("ck_material_chunks_source")
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
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_material_chunks_organization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_chunks")),
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
    for table in ("chunk_embeddings", "material_chunks", "knowledge_base"):
        op.drop_table(table)
