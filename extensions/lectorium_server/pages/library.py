"""The school's problems: finding one, what its versions changed, and where it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.people.api import AUTHORS
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.moments import read_moment
from lectorium_server.pages.quiz_making import fitting_key
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import AUTHOR_ROLE, STAFF_ROLE
from lectorium_wire.base import Body, Query

routes = Pages("library")
PAGE = 50
MANY = PageRequest(200)
CLASSES = PageRequest(500)
Difficulty = Literal["", "easy", "medium", "hard"]
Kind = Literal["", "notebook", "program", "question"]


class LibraryQuery(Query):
    """What is looked for; empty is no matter."""

    limit: int = Field(default=PAGE, ge=1, le=200)
    search: str = Field(default="", max_length=100)
    topics: str = Field(default="", max_length=410)
    difficulty: Difficulty = ""
    kind: Kind = ""
    author: UUID | Literal[""] = ""
    order: authoring.Order = "title"


class ProblemQuery(Body):
    """Which versions to compare, and from where on the places are shown."""

    before: int | None = Field(default=None, ge=1, le=100_000)
    after: int | None = Field(default=None, ge=1, le=100_000)
    uses: str | None = Field(default=None, max_length=200, description="`next` of the page before")


class FoundByForm(Form):
    """What a problem is about, with commas between, and how hard it is."""

    topics: str = Field(default="", max_length=1000)
    difficulty: authoring.Difficulty


class UseForm(Form):
    """Where a problem is set and how it is taken; the due date is on the clock of that class."""

    module_id: UUID
    title: str = Field(min_length=1, max_length=200)
    mode: authoring.Mode = "homework"
    time_limit_mins: Annotated[int, Field(ge=1, le=authoring.LONGEST_MINUTES)] | Literal[""] = ""
    due_date: str = Field(default="", max_length=40)
    hidden: Literal["yes"] | None = None


@routes.get("/library", rule=STAFF_ROLE)
def view_library(call: Call, query: LibraryQuery | None = None) -> View:
    """The school's problems that fit."""
    asked = query or LibraryQuery()
    wanted = wanted_of(asked)
    found = authoring.list_problems(call.session, call.actor, wanted, PageRequest(asked.limit, asked.after))
    return View(
        "library.html",
        {
            "asked": asked,
            "found": found,
            "count": authoring.count_problems(call.session, call.actor, wanted),
            "most": authoring.MOST_COUNTED,
            "is_filtered": bool(_filters(asked).keys() - {"limit", "order"}),
            "next": f"?{urlencode({**_filters(asked), 'after': found.next})}" if found.next else None,
            "topics": authoring.list_topics(call.session, call.actor),
            "authors": authoring.list_authors(call.session, call.actor),
            "may_publish": call.actor.role in AUTHORS,
        },
    )


@routes.get("/problems/{problem_id}", rule=STAFF_ROLE)
def view_problem(call: Call, problem_id: UUID, query: ProblemQuery | None = None) -> View:
    """A problem: its versions, what changed between two of them, and where it is used."""
    asked = query or ProblemQuery()
    entry = authoring.find_entry(call.session, call.actor, problem_id)
    versions = authoring.list_versions(call.session, call.actor, problem_id, MANY).items
    after = asked.after or entry.newest.number
    before = asked.before or max(1, after - 1)
    return View(
        "library_problem.html",
        {
            "entry": entry,
            "versions": versions,
            "points": authoring.points_of(call.session, [version.id for version in versions]),
            "difference": _difference(call, problem_id, before, after),
            "uses": home.problem_uses(call.session, call.actor, problem_id, PageRequest(PAGE, asked.uses)),
            "topics": authoring.list_topics(call.session, call.actor),
            "may_change": call.actor.role in AUTHORS,
            "places": courses.modules_to_edit(call.session, call.actor, CLASSES),
        },
    )


@routes.action("/problems/{problem_id}", rule=AUTHOR_ROLE, back=view_problem)
def change_found_by(call: Call, problem_id: UUID, body: FoundByForm) -> Redirect:
    """Say what a problem is about and how hard it is."""
    authoring.change_problem(
        call.session, call.actor, problem_id, topics=body.topics.split(","), difficulty=body.difficulty
    )
    return Redirect(f"/problems/{problem_id}", "changed")


@routes.action("/problems/{problem_id}/use", rule=STAFF_ROLE, back=view_problem)
def use_problem(call: Call, problem_id: UUID, body: UseForm) -> Redirect:
    """Set the newest version in a class: an assignment of this problem, or a quiz of this question."""
    entry = authoring.find_entry(call.session, call.actor, problem_id)
    module = courses.find_module(call.session, call.actor, body.module_id)
    klass = courses.access(call.session, call.actor, module.class_id).klass
    new = authoring.NewQuiz if entry.newest.kind == "question" else authoring.NewAssignment
    wanted = new(
        body.title,
        mode=body.mode,
        difficulty=entry.problem.difficulty,
        due_date=read_moment(body.due_date, klass.time_zone, field="due_date"),
        time_limit_mins=(body.time_limit_mins or None) if body.mode == "exam" else None,
        is_published=body.hidden is None,
    )
    if isinstance(wanted, authoring.NewQuiz):
        wanted = replace(wanted, show_key=fitting_key(klass, wanted.mode, wanted.due_date))
    item = _set(call, module.id, wanted, entry.newest.id)
    return Redirect(f"/items/{item.id}/contents", "set")


def _set(call: Call, module_id: UUID, new: authoring.NewAssignment, version_id: UUID) -> courses.ContentItem:
    if isinstance(new, authoring.NewQuiz):
        parts = [authoring.NewQuestion(version_id)]
        return authoring.create_quiz(call.session, call.actor, module_id, new, parts)
    return authoring.create_assignment(call.session, call.actor, module_id, new, [version_id])


def wanted_of(asked: LibraryQuery) -> authoring.Wanted:
    """What is looked for, in the domain's words."""
    return authoring.Wanted(
        search=asked.search,
        topics=[topic for topic in asked.topics.split(",") if topic.strip()],
        difficulty=asked.difficulty or None,
        kind=asked.kind or None,
        author_id=asked.author or None,
        order=asked.order,
    )


def _filters(asked: LibraryQuery) -> dict[str, Any]:
    """What of the address isn't usual."""
    return asked.model_dump(exclude={"after"}, exclude_defaults=True)


def _difference(call: Call, problem_id: UUID, before: int, after: int) -> authoring.Difference | None:
    """None where there is only one version to look at."""
    if before == after:
        return None
    return authoring.compare_versions(call.session, call.actor, problem_id, before, after)
