"""Looking up what a question is about, in what this student's tutor may read (K5)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from lectorium.rooms.materials.api import Found, Scope, address_of, has_any, search
from lectorium.rooms.tutor.answering import Prepared
from lectorium.rooms.tutor.citations import Source

MOST_SOURCES = 4
MOST_ERROR = 400


def can_look_up(session: Session, prepared: Prepared) -> bool:
    """Whether the school has anything to look up at all."""
    return prepared.chosen is not None and has_any(session, prepared.organization_id)


def asked_text(prepared: Prepared) -> str:
    """What is looked up: the question, what it is about, and the end of the error."""
    parts = (prepared.question, prepared.exercise.title, prepared.work.error[-MOST_ERROR:])
    return "\n".join(part for part in parts if part)


def look_up(
    session: Session, prepared: Prepared, vector: Sequence[float] | None, embedder: str
) -> list[Source]:
    """The best pieces, numbered from 1; by words only without the question's ``vector``."""
    scope = Scope(prepared.organization_id, prepared.class_id, prepared.challenge_id)
    found = search(session, scope, asked_text(prepared), vector, embedder, MOST_SOURCES)
    return [_source(number, each) for number, each in enumerate(found, start=1)]


def _source(number: int, found: Found) -> Source:
    heading = f"{found.heading}\n" if found.heading and not found.content.startswith(found.heading) else ""
    place = f"{found.place_kind} {found.page_number}"
    return Source(number, found.title, place, address_of(found), heading + found.content, found.chunk_id)
