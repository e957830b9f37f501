"""Making an assignment of the library's problems."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium_server.pages.frame import Pages, Redirect, View
from lectorium_server.pages.making import ChoiceQuery, NewWorkForm, to_choose_from
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT

routes = Pages("assignment making")


@routes.get("/modules/{module_id}/assignments/new", rule=CONTENT_EDIT)
def new_assignment(call: Call, module_id: UUID, query: ChoiceQuery | None = None) -> View:
    """A form with the library's problems to choose from, the newest first."""
    search = query.search if query else ""
    wanted = authoring.Wanted(search=search, order="newest", without_questions=True)
    return View("assignment_new.html", to_choose_from(call, module_id, query, wanted))


@routes.action("/modules/{module_id}/assignments/new", rule=CONTENT_EDIT, back=new_assignment)
def make_assignment(call: Call, module_id: UUID, body: NewWorkForm) -> Redirect:
    """Set the chosen problems as an assignment."""
    new = authoring.NewAssignment(**body.settings(call, module_id))
    item = authoring.create_assignment(call.session, call.actor, module_id, new, body.chosen(call, "problem"))
    return Redirect(f"/items/{item.id}/contents", "assignment_made")
