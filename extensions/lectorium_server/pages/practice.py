"""Practice: the school's standalone challenges, found, set, renamed and taken away."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.home import api as home
from lectorium.rooms.people.api import AUTHORS
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.library import view_problem
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ANYONE, AUTHOR_ROLE, MAKER, SOLVER
from lectorium_wire.base import Query

routes = Pages("practice")
PAGE = 50


class PracticeQuery(Query):
    """What is looked for; empty is no matter."""

    limit: int = Field(default=PAGE, ge=1, le=200)
    search: str = Field(default="", max_length=100)
    topics: str = Field(default="", max_length=410)
    difficulty: Literal["", "easy", "medium", "hard"] = ""
    kind: Literal["", "notebook", "program"] = ""
    mine: Literal["", "yes"] = ""


class TitleForm(Form):
    """What it is called."""

    title: str = Field(min_length=1, max_length=200)


@routes.get("/practice", rule=ANYONE)
def view_practice(call: Call, query: PracticeQuery | None = None) -> View:
    """The school's practice that fits, with my own state."""
    asked = query or PracticeQuery()
    filters: dict[str, Any] = asked.model_dump(exclude={"after"}, exclude_defaults=True)
    wanted = authoring.Wanted(
        search=asked.search,
        topics=[topic for topic in asked.topics.split(",") if topic.strip()],
        difficulty=asked.difficulty or None,
        kind=asked.kind or None,
        author_id=call.actor.user_id if asked.mine else None,
    )
    found = home.practice_cards(call.session, call.actor, wanted, PageRequest(asked.limit, asked.after))
    return View(
        "practice.html",
        {
            "asked": asked,
            "found": found,
            "is_filtered": bool(filters.keys() - {"limit"}),
            "next": f"?{urlencode({**filters, 'after': found.next})}" if found.next else None,
            "topics": authoring.practice_topics(call.session, call.actor),
            "may_set": call.actor.role in AUTHORS,
        },
    )


@routes.get("/practice/{challenge_id}", rule=SOLVER)
def view_practised(call: Call, challenge_id: UUID) -> View:
    """One of them: what it asks, how far I am, and for who set it the ways to change it."""
    found = home.challenge_view(call.session, call.actor, challenge_id)
    if found.setting.access is not None:
        raise NotFound.of("practice")
    actor, challenge = call.actor, found.setting.challenge
    may_change = actor.is_admin or (actor.role in AUTHORS and challenge.created_by == actor.user_id)
    return View("practised.html", {"view": found, "may_change": may_change})


@routes.action("/problems/{problem_id}/practice", rule=AUTHOR_ROLE, back=view_problem)
def set_practice(call: Call, problem_id: UUID, body: TitleForm) -> Redirect:
    """Set a problem's newest version as practice for the whole school."""
    entry = authoring.find_entry(call.session, call.actor, problem_id)
    made = authoring.create_challenge(call.session, call.actor, entry.newest.id, body.title)
    return Redirect(f"/practice/{made.id}", "practice_set")


@routes.action("/practice/{challenge_id}", rule=MAKER, back=view_practised)
def rename_practice(call: Call, challenge_id: UUID, body: TitleForm) -> Redirect:
    """Give it another title."""
    authoring.change_challenge(call.session, call.actor, challenge_id, body.title)
    return Redirect(f"/practice/{challenge_id}", "changed")


@routes.action("/practice/{challenge_id}/take-away", rule=MAKER, back=view_practised)
def take_practice_away(call: Call, challenge_id: UUID) -> Redirect:
    """Take it away; what students did in it stays."""
    authoring.delete_challenge(call.session, call.actor, challenge_id)
    return Redirect("/practice", "practice_taken")
