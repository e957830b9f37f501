"""What the tutor may read, in the school, a class and a challenge."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from lectorium.llm import ModelUnavailable
from lectorium.rooms.materials import api as materials
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.handlers.readings import shelf, upload_of
from lectorium_server.routing.call import Call, Later, SlowCall
from lectorium_server.routing.route import Kind, Raw, Routes
from lectorium_server.routing.rules import AUTHOR_ROLE, CONTENT_EDIT, KNOWLEDGE, MEMBER
from lectorium_server.services import Services
from lectorium_wire.base import Page, Query
from lectorium_wire.knowledge import (
    EmbeddingState,
    Knowledge,
    KnowledgeChunk,
    KnowledgeCreate,
    KnowledgeFindings,
    KnowledgeFound,
    KnowledgePatch,
    KnowledgeQuestion,
    KnowledgeText,
)
from lectorium_wire.readings import MaterialFile

routes = Routes("knowledge")


@routes.get("/knowledge", rule=AUTHOR_ROLE)
def list_knowledge(call: Call, query: Query) -> Page[Knowledge]:
    """What the tutor may read in the whole organization, by title."""
    return _list(call, materials.school_scope(call.actor), query)


@routes.post("/knowledge", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True)
def add_knowledge(call: Call, body: KnowledgeCreate) -> KnowledgeText:
    """Give the tutor something to read in the whole organization."""
    return _add(call, materials.school_scope(call.actor), body)


@routes.get("/classes/{class_id}/knowledge", rule=CONTENT_EDIT)
def list_class_knowledge(call: Call, class_id: UUID, query: Query) -> Page[Knowledge]:
    """What the tutor may read in a class, besides the organization's and the class's materials."""
    return _list(call, materials.class_scope(call.session, call.actor, class_id), query)


@routes.post("/classes/{class_id}/knowledge", rule=CONTENT_EDIT, scope=Scope.TEACH, large=True)
def add_class_knowledge(call: Call, class_id: UUID, body: KnowledgeCreate) -> KnowledgeText:
    """Give the tutor something to read in a class."""
    return _add(call, materials.class_scope(call.session, call.actor, class_id, writable=True), body)


@routes.get("/challenges/{challenge_id}/knowledge", rule=KNOWLEDGE)
def list_challenge_knowledge(call: Call, challenge_id: UUID, query: Query) -> Page[Knowledge]:
    """What the tutor may read for one challenge, besides what it may read around it."""
    return _list(call, materials.challenge_scope(call.session, call.actor, challenge_id), query)


@routes.post("/challenges/{challenge_id}/knowledge", rule=KNOWLEDGE, scope=Scope.TEACH, large=True)
def add_challenge_knowledge(call: Call, challenge_id: UUID, body: KnowledgeCreate) -> KnowledgeText:
    """Give the tutor something to read for one challenge."""
    scope = materials.challenge_scope(call.session, call.actor, challenge_id, writable=True)
    return _add(call, scope, body)


@routes.get("/knowledge/state", rule=AUTHOR_ROLE)
def get_embedding_state(call: Call) -> EmbeddingState:
    """How far the organization's pieces have come to be found by meaning, and by which model."""
    found = materials.embedding_state(call.session, call.actor, call.services.settings)
    return EmbeddingState.model_validate(found)


@routes.get("/knowledge/{knowledge_id}", rule=KNOWLEDGE)
def get_knowledge(call: Call, knowledge_id: UUID) -> KnowledgeText:
    """An entry with its words and how far it has come."""
    return text_shape(materials.read_entry(call.session, call.actor, knowledge_id))


@routes.patch("/knowledge/{knowledge_id}", rule=KNOWLEDGE, scope=Scope.TEACH, large=True)
def change_knowledge(call: Call, knowledge_id: UUID, body: KnowledgePatch) -> KnowledgeText:
    """Change an entry; other words are read and cut up anew."""
    given = body.model_dump(exclude_unset=True, exclude={"file"})
    changes = {key: value for key, value in given.items() if value is not None}
    if "file" in body.model_fields_set and body.file is None:
        changes["drop_file"] = True
    upload = upload_of(body.file) if body.file else None
    view = materials.change_entry(call.session, shelf(call), call.actor, knowledge_id, changes, upload)
    return text_shape(view)


@routes.delete("/knowledge/{knowledge_id}", rule=KNOWLEDGE, scope=Scope.TEACH)
def delete_knowledge(call: Call, knowledge_id: UUID) -> None:
    """Take an entry away: the tutor doesn't find it any more."""
    materials.delete_entry(call.session, call.actor, knowledge_id)


@routes.post("/knowledge/{knowledge_id}/index", rule=KNOWLEDGE, scope=Scope.TEACH, status=200)
def index_knowledge(call: Call, knowledge_id: UUID) -> Knowledge:
    """Have an entry read once more; 409 while it waits to be read."""
    return shape(materials.index_again(call.session, call.actor, knowledge_id))


