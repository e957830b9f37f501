"""K1, K5, J11 as a property: from any scope exactly what may be found is found, by words and by meaning."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import Database, new_id
from lectorium.rooms.authoring.api import Challenge, Problem, ProblemVersion
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from tests.support.people import School, found_school

WORDS = "zebras gallop"
VECTOR = [1.0] + [0.0] * 383
Kind = Literal["school", "class", "challenge", "alone", "material", "support", "support alone"]
Place = tuple[int, int]
"""Which of two schools, and which of its two classes or standalone challenges."""


@dataclass(frozen=True)
class Thing:
    """Something with words in it, and what keeps it from being found."""

    kind: Kind
    place: Place
    deleted: bool = False
    published: bool = True
    module_published: bool = True
    days: int | None = None
    """In how many days it is released; None is at once."""

    def is_found_from(self, asked: Asked) -> bool:
        """As the rules say it, by hand."""
        if self.place[0] != asked.place[0]:
            return False
        same = self.place == asked.place
        if self.kind == "material":
            released = self.days is None or self.days <= 0
            in_class = same and asked.kind in {"class", "challenge"}
            return in_class and self.published and self.module_published and released
        if self.kind in {"support", "support alone"}:
            return same and asked.kind == ("challenge" if self.kind == "support" else "alone")
        if self.deleted:
            return False
        if self.kind == "school":
            return True
        return same and (self.kind == asked.kind or (self.kind == "class" and asked.kind == "challenge"))


@dataclass(frozen=True)
class Asked:
    """From where a question comes."""

    kind: Literal["school", "class", "challenge", "alone"]
    place: Place


PLACES = st.tuples(st.integers(0, 1), st.integers(0, 1))
THINGS = st.lists(
    st.builds(
        Thing,
        st.sampled_from(["school", "class", "challenge", "alone", "material", "support", "support alone"]),
        PLACES,
        deleted=st.booleans(),
        published=st.booleans(),
        module_published=st.booleans(),
        days=st.sampled_from([None, -1, 0, 1]),
    ),
    max_size=9,
)
ASKED = st.builds(Asked, st.sampled_from(["school", "class", "challenge", "alone"]), PLACES)


@dataclass
class Ground:
    """Two schools with two classes each, a challenge in each class, and two that stand alone."""

    schools: list[School]
    classes: dict[Place, uuid.UUID]
    inside: dict[Place, Challenge]
    alone: dict[Place, Challenge]

    def scope(self, asked: Asked | Thing) -> materials.Scope:
        organization_id = self.schools[asked.place[0]].organization_id
        if asked.kind in {"school", "class"}:
            class_id = None if asked.kind == "school" else self.classes[asked.place]
            return materials.Scope(organization_id, class_id)
        inside = asked.kind == "challenge"
        challenge = (self.inside if inside else self.alone)[asked.place]
        return materials.Scope(organization_id, challenge.class_id, challenge.id)


@pytest.fixture(scope="module")
def ground(database: Database) -> Ground:
    with database.transaction() as session:
        made = Ground([found_school(session), found_school(session)], {}, {}, {})
        for number, school in enumerate(made.schools):
            teacher = school.actor("teacher")
            other = courses.create_class(session, teacher, courses.NewClass("Another")).klass
            for index, class_id in enumerate((school.class_id, other.id)):
                place = (number, index)
                made.classes[place] = class_id
                made.inside[place] = _challenge(session, teacher, class_id)
                made.alone[place] = _challenge(session, teacher, None)
        return made


def _challenge(session: Session, actor: people.Actor, class_id: uuid.UUID | None) -> Challenge:
    """With a version of its own, as support materials belong to versions."""
    organization_id, slug = actor.organization_id, uuid.uuid4().hex
    problem = Problem(id=new_id(), organization_id=organization_id, slug=slug, created_by=actor.user_id)
    session.add(problem)
    session.flush()
    version = ProblemVersion(
        id=new_id(), problem_id=problem.id, number=1, title="Riding", kind="program", languages=["python"],
        full_ref="", release_ref="", content_hash=slug, created_by=actor.user_id,
        reference_solution=WORDS, possible_solutions=[WORDS],
    )  # fmt: skip
    session.add(version)
    session.flush()
    challenge = Challenge(
        id=new_id(), organization_id=organization_id, class_id=class_id, problem_version_id=version.id,
        title="Riding", created_by=actor.user_id,
    )  # fmt: skip
    session.add(challenge)
    session.flush()
    return challenge


def put(session: Session, ground: Ground, thing: Thing) -> uuid.UUID:
    """Store a thing with one chunk and its vector; returns the chunk's id."""
    makers: dict[str, Callable[[Session, Ground, Thing], materials.MaterialChunk]] = {
        "material": _material, "support": _support, "support alone": _support
    }  # fmt: skip
    chunk = makers.get(thing.kind, _entry)(session, ground, thing)
    chunk.id, chunk.order_index, chunk.content = new_id(), 0, WORDS
    chunk.place_kind, chunk.page_number = "line", 1
    session.add(chunk)
    session.flush()
    vector = {"model": "all-MiniLM-L6-v2", "dimension": 384, "embedding": VECTOR}
    session.add(materials.ChunkEmbedding(chunk_id=chunk.id, **vector))
    session.flush()
    return chunk.id


