"""What the tutor reads: the list and its progress, adding, what was read of an entry, trying a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials import api as materials
from lectorium_server.handlers.knowledge import vector_of
from lectorium_server.handlers.paging import page_request
from lectorium_server.handlers.readings import shelf
from lectorium_server.pages.frame import Download, Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import AUTHOR_ROLE, CONTENT_EDIT, KNOWLEDGE, MEMBER, SOLVER
from lectorium_wire.base import Body, Query

routes = Pages("knowledge")
TEXT = Field(default="", max_length=200_000)
TITLE = Field(min_length=1, max_length=200)
FOUND = 8


class KnowledgeQuery(Query):
    """Which part of the list, and a question to try."""

    question: str = Field(default="", max_length=4000)


class SourceQuery(Body):
    """Around which piece."""

    at: int = Field(default=0, ge=0, le=1_000_000)


class NewForm(Form):
    """Something to read; without a title a file is called by its name."""

    title: str = Field(default="", max_length=200)
    content: str = TEXT
    file: materials.Upload | None = None
    only_tutor: Literal["yes"] | None = None


class EntryForm(NewForm):
    """The same, changed."""

    title: str = TITLE
    drop_file: Literal["yes"] | None = None


@routes.get("/knowledge", rule=AUTHOR_ROLE)
def view_school_knowledge(call: Call, query: KnowledgeQuery | None = None) -> View:
    """What the tutor reads for the whole school."""
    return _view(call, materials.school_scope(call.actor), query)


@routes.action("/knowledge", rule=AUTHOR_ROLE, back=view_school_knowledge, large=True)
def add_school_knowledge(call: Call, body: NewForm) -> Redirect:
    """Give it something for the whole school."""
    return _add(call, materials.school_scope(call.actor), body)


@routes.get("/classes/{class_id}/knowledge", rule=CONTENT_EDIT)
def view_class_knowledge(call: Call, class_id: UUID, query: KnowledgeQuery | None = None) -> View:
    """What the tutor reads for a class."""
    return _view(call, materials.class_scope(call.session, call.actor, class_id), query)


@routes.action("/classes/{class_id}/knowledge", rule=CONTENT_EDIT, back=view_class_knowledge, large=True)
def add_to_class_knowledge(call: Call, class_id: UUID, body: NewForm) -> Redirect:
    """Give it something for a class."""
    return _add(call, materials.class_scope(call.session, call.actor, class_id, writable=True), body)


@routes.get("/challenges/{challenge_id}/knowledge", rule=KNOWLEDGE)
def view_challenge_knowledge(call: Call, challenge_id: UUID, query: KnowledgeQuery | None = None) -> View:
    """What the tutor reads for one problem."""
    return _view(call, materials.challenge_scope(call.session, call.actor, challenge_id), query)


@routes.action(
    "/challenges/{challenge_id}/knowledge", rule=KNOWLEDGE, back=view_challenge_knowledge, large=True
)
def add_to_challenge_knowledge(call: Call, challenge_id: UUID, body: NewForm) -> Redirect:
    """Give it something for one problem."""
    scope = materials.challenge_scope(call.session, call.actor, challenge_id, writable=True)
    return _add(call, scope, body)


@routes.get("/knowledge/{knowledge_id}", rule=KNOWLEDGE)
def view_knowledge(call: Call, knowledge_id: UUID, query: SourceQuery | None = None) -> View:
    """An entry: what was read of it, and its form."""
    view = materials.read_entry(call.session, call.actor, knowledge_id)
    at = query.at if query else 0
    page = materials.open_entry(call.session, call.actor, knowledge_id, at)
    access, challenge = _around(call, view.entry.class_id, view.entry.challenge_id)
    context = {"view": view, "entry": view.entry, "page": page, "access": access, "challenge": challenge}
    return View("knowledge_entry.html", {**context, **_files(call)})


@routes.action("/knowledge/{knowledge_id}", rule=KNOWLEDGE, back=view_knowledge, large=True)
def change_knowledge(call: Call, knowledge_id: UUID, body: EntryForm) -> Redirect:
    """Change an entry; other words are read anew."""
    changes: dict[str, Any] = {
        "title": body.title,
        "content": body.content,
        "shown_to_students": body.only_tutor is None,
        "drop_file": body.drop_file is not None,
    }
    materials.change_entry(call.session, shelf(call), call.actor, knowledge_id, changes, body.file)
    return Redirect(f"/knowledge/{knowledge_id}", "knowledge_changed")


@routes.action("/knowledge/{knowledge_id}/again", rule=KNOWLEDGE, back=view_knowledge)
def read_knowledge_again(call: Call, knowledge_id: UUID) -> Redirect:
    """Have it read once more."""
    materials.index_again(call.session, call.actor, knowledge_id)
    return Redirect(f"/knowledge/{knowledge_id}", "knowledge_again")


@routes.action("/knowledge/{knowledge_id}/delete", rule=KNOWLEDGE, back=view_knowledge)
def take_knowledge_away(call: Call, knowledge_id: UUID) -> Redirect:
    """Take it away."""
    _, scope = materials.find_entry(call.session, call.actor, knowledge_id)
    materials.delete_entry(call.session, call.actor, knowledge_id)
    return Redirect(_home(scope), "knowledge_gone")


@routes.get("/knowledge/{knowledge_id}/source", rule=MEMBER)
def view_source(call: Call, knowledge_id: UUID, query: SourceQuery | None = None) -> View:
    """An entry where a citation points, for whoever may open it."""
    page = materials.open_entry(call.session, call.actor, knowledge_id, query.at if query else 0)
    file = f"/knowledge/{knowledge_id}/file" if page.file_name else None
    return View("source.html", {"page": page, "file": file, "up": None})


@routes.get("/knowledge/{knowledge_id}/file", rule=MEMBER)
def download_knowledge(call: Call, knowledge_id: UUID) -> Download:
    """An entry's file, to be saved and never shown as a page."""
    found = materials.read_entry_file(call.session, call.services.store, call.actor, knowledge_id)

    def pieces() -> Iterator[bytes]:
        yield found.content

    return Download(found.name, found.media_type, pieces)


