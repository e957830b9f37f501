"""The jobs: reading and cutting up, vectors, and changing the model; each may run twice or be late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.jobs import Outbox
from lectorium.kit.settings import Settings
from lectorium.llm import Models, open_models
from lectorium.llm.client import OpenAIModels
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people.api import AuditEvent
from lectorium.storage import ObjectStore
from tests.rooms.materials.knowledge import files
from tests.support.people import School

LOOPS = b"# Loops\nThey repeat until a condition is false.\n\n# Lists\nThey hold values in order.\n"
DIMENSION = 3


class Beside(OpenAIModels):
    """An embedder of three numbers, told by words: a second model beside the one that comes along."""

    def __init__(self, name: str) -> None:
        super().__init__({}, embedder=name, embedder_endpoint="here", dimension=DIMENSION, seconds=1)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, float("Loops" in text), float("Lists" in text)] for text in texts]


def away(settings: Settings) -> Models:
    """The models of settings with nobody at their address."""
    return open_models(settings.model_copy(update={"llm_embedded_url": "http://:key@127.0.0.1:9/v1"}))


@pytest.fixture
def shelf(store: ObjectStore) -> materials.Shelf:
    return materials.Shelf(store, 100_000)


def add(
    database: Database, school: School, shelf: materials.Shelf, name: str = "notes.md", content: bytes = LOOPS
) -> UUID:
    with database.transaction() as session:
        teacher = school.actor("teacher")
        scope = materials.class_scope(session, teacher, school.class_id, writable=True)
        upload = materials.Upload(name, "", content)
        return materials.add_entry(
            session, shelf, teacher, scope, materials.NewEntry("Notes"), upload
        ).entry.id


def view(database: Database, school: School, entry_id: UUID) -> materials.EntryView:
    with database.transaction() as session:
        return materials.read_entry(session, school.actor("teacher"), entry_id)


def found(database: Database, school: School, question: str) -> list[str]:
    with database.transaction() as session:
        scope = materials.Scope(school.organization_id, school.class_id)
        return [each.content for each in materials.search(session, scope, question, None, "")]


def owed(database: Database, job: str, **payload: str) -> int:
    with database.transaction() as session:
        statement = select(func.count()).where(Outbox.job == job, Outbox.payload.contains(payload))
        return session.scalar(statement) or 0


def test_an_entry_is_read_once_however_often_the_job_comes(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    entry_id = add(database, school, shelf)
    assert owed(database, materials.INDEX_JOB, source_id=str(entry_id)) == 1
    for _ in range(2):
        assert materials.index_source(database, shelf.store, "knowledge", entry_id)
    read = view(database, school, entry_id)
    assert (read.entry.index_state, read.chunks, read.embedded) == ("indexed", 2, 0)
    assert found(database, school, "repeated until") == ["# Loops\nThey repeat until a condition is false."]


def test_what_changed_while_it_was_read_is_left_to_the_next_job(
    database: Database, school: School, shelf: materials.Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id, teacher = add(database, school, shelf), school.actor("teacher")
    module = "lectorium.rooms.materials.knowledge.indexing.read_source"
    read_source = materials.index_source.__globals__["read_source"]

    def change_meanwhile(*arguments: Any) -> Any:
        monkeypatch.setattr(module, read_source)
        with database.transaction() as session:
            new = {"content": "Sets hold each value once.", "drop_file": True}
            materials.change_entry(session, shelf, teacher, entry_id, new)
        return read_source(*arguments)

    monkeypatch.setattr(module, change_meanwhile)
    assert not materials.index_source(database, shelf.store, "knowledge", entry_id)
    assert view(database, school, entry_id).entry.index_state == "waiting"
    assert materials.index_source(database, shelf.store, "knowledge", entry_id)
    assert found(database, school, "loops lists sets") == ["Sets hold each value once."]


def test_what_cannot_be_read_says_why_and_can_be_read_again(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    teacher = school.actor("teacher")
    entry_id = add(database, school, shelf, "book.pdf", b"%PDF-1.7 and no more")
    with database.transaction() as session, pytest.raises(Conflict):
        materials.index_again(session, teacher, entry_id)
    assert materials.index_source(database, shelf.store, "knowledge", entry_id)
    failed = view(database, school, entry_id).entry
    assert failed.index_state == "failed"
    assert "no PDF that can be read" in failed.index_message
    with database.transaction() as session:
        assert materials.index_again(session, teacher, entry_id).entry.index_state == "waiting"
    with database.transaction() as session:
        upload = materials.Upload("book.pdf", "", files.pdf("Trees branch."))
        materials.change_entry(session, shelf, teacher, entry_id, {}, upload)
    materials.index_source(database, shelf.store, "knowledge", entry_id)
    assert found(database, school, "trees") == ["Trees branch."]


def test_what_is_taken_away_is_found_no_more_and_stays_kept(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    entry_id, teacher = add(database, school, shelf), school.actor("teacher")
    materials.index_source(database, shelf.store, "knowledge", entry_id)
    with database.transaction() as session, pytest.raises(Forbidden):
        materials.delete_entry(session, school.actor("ta"), entry_id)
    with database.transaction() as session, pytest.raises(NotFound):
        materials.delete_entry(session, school.actor("stranger"), entry_id)
    with database.transaction() as session:
        materials.delete_entry(session, teacher, entry_id)
    assert found(database, school, "loops") == []
    assert not materials.index_source(database, shelf.store, "knowledge", entry_id)
    assert found(database, school, "loops") == []
    with database.transaction() as session:
        assert session.get_one(materials.KnowledgeEntry, entry_id).deleted_at is not None
        statement = select(AuditEvent.action).where(AuditEvent.target_ids.contains([str(entry_id)]))
        assert set(session.scalars(statement)) == {"knowledge.added", "knowledge.deleted"}


def test_only_what_can_be_read_is_taken(database: Database, school: School, shelf: materials.Shelf) -> None:
    for name, content in (("plot.png", b"\x89PNG\r\n\x1a\n"), ("notes.md", b""), ("a.exe", b"MZ")):
        with pytest.raises(Invalid) as refused:
            add(database, school, shelf, name, content)
        assert refused.value.field == "file"


def test_a_material_is_read_when_it_changes_and_hidden_with_its_item(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    teacher = school.actor("teacher")
    with database.transaction() as session:
        new = materials.NewMaterial("Week 1", "Strings are quoted.")
        upload = materials.Upload("plot.png", "", b"\x89PNG\r\n\x1a\n")
        item_id = materials.create_material(session, shelf, teacher, school.module_id, new, upload).id
    assert owed(database, materials.INDEX_JOB, source_id=str(item_id)) == 1
    materials.index_source(database, shelf.store, "material", item_id)
    assert found(database, school, "quoted strings") == ["Strings are quoted."]
    with database.transaction() as session:
        courses.change_item(session, teacher, item_id, {"is_published": False})
    assert found(database, school, "quoted strings") == []


@pytest.fixture
def no_model(database: Database) -> Iterator[None]:
    """No model serves yet; which one does is the same for all schools."""
    with database.transaction() as session:
        session.execute(delete(materials.Embedder))
    yield
    with database.transaction() as session:
        session.execute(delete(materials.Embedder))


@pytest.mark.usefixtures("no_model")
def test_another_model_takes_over_when_no_vector_is_missing(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    materials.index_source(database, shelf.store, "knowledge", add(database, school, shelf))
    settings = {
        name: Settings(llm_embedder=name, llm_embedder_dimension=DIMENSION) for name in ("old", "new")
    }
    assert materials.embed_chunks(database, Beside("old"), settings["old"]) >= 2
    assert materials.embed_chunks(database, Beside("old"), settings["old"]) == 0
    assert materials.embed_chunks(database, away(settings["new"]), settings["new"]) == 0
    with database.transaction() as session:
        serving = materials.serving(session)
        assert serving is not None
        assert serving.name == "old"
        assert materials.Embedders(settings["new"], Beside("new")).now(session).embedder == "old"
        state = materials.embedding_state(session, school.actor("teacher"), settings["new"])
        assert state == materials.EmbeddingState("old", 2, 2, "new", 0)
        assert materials.make_up(session, settings["new"]) == (owed_before(session) == 0)
    assert materials.embed_chunks(database, Beside("new"), settings["new"]) >= 2
    with database.transaction() as session:
        assert materials.Embedders(settings["new"], Beside("new")).now(session).embedder == "new"
        scope = materials.Scope(school.organization_id, school.class_id)
        best = materials.search(session, scope, "unsaid", [1.0, 0.0, 1.0], "new", 1)
        assert [each.heading for each in best] == ["Lists"]


def owed_before(session: Any) -> int:
    return session.scalar(select(func.count()).where(Outbox.job == materials.EMBED_JOB)) or 0


@pytest.mark.usefixtures("no_model")
def test_a_vector_whose_chunk_was_replaced_is_dropped(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    entry_id = add(database, school, shelf)
    materials.index_source(database, shelf.store, "knowledge", entry_id)

    asked: list[int] = []

    class Slow(Beside):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            asked.append(len(texts))
            if len(asked) == 1:
                materials.index_source(database, shelf.store, "knowledge", entry_id)
            return super().embed(texts)

    settings = Settings(llm_embedder="slow", llm_embedder_dimension=DIMENSION)
    materials.embed_chunks(database, Slow("slow"), settings)
    assert view(database, school, entry_id).chunks == 2
    materials.embed_chunks(database, Beside("slow"), settings)
    assert view(database, school, entry_id).embedded == 2


def test_answers_stay_when_prepared_statements_begin(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    materials.index_source(database, shelf.store, "knowledge", add(database, school, shelf))
    assert len({tuple(found(database, school, "lists in order")) for _ in range(12)}) == 1


def test_support_materials_of_a_version_are_read(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    from lectorium.rooms.authoring import api as authoring
    from lectorium.rooms.authoring.notebooks import Report
    from lectorium.rooms.authoring.programs import freeze_program

    frozen = freeze_program({
        "title": "Sums", "statement": "Add.", "solution": "def f(x):\n    return secretly + x\n",
        "support_materials": ["Addition is commutative."],
        "tests": [{"call": "f(1)", "expected": "2", "hidden": True}],
    })  # fmt: skip
    teacher = school.actor("teacher")
    with database.transaction() as session:
        version = authoring.publish_problem(
            session, shelf.store, teacher, authoring.Prepared(frozen, Report(()))
        )
        challenge = authoring.create_challenge(session, teacher, version.id, None)
    assert owed(database, materials.INDEX_JOB, source_id=str(version.id)) == 1
    materials.index_source(database, shelf.store, "version", version.id)
    with database.transaction() as session:
        scope = materials.Scope(school.organization_id, None, challenge.id)
        (read,) = materials.search(session, scope, "commutative secretly", None, "")
        assert read.content == "Addition is commutative."
        assert materials.address_of(read) == f"/challenges/{challenge.id}/support?at=0#piece-0"
        opened = materials.open_support(session, school.actor("stranger"), challenge.id, 0)
        assert [piece.content for piece in opened.pieces] == ["Addition is commutative."]
        everything = select(materials.MaterialChunk.content).where(
            materials.MaterialChunk.organization_id == school.organization_id
        )
        assert not [text for text in session.scalars(everything) if "secretly" in text]


def test_students_open_what_is_shown_and_theirs(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    entry_id = add(database, school, shelf)
    materials.index_source(database, shelf.store, "knowledge", entry_id)
    with database.transaction() as session:
        assert materials.open_entry(session, school.actor("student1"), entry_id, 0).total == 2
        with pytest.raises(NotFound):
            materials.open_entry(session, school.actor("stranger"), entry_id, 0)
    with database.transaction() as session:
        session.execute(
            update(materials.KnowledgeEntry)
            .where(materials.KnowledgeEntry.id == entry_id)
            .values(shown_to_students=False)
        )
        with pytest.raises(NotFound):
            materials.open_entry(session, school.actor("student1"), entry_id, 0)
        assert materials.open_entry(session, school.actor("ta"), entry_id, 1).total == 2
    with database.transaction() as session:
        scope = materials.Scope(school.organization_id, school.class_id)
        assert materials.address_of(materials.search(session, scope, "loops", None, "")[0]) is None
