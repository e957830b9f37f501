"""The tables of what the tutor may read: knowledge in three scopes, its chunks, and their embeddings."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, literal_column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id
from lectorium.rooms.materials.models import IndexState

PlaceKind = Literal["page", "slide", "cell", "line", "paragraph"]


class KnowledgeEntry(Base):
    """A text or a file that the tutor may read, for a whole school, a class or one challenge (seed 003).

    ``challenge_id`` comes with its class, or without one where it stands alone.  What isn't
    ``shown_to_students`` is read by the tutor and opened by staff only.  ``index_state`` is where cutting it
    up stands, and ``index_message`` what an author should know of it.
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
    shown_to_students: Mapped[bool] = mapped_column(default=True, server_default="true")
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


TERMS = "lectorium_terms(((((title || ' '::text) || heading) || ' '::text) || content))"
"""How often each word's stem stands in a chunk, in the words in which Postgres keeps it."""


class MaterialChunk(Base):
    """A piece of what the tutor may read, about 1,000 characters (seed 001), in one scope.

    Its source is a knowledge entry, a material, or a problem version's support materials.  ``page_number``
    counts from 1: pages, slides, a notebook's cells, or lines or paragraphs of a text, as ``place_kind``
    says.  ``terms`` maps the stem of each word to how often it stands here: what BM25 counts.  The row is
    kept in one piece (``toast_tuple_target``), since a search reads thousands of them.
    """

    __tablename__ = "material_chunks"
    __table_args__ = (
        Index(None, "knowledge_id", "order_index"),
        Index(None, "material_id", "order_index"),
        Index(None, "problem_version_id", "order_index"),
        Index(None, "organization_id", "class_id", "challenge_id"),
        CheckConstraint("num_nonnulls(knowledge_id, material_id, problem_version_id) = 1", name="source"),
        {"postgresql_with": {"toast_tuple_target": 8160}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    knowledge_id: Mapped[UUID | None] = mapped_column(ForeignKey("knowledge_base.id", ondelete="CASCADE"))
    material_id: Mapped[UUID | None] = mapped_column(ForeignKey("material_items.id", ondelete="CASCADE"))
    problem_version_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("problem_versions.id", ondelete="RESTRICT")
    )
    order_index: Mapped[int]
    title: Mapped[str] = mapped_column(default="", server_default="")
    content: Mapped[str]
    heading: Mapped[str] = mapped_column(default="", server_default="")
    place_kind: Mapped[PlaceKind] = mapped_column(
        choice("page", "slide", "cell", "line", "paragraph", name="place_kind")
    )
    page_number: Mapped[int]
    terms: Mapped[dict[str, int]] = mapped_column(JSONB, Computed(text(TERMS), persisted=True), deferred=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


DEFAULT_EMBEDDER, DEFAULT_DIMENSION = "all-MiniLM-L6-v2", 384
"""The embedder of the embedded stack, whose vectors have an index."""


class ChunkEmbedding(Base):
    """A chunk's vector by one model: models change without downtime, so a chunk may have several.

    The index is of the default embedder's vectors alone: a graph of two models' vectors finds neither's.
    """

    __tablename__ = "chunk_embeddings"
    __table_args__ = (
        Index(
            "ix_chunk_embeddings_nearest",
            literal_column(f"(embedding::vector({DEFAULT_DIMENSION}))").label("nearest"),
            postgresql_using="hnsw",
            postgresql_ops={"nearest": "vector_cosine_ops"},
            postgresql_where=text(f"model = '{DEFAULT_EMBEDDER}'"),
        ),
    )

    chunk_id: Mapped[UUID] = mapped_column(
        ForeignKey("material_chunks.id", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[int]
    embedding: Mapped[Any] = mapped_column(VECTOR)


class Embedder(Base):
    """An embedding model that is or was asked, and from when on searches use it.

    The one that serves is the last with ``serving_since``; one without is being filled: every chunk gets its
    vector before the searches change over.
    """

    __tablename__ = "embedders"

    name: Mapped[str] = mapped_column(primary_key=True)
    endpoint: Mapped[str]
    dimension: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    serving_since: Mapped[datetime | None]