@routes.get("/items/{item_id}/source", rule=MEMBER)
def view_material_source(call: Call, item_id: UUID, query: SourceQuery | None = None) -> View:
    """A material where a citation points, for whoever sees the item."""
    page = materials.open_material(call.session, call.actor, item_id, query.at if query else 0)
    file = f"/items/{item_id}/file" if page.file_name else None
    return View("source.html", {"page": page, "file": file, "up": f"/items/{item_id}"})


@routes.get("/challenges/{challenge_id}/support", rule=SOLVER)
def view_support(call: Call, challenge_id: UUID, query: SourceQuery | None = None) -> View:
    """A problem's support materials where a citation points."""
    page = materials.open_support(call.session, call.actor, challenge_id, query.at if query else 0)
    return View("source.html", {"page": page, "file": None, "up": None})


def _view(call: Call, scope: materials.Scope, query: KnowledgeQuery | None) -> View:
    asked = query or KnowledgeQuery()
    access, challenge = _around(call, scope.class_id, scope.challenge_id)
    entries = materials.list_entries(call.session, scope, page_request(asked))
    context = {
        "scope": scope,
        "access": access,
        "challenge": challenge,
        "entries": entries,
        "question": asked.question,
        "tab": "knowledge",
        **_files(call),
        **_found(call, scope, asked.question.strip()),
    }
    return View("knowledge.html", context)


def _found(call: Call, scope: materials.Scope, question: str) -> dict[str, Any]:
    """What a question would find, as the tutor does."""
    if not question:
        return {"found": None, "words_only": False}
    vector, embedder = vector_of(call.services, question)
    found = materials.search(call.session, scope, question, vector, embedder, FOUND)
    rows = [(each, materials.address_of(each)) for each in found]
    return {"found": rows, "words_only": vector is None}


def _add(call: Call, scope: materials.Scope, body: NewForm) -> Redirect:
    title = body.title or _called(body.file)
    new = materials.NewEntry(title, body.content, body.only_tutor is None)
    made = materials.add_entry(call.session, shelf(call), call.actor, scope, new, body.file)
    return Redirect(_home(scope), "knowledge_added", f"entry-{made.entry.id}")


def _called(file: materials.Upload | None) -> str:
    """What a file is called without its ending, for people to read."""
    name = PurePath(file.name if file else "").stem.replace("_", " ").strip()[:200]
    if not name:
        raise Invalid(
            "Without a file it needs a title, by which the tutor cites it. Nothing was added. Give it one.",
            field="title",
        )
    return name


def _home(scope: materials.Scope) -> str:
    if scope.challenge_id is not None:
        return f"/challenges/{scope.challenge_id}/knowledge"
    return "/knowledge" if scope.class_id is None else f"/classes/{scope.class_id}/knowledge"


def _around(
    call: Call, class_id: UUID | None, challenge_id: UUID | None
) -> tuple[courses.Access | None, authoring.Challenge | None]:
    """The class and the challenge that a page stands in."""
    access = None if class_id is None else courses.access(call.session, call.actor, class_id)
    challenge = call.session.get(authoring.Challenge, challenge_id) if challenge_id else None
    return access, challenge


def _files(call: Call) -> dict[str, Any]:
    return {
        "most": call.services.settings.max_material_bytes,
        "accepts": ",".join(sorted(materials.READABLE)),
    }
