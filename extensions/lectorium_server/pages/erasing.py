"""Who asks to be erased, what it will do, and doing it: for the school's administrators."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.wiring import LOSSES
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN
from lectorium_wire.base import Query

routes = Pages("erasing")


class EraseForm(Form):
    """The username once more."""

    username: str = Field(min_length=1, max_length=200)


class DeclineForm(Form):
    """Why not."""

    answer: str = Field(min_length=1, max_length=2000)


@routes.get("/erasures", rule=ADMIN, scope=Scope.ADMIN)
def view_erasures(call: Call, query: Query) -> View:
    """Who asks to be erased."""
    found = people.open_requests(call.session, call.actor, PageRequest(query.limit, query.after))
    return View("erasures.html", {"requests": found})


@routes.get("/erasures/{request_id}", rule=ADMIN, scope=Scope.ADMIN)
def view_erasure(call: Call, request_id: UUID) -> View:
    """What erasing somebody will do, and what must be settled before."""
    plan = home.plan_erasure(call.session, call.actor, request_id, LOSSES)
    return View("erasure.html", {"plan": plan})


@routes.action("/erasures/{request_id}/close", rule=ADMIN, scope=Scope.ADMIN, back=view_erasure)
def close_account(call: Call, request_id: UUID) -> Redirect:
    """Close the account, so that nothing of theirs is on its way."""
    _, user = people.find_request(call.session, call.actor, request_id)
    people.change_user(call.session, call.actor, user.id, disabled=True)
    return Redirect(f"/erasures/{request_id}", "account_closed")


@routes.action("/erasures/{request_id}/decline", rule=ADMIN, scope=Scope.ADMIN, back=view_erasure)
def decline_erasure(call: Call, request_id: UUID, body: DeclineForm) -> Redirect:
    """Don't erase, and say why."""
    people.decline_erasure(call.session, call.actor, request_id, body.answer)
    return Redirect("/erasures", "declined")


@routes.action("/erasures/{request_id}", rule=ADMIN, scope=Scope.ADMIN, back=view_erasure)
def erase_person(call: Call, request_id: UUID, body: EraseForm) -> View:
    """Erase; what is left to do elsewhere is said this once."""
    done = home.erase(call.session, call.actor, request_id, body.username, LOSSES)
    return View("erased.html", {"erased": done})
