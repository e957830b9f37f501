"""Searching what the tutor may read: by words and by meaning, joined by reciprocal rank fusion."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.orm import Session

from lectorium.rooms.courses.api import ContentItem
from lectorium.rooms.materials.knowledge.looking import sources_of
from lectorium.rooms.materials.knowledge.models import KnowledgeEntry, MaterialChunk, PlaceKind
from lectorium.rooms.materials.knowledge.nearest import by_meaning
from lectorium.rooms.materials.knowledge.scopes import Scope
from lectorium.rooms.materials.knowledge.words import by_words, terms_of

DEPTH = 50
"""So many of each ranking are joined."""
FUSION = 60
"""Cormack's constant: how little the very first places stand out."""
OPENED = re.compile(r"/(?:knowledge|items)/([0-9a-f-]{36})/source\?")
"""The address of a page that shows a source, as :func:`address_of` makes it."""


@dataclass(frozen=True)
class Found:
    """A chunk that was found, and where it stands in its source.

    ``page_number`` counts pages, slides, cells, lines or paragraphs from 1, as ``place_kind`` says.  The
    source is an entry, a material, or (both None) the support materials of the challenge asked from;
    ``order_index`` is the chunk's number there, from 0.
    ``shown_to_students`` is false where only staff may open it; ``shares_words`` is false for what is only
    near in meaning, which the nearest there is always is, however far.
    """

    chunk_id: UUID
    title: str
    place_kind: PlaceKind
    page_number: int
    heading: str
    content: str
    order_index: int
    score: float
    knowledge_id: UUID | None
    material_id: UUID | None
    challenge_id: UUID | None
    shown_to_students: bool
    shares_words: bool = True


def search(
    session: Session,
    scope: Scope,
    text: str,
    vector: Sequence[float] | None,
    embedder: str,
    limit: int = 8,
) -> list[Found]:
    """What of the scope and of what is around it answers a question best, the best first.

    ``vector`` is the question's by the model ``embedder``; without one it is words only.  Finds nothing of
    another school, class or challenge, nothing deleted, and no material that isn't published and released
    (K1, K5, J11); who may ask from the scope is for the caller to know.
    """
    sources = sources_of(session, scope)
    worded = by_words(session, sources, terms_of(session, text), DEPTH)
    rankings = [worded]
    if vector is not None:
        rankings.append(by_meaning(session, sources, vector, embedder, DEPTH))
    best = fused(rankings)[:limit]
    return _read(session, scope, dict(best), frozenset(worded))


def has_any(session: Session, organization_id: UUID) -> bool:
    """Whether a school has anything that could be found."""
    return bool(session.scalar(select(exists().where(MaterialChunk.organization_id == organization_id))))


def fused(rankings: Iterable[Sequence[UUID]]) -> list[tuple[UUID, float]]:
    """Rankings joined into one: each place counts the inverse of its number beyond :data:`FUSION`."""
    scores: defaultdict[UUID, float] = defaultdict(float)
    for ranking in rankings:
        for place, chunk_id in enumerate(ranking, start=1):
            scores[chunk_id] += 1 / (FUSION + place)
    return sorted(scores.items(), key=lambda each: (-each[1], each[0]))


def address_of(found: Found) -> str | None:
    """The page's path that a citation opens, at its place; None for what students don't open."""
    place = f"?at={found.order_index}#piece-{found.order_index}"
    if not found.shown_to_students:
        return None
    if found.knowledge_id is not None:
        return f"/knowledge/{found.knowledge_id}/source{place}"
    if found.material_id is not None:
        return f"/items/{found.material_id}/source{place}"
    return f"/challenges/{found.challenge_id}/support{place}"


def titles_now(session: Session, addresses: Iterable[str]) -> dict[str, str]:
    """What the sources that addresses open are called today, by address; one query at most.

    What students don't open any more has none.
    """
    opened = {address: UUID(found[1]) for address in addresses if (found := OPENED.match(address))}
    if not opened:
        return {}
    entry = KnowledgeEntry
    entries = select(entry.id, entry.title).where(entry.deleted_at.is_(None), entry.shown_to_students)
    items = select(ContentItem.id, ContentItem.title).where(ContentItem.is_published)
    ids = set(opened.values())
    both = union_all(entries.where(entry.id.in_(ids)), items.where(ContentItem.id.in_(ids)))
    titles = {row.id: row.title for row in session.execute(both)}
    return {address: titles[source_id] for address, source_id in opened.items() if source_id in titles}


def _read(session: Session, scope: Scope, scores: dict[UUID, float], worded: frozenset[UUID]) -> list[Found]:
    chunk, entry = MaterialChunk, KnowledgeEntry
    rows = session.execute(
        select(
            chunk.id,
            func.coalesce(entry.title, ContentItem.title, chunk.title).label("title"),
            chunk.place_kind,
            chunk.page_number,
            chunk.heading,
            chunk.content,
            chunk.order_index,
            chunk.knowledge_id,
            chunk.material_id,
            func.coalesce(entry.shown_to_students, True).label("shown"),
        )
        .outerjoin(entry, entry.id == chunk.knowledge_id)
        .outerjoin(ContentItem, ContentItem.id == chunk.material_id)
        .where(chunk.id.in_(scores))
    )
    found = [
        Found(
            row.id, row.title, row.place_kind, row.page_number, row.heading, row.content, row.order_index,
            scores[row.id],
            row.knowledge_id, row.material_id, scope.challenge_id, row.shown, row.id in worded,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.score, each.chunk_id))
