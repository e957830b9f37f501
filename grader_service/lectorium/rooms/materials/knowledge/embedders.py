"""Which embedding model searches use, and changing to another without downtime.

The settings say which one is wanted.  While it isn't the one that serves, chunks get its vectors beside the
old ones, and questions go on being asked of the old model at the endpoint it was found at.  When no chunk
lacks the new vector, searches change over, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.settings import Settings
from lectorium.llm import Models, open_models
from lectorium.rooms.materials.knowledge.models import ChunkEmbedding, Embedder, MaterialChunk

SERVING = (
    select(Embedder)
    .where(Embedder.serving_since.is_not(None))
    .order_by(Embedder.serving_since.desc())
    .limit(1)
)


def serving(session: Session) -> Embedder | None:
    """The embedder that searches use; None before the first text was embedded."""
    return session.scalars(SERVING).one_or_none()


def serving_name() -> ScalarSelect[str]:
    """Its name, inside of a statement."""
    return SERVING.with_only_columns(Embedder.name).scalar_subquery()


@dataclass
class Embedders:
    """The models by which questions become vectors; ``models`` are those that the settings name."""

    settings: Settings
    models: Models
    _former: dict[tuple[str, str, int], Models] = field(default_factory=dict)

    def now(self, session: Session) -> Models:
        """The ones that searches use now: opened once for each model, since a change takes hours."""
        current = serving(session)
        if current is None or current.name == self.models.embedder:
            return self.models
        key = (current.name, current.endpoint, current.dimension)
        if key not in self._former:
            names = ("llm_embedder", "llm_embedder_endpoint", "llm_embedder_dimension")
            changed = self.settings.model_copy(update=dict(zip(names, key, strict=True)))
            self._former[key] = open_models(changed)
        return self._former[key]

    def close(self) -> None:
        """Give the former models back; ``models`` are whoever's who opened them."""
        for models in self._former.values():
            models.close()
        self._former.clear()


def want(session: Session, settings: Settings) -> Embedder:
    """Note the model that the settings name; the first one ever serves at once."""
    values = {
        "name": settings.llm_embedder,
        "endpoint": settings.llm_embedder_endpoint,
        "dimension": settings.llm_embedder_dimension,
    }
    kept = {key: values[key] for key in ("endpoint", "dimension")}
    session.execute(
        insert(Embedder).values(**values).on_conflict_do_update(index_elements=["name"], set_=kept)
    )
    wanted = session.get_one(Embedder, settings.llm_embedder, populate_existing=True)
    if serving(session) is None:
        wanted.serving_since = now_sql()
        session.flush()
    return wanted


def switch(session: Session, wanted: Embedder) -> bool:
    """Change over to the wanted model if no chunk lacks its vector; True if that happened now."""
    current = session.scalars(SERVING.with_for_update()).one_or_none()
    if (current is not None and current.name == wanted.name) or count_missing(session, wanted.name):
        return False
    wanted.serving_since = now_sql()
    session.flush()
    return True


def count_missing(session: Session, model: str) -> int:
    """How many chunks have no vector of a model yet."""
    made = select(ChunkEmbedding.chunk_id).where(
        ChunkEmbedding.chunk_id == MaterialChunk.id, ChunkEmbedding.model == model
    )
    return session.scalar(select(func.count()).select_from(MaterialChunk).where(~made.exists())) or 0
