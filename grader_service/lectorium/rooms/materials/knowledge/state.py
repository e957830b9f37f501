"""How far vectors have come: of the school's own chunks, by the model that serves and the next one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.settings import Settings
from lectorium.rooms.materials.knowledge.embedders import serving
from lectorium.rooms.materials.knowledge.models import ChunkEmbedding, MaterialChunk
from lectorium.rooms.materials.knowledge.scopes import school_scope
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class EmbeddingState:
    """Of so many chunks so many have a vector of the model in use, and of the next one where there is one."""

    model: str
    chunks: int
    embedded: int
    next_model: str | None = None
    next_embedded: int = 0


def embedding_state(session: Session, actor: Actor, settings: Settings) -> EmbeddingState:
    """The state for the school's teachers and administrators; nothing of other schools is counted."""
    scope = school_scope(actor)
    chunk, wanted = MaterialChunk, settings.llm_embedder
    current = serving(session)
    model = current.name if current else wanted
    mine = chunk.organization_id == scope.organization_id
    counts = dict(
        session.execute(
            select(ChunkEmbedding.model, func.count())
            .join(chunk, chunk.id == ChunkEmbedding.chunk_id)
            .where(mine, ChunkEmbedding.model.in_({model, wanted}))
            .group_by(ChunkEmbedding.model)
        ).all()
    )
    chunks = session.scalar(select(func.count()).select_from(chunk).where(mine)) or 0
    following = wanted if wanted != model else None
    return EmbeddingState(
        model, chunks, counts.get(model, 0), following, counts.get(wanted, 0) if following else 0
    )
