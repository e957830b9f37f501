"""The structure editor: modules and items in one order, moved by drag, by keys or by buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.stale import LONGEST, fingerprint, touched
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT

routes = Pages("structure")
Act = Literal["up", "down", "to", "show", "hide", "remove"]


class RowForm(Form):
    """What is done with one module or item; ``revision`` is of the order that the page showed."""

    what: UUID
    kind: Literal["module", "item"]
    do: Act
    revision: int = Field(ge=0, le=2_000_000_000)
    to: UUID | None = None
    confirm: Literal["yes"] | None = None


class AddModuleForm(Form):
    """A new module at the end."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    hidden: Literal["yes"] | None = None


class ModuleForm(Form):
    """What a module is called; ``of`` says whose form it is, ``seen`` what it showed."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    of: UUID | None = None
    seen: str = Field(default="", max_length=LONGEST)


@routes.get("/classes/{class_id}/structure", rule=CONTENT_EDIT)
def view_structure(call: Call, class_id: UUID) -> View:
    """Everything in the class, in order."""
    courses.require(call.session, call.actor, class_id, content="edit")
    view = home.outline(call.session, call.actor, class_id, states_of_staff=False)
    return View(
        "structure.html",
        {
            "access": view.access,
            "modules": view.modules,
            "revision": view.access.klass.outline_revision,
            "shown": shown_module,
            "fingerprint": fingerprint,
            "tab": "structure",
        },
    )


@routes.action("/classes/{class_id}/structure", rule=CONTENT_EDIT, back=view_structure)
def change_row(call: Call, class_id: UUID, body: RowForm) -> Redirect:
    """Move, show, hide or remove a module or an item."""
    courses.require(call.session, call.actor, class_id, content="edit", writable=True)
    if body.do in {"up", "down", "to"}:
        return _move(call, class_id, body)
    if body.do == "remove":
        return _remove(call, class_id, body)
    changes, confirmed = {"is_published": body.do == "show"}, body.confirm is not None
    change = submissions.change_module if body.kind == "module" else submissions.change_work
    change(call.session, call.actor, body.what, changes, confirmed=confirmed)
    return _back(class_id, "shown" if body.do == "show" else "hidden", body)


@routes.action("/classes/{class_id}/structure/modules", rule=CONTENT_EDIT, back=view_structure)
def add_to_structure(call: Call, class_id: UUID, body: AddModuleForm) -> Redirect:
    """Add a module at the end."""
    made = courses.create_module(
        call.session,
        call.actor,
        class_id,
        body.title,
        body.description,
        is_published=body.hidden is None,
    )
    return Redirect(f"/classes/{class_id}/structure", "module", f"row-{made.id}")


@routes.action("/classes/{class_id}/structure/modules/{module_id}", rule=CONTENT_EDIT, back=view_structure)
def rename_module(call: Call, class_id: UUID, module_id: UUID, body: ModuleForm) -> Redirect:
    """Change what a module is called: what was changed in the form."""
    module = courses.lock_module(call.session, call.actor, module_id)
    typed = body.model_dump(include={"title", "description"})
    mine = touched(body.seen, typed, shown_module(module))
    if mine:
        courses.change_module(call.session, call.actor, module_id, {name: typed[name] for name in mine})
    return Redirect(f"/classes/{class_id}/structure", "changed", f"row-{module_id}")


def shown_module(module: courses.Module) -> dict[str, str]:
    """A module as its form shows it, by field."""
    return {"title": module.title, "description": module.description}


def _move(call: Call, class_id: UUID, body: RowForm) -> Redirect:
    found = courses.read_order(call.session, class_id)
    step: courses.Step = "up" if body.do == "up" else "down" if body.do == "down" else "to"
    wanted = courses.moved(found, body.what, step, body.to)
    submissions.reorder(call.session, call.actor, class_id, replace(wanted, revision=body.revision))
    return _back(class_id, "moved", body)


def _remove(call: Call, class_id: UUID, body: RowForm) -> Redirect:
    if body.kind == "module":
        courses.delete_module(call.session, call.actor, body.what)
        return Redirect(f"/classes/{class_id}/structure", "removed")
    authoring.delete_item(call.session, call.actor, body.what)
    return Redirect(f"/classes/{class_id}/structure", "deleted")


def _back(class_id: UUID, done: str, body: RowForm) -> Redirect:
    return Redirect(f"/classes/{class_id}/structure", done, f"row-{body.what}")
