"""A hundred thousand chunks of made-up words and vectors, in classes of different shares of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from bench.kit import console
from lectorium.kit.database import Database
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from tests.support.people import found_school
from tests.support.postgres import TestServer

CHUNKS, DIMENSION, TOPICS, WORDS = 100_000, 384, 300, 30_000
SHARES = (0.03, 0.06, 0.1, 0.2, 0.5)
DOCUMENT = 25
"""So many chunks in a row are one document's, as uploads come."""
LENGTH = 150
INDEX = "ix_chunk_embeddings_nearest"


def class_for(session: Session, name: str) -> tuple[people.Actor, UUID]:
    """A class of its own, in a school of its own."""
    school = found_school(session)
    teacher = school.actor("teacher")
    return teacher, courses.create_class(session, teacher, courses.NewClass(name)).klass.id


@dataclass
class Corpus:
    """Classes by their share of all chunks; questions are seeded by number."""

    organization_id: UUID
    classes: dict[float, UUID]
    topics: NDArray[np.float64]
    vocabulary: list[str]

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """How often each word comes: Zipf's law."""
        often: NDArray[np.float64] = 1 / np.arange(1, WORDS + 1)
        shares: NDArray[np.float64] = often / often.sum()
        return shares

    def question(self, number: int) -> tuple[str, list[float]]:
        """Ten words, the common ones commoner, and a vector near some topic."""
        random = np.random.default_rng(number)
        words = random.choice(WORDS, size=10, p=self.rarity)
        near = self.topics[random.integers(0, TOPICS)] + random.normal(size=DIMENSION) * 0.03
        return " ".join(self.vocabulary[each] for each in words), near.tolist()


def load_corpus(server: TestServer, database: Database) -> Corpus:
    """Write it all, as the owner: chunks, their vectors, and then the index over them."""
    random = np.random.default_rng(7)
    topics = _unit(random.normal(size=(TOPICS, DIMENSION)))
    words = ["".join(chr(97 + letter) for letter in random.integers(0, 26, 6)) for _ in range(WORDS)]
    with database.transaction() as session:
        school = found_school(session)
        teacher = school.actor("teacher")
        made = {
            share: courses.create_class(session, teacher, courses.NewClass(f"{share:.0%}")).klass.id
            for share in SHARES
        }
        rest = courses.create_class(session, teacher, courses.NewClass("The rest")).klass.id
    corpus = Corpus(school.organization_id, made, topics, words)
    console.print(f"Writing {CHUNKS:,} chunks takes some minutes")
    with psycopg.connect(server.urls["owner_database_url"].replace("+psycopg", "")) as owner:
        _write(owner, corpus, random, [*made.values(), rest], teacher.user_id)
    with psycopg.connect(server.urls["owner_database_url"].replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    return corpus


def _write(
    owner: psycopg.Connection[tuple[object, ...]],
    corpus: Corpus,
    random: np.random.Generator,
    class_ids: list[UUID],
    author: UUID,
) -> None:
    (definition,) = owner.execute("SELECT pg_get_indexdef(%s::regclass)", (INDEX,)).fetchone() or ("",)
    owner.execute(f"DROP INDEX {INDEX}")
    shares = [*SHARES, 1 - sum(SHARES)]
    ids = [uuid.uuid4() for _ in range(CHUNKS)]
    picked = random.choice(len(class_ids), size=CHUNKS // DOCUMENT, p=shares)
    entries = [(uuid.uuid4(), class_ids[each]) for each in picked]
    with owner.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO knowledge_base (id, organization_id, class_id, title, created_by, index_state) "
            "VALUES (%s, %s, %s, 'Notes', %s, 'indexed')",
            [(entry, corpus.organization_id, class_id, author) for entry, class_id in entries],
        )
        columns = "id, organization_id, class_id, knowledge_id, order_index, content, place_kind, page_number"
        with cursor.copy(f"COPY material_chunks ({columns}) FROM STDIN") as rows:
            for number, chunk_id in enumerate(ids):
                entry, class_id = entries[number // DOCUMENT]
                text = " ".join(
                    corpus.vocabulary[each] for each in random.choice(WORDS, size=LENGTH, p=corpus.rarity)
                )
                place = number % DOCUMENT
                rows.write_row(
                    (chunk_id, corpus.organization_id, class_id, entry, place, text, "page", place + 1)
                )
        with cursor.copy("COPY chunk_embeddings (chunk_id, model, dimension, embedding) FROM STDIN") as rows:
            for chunk_id in ids:
                near = corpus.topics[random.integers(0, TOPICS)] + random.normal(size=DIMENSION) * 0.06
                vector = "[" + ",".join(f"{each:.5f}" for each in near / np.linalg.norm(near)) + "]"
                rows.write_row((chunk_id, "all-MiniLM-L6-v2", DIMENSION, vector))
    owner.execute("SET maintenance_work_mem = '512MB'")
    owner.execute(str(definition))


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    units: NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units
