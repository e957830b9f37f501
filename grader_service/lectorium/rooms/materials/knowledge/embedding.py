"""The job that makes vectors: some chunks at a time, each batch kept at once.

It asks for whatever lacks one, so a batch that was lost, a model that was away, and a change of models are
all made up by the same job.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.jobs import Outbox
from lectorium.kit.settings import Settings
from lectorium.llm import Models, ModelUnavailable
from lectorium.rooms.materials.knowledge.embedders import count_missing, switch, want
from lectorium.rooms.materials.knowledge.models import ChunkEmbedding, Embedder, MaterialChunk
from lectorium.rooms.materials.knowledge.queueing import EMBED_JOB, queue_embedding

log = logging.getLogger(__name__)
LOCK = 7_305_411_903
BATCH = 32
SECONDS = 20.0
"""So long one job goes on; what is left then is owed anew, so that others have their turn."""


def embed_chunks(database: Database, models: Models, settings: Settings, seconds: float = SECONDS) -> int:
    """Give chunks the wanted model's vectors, and change over when none lacks one; returns how many.

    One job at a time does this: another ends at once, since the first takes what comes meanwhile.  A model
    that can't be reached is no failure: words are searched meanwhile, and :func:`make_up` comes again.
    """
    with _alone(database) as alone:
        if not alone:
            return 0
        try:
            made, more = _embed(database, models, settings, time.monotonic() + seconds)
        except ModelUnavailable as error:
            log.warning("no vectors for now: %s", error)
            return 0
    if more:
        with database.transaction() as session:
            queue_embedding(session)
    return made


@contextmanager
def _alone(database: Database) -> Iterator[bool]:
    """Whether nobody else does this meanwhile; a process that dies lets go with its connection."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        alone = bool(connection.scalar(select(func.pg_try_advisory_lock(LOCK))))
        try:
            yield alone
        finally:
            if alone:
                connection.execute(select(func.pg_advisory_unlock(LOCK)))


def _embed(database: Database, models: Models, settings: Settings, end: float) -> tuple[int, bool]:
    """How many vectors were made until the end, and whether more are wanted."""
    made, last = 0, UUID(int=0)
    while time.monotonic() < end:
        with database.transaction() as session:
            wanted = want(session, settings)
            texts = _without(session, wanted.name, last)
            if not texts:
                _change_over(session, wanted)
                return made, False
        vectors = models.embed(list(texts.values()))
        last = max(texts)
        with database.transaction() as session:
            made += _store(session, wanted, dict(zip(texts, vectors, strict=True)))
    return made, True


def _change_over(session: Session, wanted: Embedder) -> None:
    if switch(session, wanted):
        log.info("searches use the embedding model %s from now on", wanted.name)


def make_up(session: Session, settings: Settings) -> bool:
    """Owe it that missing vectors are made, unless that is owed already; True if it was owed now."""
    wanted = want(session, settings)
    owed = session.scalar(select(Outbox.id).where(Outbox.job == EMBED_JOB).limit(1)) is not None
    if owed:
        return False
    if not count_missing(session, wanted.name):
        _change_over(session, wanted)
        return False
    queue_embedding(session)
    return True


def _without(session: Session, model: str, after: UUID) -> dict[UUID, str]:
    """The next chunks that lack a vector, with what it is made of."""
    chunk = MaterialChunk
    made = select(ChunkEmbedding.chunk_id).where(
        ChunkEmbedding.chunk_id == chunk.id, ChunkEmbedding.model == model
    )
    rows = session.execute(
        select(chunk.id, chunk.title, chunk.heading, chunk.content)
        .where(~made.exists(), chunk.id > after)
        .order_by(chunk.id)
        .limit(BATCH)
    )
    return {row.id: "\n".join(filter(None, (row.title, row.heading, row.content))) for row in rows}


def _store(session: Session, model: Embedder, vectors: dict[UUID, list[float]]) -> int:
    """Keep the vectors of those chunks that are still there: others were replaced while we asked."""
    there = session.scalars(
        select(MaterialChunk.id)
        .where(MaterialChunk.id.in_(vectors))
        .with_for_update(read=True, key_share=True)
    ).all()
    if there:
        rows = [
            {"chunk_id": each, "model": model.name, "dimension": model.dimension, "embedding": vectors[each]}
            for each in there
        ]
        session.execute(insert(ChunkEmbedding).values(rows).on_conflict_do_nothing())
    return len(there)
