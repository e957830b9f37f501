"""Looking at a class as one of its students, and stopping."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.courses import api as courses
from lectorium_server.auth.scopes import Scope
from lectorium_server.auth.viewing import Wanted
from lectorium_server.pages.frame import Form, Pages, Redirect
from lectorium_server.pages.home import view_home
from lectorium_server.pages.roster import view_roster
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ANYONE, DATA_VIEW

routes = Pages("viewing")


class LookForm(Form):
    """Whose eyes."""

    student_id: UUID


class StopForm(Form):
    """Where one comes from."""

    class_id: UUID


@routes.action("/classes/{class_id}/view-as", rule=DATA_VIEW, scope=Scope.READ, back=view_roster)
def view_as(call: Call, class_id: UUID, body: LookForm) -> Redirect:
    """See the class as a student does, until one stops."""
    courses.view_as(call.session, call.actor, class_id, body.student_id)
    return Redirect(f"/classes/{class_id}", look=Wanted(class_id, body.student_id))


@routes.action("/stop-viewing", rule=ANYONE, scope=Scope.READ, back=view_home)
def stop_viewing(call: Call, body: StopForm) -> Redirect:  # noqa: ARG001 # the frame forgets
    """See pages as oneself again."""
    return Redirect(f"/classes/{body.class_id}/roster", "stopped", stop=True)