@routes.get("/knowledge/{knowledge_id}/chunks", rule=KNOWLEDGE)
def list_knowledge_chunks(call: Call, knowledge_id: UUID, query: Query) -> Page[KnowledgeChunk]:
    """What was read of an entry, piece by piece."""
    found = materials.list_chunks(call.session, call.actor, knowledge_id, page_request(query))
    return page_of(found, KnowledgeChunk.model_validate)


@routes.get("/knowledge/{knowledge_id}/file", rule=MEMBER)
def get_knowledge_file(call: Call, knowledge_id: UUID) -> Raw:
    """An entry's file, to be saved, for who may open the entry: it is never shown as a page."""
    found = materials.read_entry_file(call.session, call.services.store, call.actor, knowledge_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Raw(found.content, found.media_type, headers)


@routes.post(
    "/knowledge/search", rule=AUTHOR_ROLE, scope=Scope.TEACH, status=200, idempotent=False, kind=Kind.SLOW
)
def try_question(call: SlowCall, body: KnowledgeQuestion) -> Later[KnowledgeFindings]:
    """What the tutor would find for a question asked outside of classes."""
    return _try(call, None, None, body)


@routes.post(
    "/classes/{class_id}/knowledge/search",
    rule=CONTENT_EDIT,
    scope=Scope.TEACH,
    status=200,
    idempotent=False,
    kind=Kind.SLOW,
)
def try_class_question(call: SlowCall, class_id: UUID, body: KnowledgeQuestion) -> Later[KnowledgeFindings]:
    """What the tutor would find for a question asked in a class."""
    return _try(call, class_id, None, body)


@routes.post(
    "/challenges/{challenge_id}/knowledge/search",
    rule=KNOWLEDGE,
    scope=Scope.TEACH,
    status=200,
    idempotent=False,
    kind=Kind.SLOW,
)
def try_challenge_question(
    call: SlowCall, challenge_id: UUID, body: KnowledgeQuestion
) -> Later[KnowledgeFindings]:
    """What the tutor would find for a question asked about a challenge."""
    return _try(call, None, challenge_id, body)


def vector_of(services: Services, question: str) -> tuple[list[float] | None, str]:
    """A question's vector and the model it is by; without one where the model can't be reached."""
    with services.database.reading() as session:
        models = services.platform.embedders.now(session)
    try:
        return models.embed([question])[0], models.embedder
    except ModelUnavailable:
        return None, models.embedder


def shape(view: materials.EntryView) -> Knowledge:
    """An entry on the wire."""
    return Knowledge(**_columns(view))


def text_shape(view: materials.EntryView) -> KnowledgeText:
    """An entry with its words on the wire."""
    return KnowledgeText(**_columns(view), content=view.entry.content)


def _columns(view: materials.EntryView) -> dict[str, object]:
    entry, file = view.entry, None
    if entry.file_name is not None:
        file = MaterialFile(
            name=entry.file_name, media_type=entry.media_type or "", size_bytes=entry.size_bytes or 0
        )
    names = (
        "id", "class_id", "challenge_id", "title", "shown_to_students", "index_state", "index_message",
        "created_at", "updated_at",
    )  # fmt: skip
    own = {name: getattr(entry, name) for name in names}
    return {**own, "file": file, "author": view.author, "chunks": view.chunks, "embedded": view.embedded}


def _list(call: Call, scope: materials.Scope, query: Query) -> Page[Knowledge]:
    return page_of(materials.list_entries(call.session, scope, page_request(query)), shape)


def _add(call: Call, scope: materials.Scope, body: KnowledgeCreate) -> KnowledgeText:
    new = materials.NewEntry(body.title, body.content, body.shown_to_students)
    upload = upload_of(body.file) if body.file else None
    return text_shape(materials.add_entry(call.session, shelf(call), call.actor, scope, new, upload))


def _try(
    call: SlowCall, class_id: UUID | None, challenge_id: UUID | None, body: KnowledgeQuestion
) -> Later[KnowledgeFindings]:
    vector, embedder = vector_of(call.services, body.question)

    def find(call: Call) -> KnowledgeFindings:
        scope = materials.find_scope(call.session, call.actor, class_id, challenge_id)
        found = materials.search(call.session, scope, body.question, vector, embedder, body.limit)
        items = [_found(each) for each in found]
        return KnowledgeFindings(items=items, words_only=vector is None)

    return find


def _found(found: materials.Found) -> KnowledgeFound:
    fields = {name: getattr(found, name) for name in KnowledgeFound.model_fields if name != "address"}
    return KnowledgeFound(**fields, address=materials.address_of(found))
