"""The first page: my classes, what is next, and the ways in."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ANYONE, AUTHOR_ROLE

routes = Pages("home")
MANY = PageRequest(limit=500)
FEW = PageRequest(limit=3)


class JoinForm(Form):
    """A join code."""

    code: str = Field(min_length=4, max_length=16)


class ClassForm(Form):
    """A new class."""

    name: str = Field(min_length=1, max_length=200)
    section: str = Field(default="", max_length=100)
    time_zone: str = Field(default="UTC", max_length=64)


@routes.get("/", rule=ANYONE)
def view_home(call: Call) -> View:
    """My classes and what is next."""
    classes = courses.list_classes(call.session, call.actor, MANY).items
    by_id: dict[UUID, courses.Access] = {found.klass.id: found for found in classes}
    current = [found for found in classes if not found.klass.is_archived]
    cards, more = home.up_next_and_more(call.session, call.actor)
    return View(
        "home.html",
        {
            "current": current,
            "archived": [found for found in classes if found.klass.is_archived],
            "cards": cards,
            "more": more,
            "news": courses.count_news(call.session, call.actor, current),
            "closed": authoring.closed_work(call.session, call.actor, [card.item.id for card in cards]),
            "by_id": by_id,
            "practice": home.practice_offered(call.session, call.actor, authoring.Wanted(), FEW).items,
            "researched": courses.researched_classes(call.session, call.actor),
            "may_make": call.actor.role in people.AUTHORS,
            "erasures": people.count_requests(call.session, call.actor) if call.actor.is_admin else 0,
        },
    )


@routes.action("/join", rule=ANYONE, scope=Scope.WORK, back=view_home)
def join_class(call: Call, body: JoinForm) -> Redirect:
    """Join by code."""
    found = courses.join_class(call.session, call.actor, body.code, network=call.network)
    return Redirect(f"/classes/{found.klass.id}", "joined")


@routes.action("/classes", rule=AUTHOR_ROLE, back=view_home)
def make_class(call: Call, body: ClassForm) -> Redirect:
    """Make a class."""
    new = courses.NewClass(body.name, body.section, "", body.time_zone)
    found = courses.create_class(call.session, call.actor, new)
    return Redirect(f"/classes/{found.klass.id}", "made")
