"""The research view of a class, and who is let into it."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.analytics import api as analytics
from lectorium.rooms.courses import api as courses
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ANYONE, CLASS_TEACHER, RESEARCHER
from lectorium_wire.base import Page, Query
from lectorium_wire.people import Person
from lectorium_wire.research import (
    ResearchClass,
    Researcher,
    ResearcherCreate,
    ResearchRow,
    ResearchSummary,
)

routes = Routes("research")


@routes.get("/research/classes", rule=ANYONE)
def list_research_classes(call: Call) -> Page[ResearchClass]:
    """The classes whose research view I was let into."""
    found = courses.researched_classes(call.session, call.actor)
    return Page[ResearchClass](items=[ResearchClass.model_validate(klass) for klass in found])


@routes.get("/classes/{class_id}/research/conversations", rule=RESEARCHER)
def list_research_rows(call: Call, class_id: UUID, query: Query) -> Page[ResearchRow]:
    """What consenting students asked the tutor and what it answered, oldest first, under pseudonyms.

    For researchers who were let in, never for staff.  Only of what at least five of them asked about, by
    challenge and kind of question.  That it is read is kept among the class's changes.
    """
    found = analytics.research_rows(call.session, call.actor, class_id, page_request(query))
    return page_of(found, ResearchRow.model_validate)


@routes.get("/classes/{class_id}/research/summary", rule=RESEARCHER)
def get_research_summary(call: Call, class_id: UUID) -> ResearchSummary:
    """Who asks about what, by challenge and kind, over the same questions."""
    return ResearchSummary.model_validate(analytics.research_summary(call.session, call.actor, class_id))


@routes.get("/classes/{class_id}/researchers", rule=CLASS_TEACHER)
def list_researchers(call: Call, class_id: UUID) -> Page[Researcher]:
    """Who was let into the class's research view."""
    found = courses.researchers_of(call.session, call.actor, class_id)
    return Page[Researcher](items=[researcher_shape(each) for each in found])


@routes.post("/classes/{class_id}/researchers", rule=CLASS_TEACHER, scope=Scope.TEACH)
def add_researcher(call: Call, class_id: UUID, body: ResearcherCreate) -> Researcher:
    """Let a researcher of the organization into the class's research view, and into nothing else of it.

    Nobody who learns in the class, or sees its students by name, can be let in.
    """
    return researcher_shape(courses.let_in(call.session, call.actor, class_id, body.username))


@routes.delete("/classes/{class_id}/researchers/{user_id}", rule=CLASS_TEACHER, scope=Scope.TEACH)
def remove_researcher(call: Call, class_id: UUID, user_id: UUID) -> None:
    """Let a researcher in no more."""
    courses.shut_out(call.session, call.actor, class_id, user_id)


def researcher_shape(found: courses.Researcher) -> Researcher:
    """Somebody who was let in, on the wire."""
    return Researcher(person=Person.model_validate(found.user), granted_at=found.granted_at)
