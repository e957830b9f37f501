"""Searching by meaning: the nearest vectors among what the asker may find.

All vectors of the sources are compared where that is quicker; beyond, the index is walked until enough of
the sources' own were met.  Where to change over was measured (see the decision on searching in SQL):
comparing costs in proportion to the sources' chunks, walking to all chunks divided by the sources' share.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import cast, func, select, text
from sqlalchemy.orm import Session

from lectorium.rooms.materials.knowledge.looking import Sources
from lectorium.rooms.materials.knowledge.models import (
    DEFAULT_DIMENSION,
    DEFAULT_EMBEDDER,
    ChunkEmbedding,
    MaterialChunk,
)

ALWAYS_EXACT = 5_000
BALANCE = 400
"""The index is worth its while where the square of the chunks exceeds so many times all vectors."""
WALK = {
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.ef_search": "100",
    "hnsw.max_scan_tuples": "100000",
    "hnsw.scan_mem_multiplier": "4",
}
COMPARE = {"work_mem": "32MB"}
SPARE = 2
"""The index gives them in roughly the right order: so many times as many are sorted again."""
ALL_VECTORS = text("SELECT reltuples FROM pg_class WHERE oid = 'chunk_embeddings'::regclass")


def by_meaning(
    session: Session, sources: Sources, vector: Sequence[float], model: str, limit: int
) -> list[UUID]:
    """The chunks whose vectors by this model are nearest, the nearest first."""
    if not sources.chunks:
        return []
    indexed = model == DEFAULT_EMBEDDER and len(vector) == DEFAULT_DIMENSION
    if indexed and sources.chunks > ALWAYS_EXACT:
        everything = session.scalar(ALL_VECTORS) or 0
        if sources.chunks**2 > BALANCE * everything:
            return _walk(session, sources, vector, limit)
    return compare(session, sources, vector, model, limit)


def compare(
    session: Session, sources: Sources, vector: Sequence[float], model: str, limit: int
) -> list[UUID]:
    """The same by comparing every vector, whatever their number."""
    _set(session, COMPARE)
    # + 0 keeps the planner from walking the index, which would miss most of a small share
    distance = ChunkEmbedding.embedding.cosine_distance(list(vector)) + 0
    statement = (
        select(MaterialChunk.id)
        .join(ChunkEmbedding, ChunkEmbedding.chunk_id == MaterialChunk.id)
        .where(sources.hold(), ChunkEmbedding.model == model)
        .order_by(distance)
        .limit(limit)
    )
    return list(session.scalars(statement))


def _walk(session: Session, sources: Sources, vector: Sequence[float], limit: int) -> list[UUID]:
    _set(session, WALK)
    typed = cast(ChunkEmbedding.embedding, VECTOR(DEFAULT_DIMENSION))
    distance = typed.cosine_distance(list(vector))
    nearby = (
        select(MaterialChunk.id, distance.label("distance"))
        .join(ChunkEmbedding, ChunkEmbedding.chunk_id == MaterialChunk.id)
        .where(sources.hold(), ChunkEmbedding.model == text(f"'{DEFAULT_EMBEDDER}'"))
        .order_by(distance)
        .limit(limit * SPARE)
        .cte("nearby")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return list(session.scalars(select(nearby.c.id).order_by(nearby.c.distance).limit(limit)))


def _set(session: Session, settings: dict[str, str]) -> None:
    """Set for this transaction, and have it planned anew: a prepared plan is older than the setting."""
    wanted = {**settings, "plan_cache_mode": "force_custom_plan"}
    session.execute(select(*(func.set_config(name, value, True) for name, value in wanted.items())))
