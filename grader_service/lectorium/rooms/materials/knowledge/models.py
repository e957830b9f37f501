"""The tables of what the tutor may read: knowledge in three scopes, its chunks, and their embeddings."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

IndexState = Literal["waiting", "indexed", "failed"]
PlaceKind = Literal["page", "slide", "cell", "line"]


class KnowledgeEntry(Base):
    """A text or a file that the tutor may read, for a whole school, a class or one challenge (seed 003).

    ``challenge_id`` comes with its class, or without one where it stands alone.  ``index_state`` is where
    cutting it up stands, and ``index_message`` what an author should know of it.
    """

    __tablename__ = "knowledge_base"
    __table_args__ = (
        Index(None, "organization_id", "class_id"),
        CheckConstraint("(blob_ref IS NULL) = (file_name IS NULL)", name="file"),
        CheckConstraint("size_bytes >= 0", name="size"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    title: Mapped[str]
    content: Mapped[str] = mapped_column(default="", server_default="")
    blob_ref: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    index_state: Mapped[IndexState] = mapped_column(
        choice("waiting", "indexed", "failed", name="index_state"),
        default="waiting",
        server_default="waiting",
    )
    index_message: Mapped[str] = mapped_column(default="", server_default="")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    deleted_at: Mapped[datetime | None]


class MaterialChunk(Base):
    """A piece of a material or of a knowledge entry, about 1,000 characters (seed 001), in one scope.

    ``page_number`` counts from 1: pages, slides, a notebook's cells, or lines of a text, as ``place_kind``
    says.  The scope is repeated here, so that a search looks at nothing that isn't the asker's.
    """

    __tablename__ = "material_chunks"
    __table_args__ = (
        Index(None, "knowledge_id", "order_index"),
        Index(None, "material_id", "order_index"),
        Index(None, "organization_id", "class_id", "challenge_id"),
        CheckConstraint("(knowledge_id IS NULL) <> (material_id IS NULL)", name="source"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    knowledge_id: Mapped[UUID | None] = mapped_column(ForeignKey("knowledge_base.id", ondelete="CASCADE"))
    material_id: Mapped[UUID | None] = mapped_column(ForeignKey("material_items.id", ondelete="CASCADE"))
    order_index: Mapped[int]
    content: Mapped[str]
    heading: Mapped[str] = mapped_column(default="", server_default="")
    place_kind: Mapped[PlaceKind] = mapped_column(choice("page", "slide", "cell", "line", name="place_kind"))
    page_number: Mapped[int]
    lexemes: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(text("to_tsvector('english', heading || ' ' || content)"), persisted=True),
        deferred=True,
    )
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class ChunkEmbedding(Base):
    """A chunk's vector by one model: models change without downtime, so a chunk may have several."""

    __tablename__ = "chunk_embeddings"

    chunk_id: Mapped[UUID] = mapped_column(
        ForeignKey("material_chunks.id", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[int]
    embedding: Mapped[Any] = mapped_column(VECTOR)
