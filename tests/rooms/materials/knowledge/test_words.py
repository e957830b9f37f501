"""By words: what is rare among one's own sources weighs most, and what is common is not worth counting."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.database import Database, new_id
from lectorium.rooms.materials import api as materials
from lectorium.rooms.materials.knowledge import words
from lectorium.rooms.materials.knowledge.looking import Sources, sources_of
from tests.support.people import School


def fill(session: Session, school: School, *texts: str) -> Sources:
    """An entry of the class with a chunk for each text."""
    whose = {"organization_id": school.organization_id, "class_id": school.class_id}
    author = school.users["teacher"].id
    entry = materials.KnowledgeEntry(id=new_id(), **whose, title="T", created_by=author)
    session.add(entry)
    session.flush()
    for index, text in enumerate(texts):
        session.add(
            materials.MaterialChunk(
                id=new_id(),
                **whose,
                knowledge_id=entry.id,
                order_index=index,
                content=text,
                place_kind="line",
                page_number=index + 1,
            )
        )
    session.flush()
    return sources_of(session, materials.Scope(school.organization_id, school.class_id))


def found(session: Session, sources: Sources, asked: str) -> list[str]:
    ids = words.by_words(session, sources, words.terms_of(session, asked), 10)
    return [session.get_one(materials.MaterialChunk, each).content for each in ids]


def test_the_rare_word_decides_and_names_are_taken_apart(session: Session, school: School) -> None:
    texts = ["loops loops loops again", "loops end with break", "np.linalg.solve of loops"]
    sources = fill(session, school, *texts)
    assert found(session, sources, "how do loops end?")[0] == texts[1]
    assert found(session, sources, "solve")[0] == texts[2]
    assert found(session, sources, "for ever") == []


@pytest.mark.parametrize("asked", ["the tide turns", "tide"])
def test_among_many_chunks_common_words_are_left_out(
    session: Session, school: School, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr(words, "MANY_CHUNKS", 10)
    monkeypatch.setattr(words, "SAMPLE", 20)
    sources = fill(session, school, *(f"the harbour on day {day}" for day in range(19)), "the tide")
    assert words.worth_counting(session, sources, ["the", "tide"]) == ["tide"]
    assert words.worth_counting(session, sources, ["the"]) == ["the"]
    assert found(session, sources, asked) == ["the tide"]


def test_the_application_searches_as_often_as_it_likes(database: Database, school: School) -> None:
    """A statement that the driver has prepared answers as the first did."""
    with database.transaction() as session:
        sources = fill(session, school, "the tide", "the ebb")
        assert {tuple(found(session, sources, "ebb")) for _ in range(12)} == {("the ebb",)}
