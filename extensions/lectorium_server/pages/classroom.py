"""A class's own page: its outline, and for its staff the switches."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT, DATA_GRADE, MEMBER

routes = Pages("classroom")


class ShowForm(Form):
    """Show an item to students, or hide it."""

    show: Literal["yes", "no"]
    confirm: Literal["yes"] | None = None


class ModuleForm(Form):
    """A new module."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)


class ModuleSwitch(Form):
    """Show a module to students, hide it, or remove it while it is empty."""

    do: Literal["show", "hide", "remove"]
    confirm: Literal["yes"] | None = None


@routes.get("/classes/{class_id}", rule=MEMBER)
def view_class(call: Call, class_id: UUID) -> View:
    """The outline with the reader's states."""
    view = home.outline(call.session, call.actor, class_id, states_of_staff=False)
    staff = view.access.is_staff
    return View(
        "class.html",
        {
            "access": view.access,
            "modules": view.modules,
            "news": courses.news_in(call.session, call.actor, view.access),
            "newer": authoring.items_behind(call.session, class_id) if staff else set(),
            "line": grading.line_of(call.session, view.access)
            if view.access.student_data != "none"
            else None,
            "sections": courses.section_names(call.session, view.access),
            "tab": "outline",
        },
    )


@routes.action("/classes/{class_id}/items/{item_id}/show", rule=CONTENT_EDIT, back=view_class)
def show_item(call: Call, class_id: UUID, item_id: UUID, body: ShowForm) -> Redirect:
    """Show or hide an item."""
    shown = body.show == "yes"
    confirmed = body.confirm is not None
    submissions.change_work(call.session, call.actor, item_id, {"is_published": shown}, confirmed=confirmed)
    return Redirect(f"/classes/{class_id}", "shown" if shown else "hidden", f"item-{item_id}")


@routes.action("/classes/{class_id}/items/{item_id}/return", rule=DATA_GRADE, back=view_class)
def return_item(call: Call, class_id: UUID, item_id: UUID) -> Redirect:
    """Return an item's graded entries."""
    gradebook.return_grades(call.session, call.actor, item_id)
    return Redirect(f"/classes/{class_id}", "returned", f"item-{item_id}")


@routes.action("/classes/{class_id}/modules", rule=CONTENT_EDIT, back=view_class)
def add_module(call: Call, class_id: UUID, body: ModuleForm) -> Redirect:
    """Add a module at the end."""
    made = courses.create_module(
        call.session, call.actor, class_id, body.title, body.description, is_published=True
    )
    return Redirect(f"/classes/{class_id}", "module", f"module-{made.id}")


@routes.action("/classes/{class_id}/modules/{module_id}", rule=CONTENT_EDIT, back=view_class)
def switch_module(call: Call, class_id: UUID, module_id: UUID, body: ModuleSwitch) -> Redirect:
    """Show, hide or remove a module."""
    if body.do == "remove":
        courses.delete_module(call.session, call.actor, module_id)
        return Redirect(f"/classes/{class_id}", "removed")
    shown = body.do == "show"
    confirmed = body.confirm is not None
    submissions.change_module(
        call.session, call.actor, module_id, {"is_published": shown}, confirmed=confirmed
    )
    return Redirect(f"/classes/{class_id}", "shown" if shown else "hidden", f"module-{module_id}")
