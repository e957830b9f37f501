"""Who may read a class's research view; staff read nothing of it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from lectorium.rooms.courses import api as courses
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CLASS_TEACHER, DATA_VIEW

routes = Pages("research")


class LetInForm(Form):
    """Whom to let in."""

    username: str = Field(min_length=1, max_length=254)


@routes.get("/classes/{class_id}/research", rule=DATA_VIEW)
def view_research(call: Call, class_id: UUID) -> View:
    """What the research view is, and for teachers who may read it; never a row of it."""
    found = courses.require(call.session, call.actor, class_id, student_data="view")
    people = courses.researchers_of(call.session, call.actor, class_id) if found.leads else []
    return View("research.html", {"access": found, "researchers": people})


@routes.action("/classes/{class_id}/researchers", rule=CLASS_TEACHER, back=view_research)
def let_in(call: Call, class_id: UUID, body: LetInForm) -> Redirect:
    """Let a researcher in."""
    courses.let_in(call.session, call.actor, class_id, body.username)
    return Redirect(f"/classes/{class_id}/research", "let_in")


@routes.action("/classes/{class_id}/researchers/{user_id}/remove", rule=CLASS_TEACHER, back=view_research)
def shut_out(call: Call, class_id: UUID, user_id: UUID) -> Redirect:
    """Let one in no more."""
    courses.shut_out(call.session, call.actor, class_id, user_id)
    return Redirect(f"/classes/{class_id}/research", "shut_out")
