"""A class's own page: its outline, and for its staff the switches."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT, DATA_GRADE, MEMBER

routes = Pages("classroom")


class ShowForm(Form):
    """Show an item to students, or hide it."""

    show: Literal["yes", "no"]


@routes.get("/classes/{class_id}", rule=MEMBER)
def view_class(call: Call, class_id: UUID) -> View:
    """The outline with the reader's states."""
    view = home.outline(call.session, call.actor, class_id)
    return View("class.html", {"access": view.access, "modules": view.modules, "tab": "outline"})


@routes.action("/classes/{class_id}/join-code", rule=CONTENT_EDIT, back=view_class)
def rotate_code(call: Call, class_id: UUID) -> Redirect:
    """A new join code."""
    courses.rotate_join_code(call.session, call.actor, class_id)
    return Redirect(f"/classes/{class_id}", "code")


@routes.action("/classes/{class_id}/items/{item_id}/show", rule=CONTENT_EDIT, back=view_class)
def show_item(call: Call, class_id: UUID, item_id: UUID, body: ShowForm) -> Redirect:
    """Show or hide an item."""
    shown = body.show == "yes"
    authoring.change_assignment(call.session, call.actor, item_id, {"is_published": shown})
    return Redirect(f"/classes/{class_id}", "shown" if shown else "hidden", f"item-{item_id}")


@routes.action("/classes/{class_id}/items/{item_id}/return", rule=DATA_GRADE, back=view_class)
def return_item(call: Call, class_id: UUID, item_id: UUID) -> Redirect:
    """Return an item's graded entries."""
    gradebook.return_grades(call.session, call.actor, item_id)
    return Redirect(f"/classes/{class_id}", "returned", f"item-{item_id}")
