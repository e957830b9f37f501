"""A class's research view: what it shows, and who may read it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from lectorium.rooms.analytics import api as analytics
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
    """Who asks the tutor about what, of those who allow it; and who may read it."""
    found = courses.require(call.session, call.actor, class_id, student_data="view")
    summary = analytics.research_summary(call.session, call.actor, class_id)
    return View("research.html", {"access": found, "summary": summary})


@routes.get("/classes/{class_id}/researchers", rule=CLASS_TEACHER)
def view_researchers(call: Call, class_id: UUID) -> View:
    """Who may read it."""
    people = courses.researchers_of(call.session, call.actor, class_id)
    found = courses.access(call.session, call.actor, class_id)
    return View("researchers.html", {"access": found, "researchers": people})


@routes.action("/classes/{class_id}/researchers", rule=CLASS_TEACHER, back=view_researchers)
def let_in(call: Call, class_id: UUID, body: LetInForm) -> Redirect:
    """Let a researcher in."""
    courses.let_in(call.session, call.actor, class_id, body.username)
    return Redirect(f"/classes/{class_id}/researchers", "let_in")


@routes.action("/classes/{class_id}/researchers/{user_id}/remove", rule=CLASS_TEACHER, back=view_researchers)
def shut_out(call: Call, class_id: UUID, user_id: UUID) -> Redirect:
    """Let one in no more."""
    courses.shut_out(call.session, call.actor, class_id, user_id)
    return Redirect(f"/classes/{class_id}/researchers", "shut_out")
