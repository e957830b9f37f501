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
MOST_TERMS = 32
"""The rarest would do, but which they are is known only after counting."""
TERMS = text("SELECT lexeme FROM unnest(lectorium_words(:asked)) ORDER BY positions[1] LIMIT :most")


def terms_of(session: Session, asked: str) -> list[str]:
    """The stems of a question's words, in its order."""
    return list(session.scalars(TERMS, {"asked": asked, "most": MOST_TERMS}))


def by_words(session: Session, sources: Sources, terms: Sequence[str], limit: int) -> list[UUID]:
    """The chunks in which the terms weigh most, the best first."""
    if not terms or not sources.chunks:
        return []
    chunk = MaterialChunk
    asked: Any = func.unnest(cast(list(terms), ARRAY(Text))).column_valued("asked")
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
