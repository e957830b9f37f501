"""Searching by words: BM25 in plain SQL, with the statistics of what the asker may find.

Robertson's BM25 with the usual parameters; a word's rarity is counted among the sources at hand, so nobody's
ranking tells of what others have.  The formula's length is a chunk's in bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Double, Integer, Text, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from lectorium.rooms.materials.knowledge.looking import Sources
from lectorium.rooms.materials.knowledge.models import MaterialChunk

K1, B = 1.2, 0.75
MOST_TERMS = 64
MANY_CHUNKS, SAMPLE = 1_000, 200
"""Among more chunks than these, a sample tells which words are too common to be worth counting."""
COMMON = 0.4
RAREST = 16
TERMS = text("SELECT lexeme FROM unnest(lectorium_words(:asked)) ORDER BY positions[1] LIMIT :most")


def terms_of(session: Session, asked: str) -> list[str]:
    """The stems of a question's words, in its order."""
    return list(session.scalars(TERMS, {"asked": asked, "most": MOST_TERMS}))


def worth_counting(session: Session, sources: Sources, terms: Sequence[str]) -> Sequence[str]:
    """The rarest terms, by a sample of the sources, without those that stand in nearly half of it.

    Their weight would be next to nothing, and each costs a look into every chunk.  Few chunks are all
    looked into; and if every term is common, all are kept.
    """
    if sources.chunks <= MANY_CHUNKS or not terms:
        return terms
    chunk = MaterialChunk
    drawn = func.mod(func.uuid_hash(chunk.id), sources.chunks // SAMPLE) == 0
    sample = select(chunk.terms).where(sources.hold(), drawn).cte("sample")
    asked: Any = func.unnest(cast(list(terms), ARRAY(Text))).column_valued("asked")
    share = func.count() / cast(select(func.count()).select_from(sample).scalar_subquery(), Double)
    looked = select(asked.label("term"), sample.c.terms.op("?")(asked).label("there")).lateral("looked")
    statement = (
        select(looked.c.term, share).select_from(sample).join(looked, looked.c.there).group_by(looked.c.term)
    )
    shares: dict[str, float] = {row[0]: row[1] for row in session.execute(statement)}
    rare = [term for term in terms if shares.get(term, 0) <= COMMON]
    return sorted(rare or terms, key=lambda term: shares.get(term, 0))[:RAREST]


def by_words(session: Session, sources: Sources, terms: Sequence[str], limit: int) -> list[UUID]:
    """The chunks in which the terms weigh most, the best first."""
    if not terms or not sources.chunks:
        return []
    chunk, counting = MaterialChunk, worth_counting(session, sources, terms)
    asked: Any = func.unnest(cast(list(counting), ARRAY(Text))).column_valued("asked")
    # OFFSET 0: each count is read out of the row once, and not again to see whether there is one
    counted = (
        select(asked.label("term"), chunk.terms.op("->")(asked).label("often")).offset(0).lateral("counted")
    )
    hits = (
        select(
            chunk.id,
            cast(func.octet_length(chunk.content), Double).label("length"),
            counted.c.term,
            # by way of a whole number: from JSON straight to a float goes by way of text
            cast(cast(counted.c.often, Integer), Double).label("often"),
        )
        .join(counted, counted.c.often.is_not(None))
        .where(sources.hold())
        .cte("hits")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    having = func.count()
    rare = (
        select(
            hits.c.term,
            cast(func.ln(1 + (sources.chunks - having + 0.5) / (having + 0.5)), Double).label("weight"),
        )
        .group_by(hits.c.term)
        .cte("rare")
    )
    damped = hits.c.often + K1 * (1 - B) + K1 * B / sources.mean_length * hits.c.length
    score = func.sum(rare.c.weight * hits.c.often * (K1 + 1) / damped)
    statement = (
        select(hits.c.id)
        .join(rare, rare.c.term == hits.c.term)
        .group_by(hits.c.id)
        .order_by(score.desc(), hits.c.id)
        .limit(limit)
    )
    return list(session.scalars(statement))