def _entry(session: Session, ground: Ground, thing: Thing) -> materials.MaterialChunk:
    scope = ground.scope(thing)
    ids = {"organization_id": scope.organization_id, "class_id": scope.class_id}
    teacher = ground.schools[thing.place[0]].users["teacher"].id
    entry = materials.KnowledgeEntry(
        id=new_id(), **ids, challenge_id=scope.challenge_id, title="T", created_by=teacher,
        deleted_at=now(session) if thing.deleted else None,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return materials.MaterialChunk(**ids, challenge_id=scope.challenge_id, knowledge_id=entry.id)


def _material(session: Session, ground: Ground, thing: Thing) -> materials.MaterialChunk:
    class_id, moment = ground.classes[thing.place], now(session)
    module = courses.Module(
        id=new_id(), class_id=class_id, title="M", order_index=9, is_published=thing.module_published
    )
    session.add(module)
    session.flush()
    item = courses.ContentItem(
        id=new_id(), module_id=module.id, content_type="material", title="T", order_index=0,
        is_published=thing.published,
        release_date=None if thing.days is None else moment + timedelta(days=thing.days),
    )  # fmt: skip
    session.add(item)
    session.flush()
    session.add(materials.MaterialItem(id=item.id, body_markdown=WORDS))
    session.flush()
    organization_id = ground.schools[thing.place[0]].organization_id
    return materials.MaterialChunk(organization_id=organization_id, class_id=class_id, material_id=item.id)


def _support(_: Session, ground: Ground, thing: Thing) -> materials.MaterialChunk:
    challenge = (ground.inside if thing.kind == "support" else ground.alone)[thing.place]
    return materials.MaterialChunk(
        organization_id=challenge.organization_id, problem_version_id=challenge.problem_version_id
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=THINGS, asked=ASKED)
def test_k05_a_foreign_or_hidden_thing_never_appears(
    database: Database, ground: Ground, things: list[Thing], asked: Asked
) -> None:
    with database.engine.connect() as connection, connection.begin() as outer:
        session = Session(connection, expire_on_commit=False)
        put_in = {put(session, ground, thing): thing for thing in things}
        wanted = {chunk_id for chunk_id, thing in put_in.items() if thing.is_found_from(asked)}
        scope = ground.scope(asked)
        by_words = materials.search(session, scope, WORDS, None, "all-MiniLM-L6-v2", 50)
        assert {each.chunk_id for each in by_words} == wanted
        assert all(each.shares_words for each in by_words)
        by_meaning = materials.search(session, scope, "unsaid", VECTOR, "all-MiniLM-L6-v2", 50)
        assert {each.chunk_id for each in by_meaning} == wanted
        assert not any(each.shares_words for each in by_meaning)
        session.close()
        outer.rollback()
