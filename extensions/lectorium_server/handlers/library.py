"""A problem's versions compared, and where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.home import api as home
from lectorium_server.handlers.paging import page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import STAFF_ROLE
from lectorium_wire.base import Query
from lectorium_wire.library import (
    CaseChange,
    ChangesQuery,
    DiffLine,
    FactChange,
    ProblemUse,
    ProblemUses,
    TextChange,
    VersionChanges,
)

routes = Routes("problems")


@routes.get("/problems/{problem_id}/changes", rule=STAFF_ROLE)
def get_changes(call: Call, problem_id: UUID, query: ChangesQuery) -> VersionChanges:
    """What changed from one version of a problem to another: texts line by line, tests, limits."""
    found = authoring.compare_versions(call.session, call.actor, problem_id, query.before, query.after)
    before, after = found.before, found.after
    return VersionChanges(
        problem_id=problem_id,
        before=before.version.number,
        after=after.version.number,
        before_id=before.version.id,
        after_id=after.version.id,
        before_points=before.points_total,
        after_points=after.points_total,
        texts=[TextChange(key=each.key, name=each.name, lines=lines(each.lines)) for each in found.texts],
        tests=[
            CaseChange(
                key=each.key,
                name=each.name,
                fate=each.fate,
                facts=[FactChange.model_validate(fact) for fact in each.facts],
                lines=lines(each.lines),
            )
            for each in found.tests
        ],
        facts=[FactChange.model_validate(fact) for fact in found.facts],
    )


@routes.get("/problems/{problem_id}/uses", rule=STAFF_ROLE)
def list_uses(call: Call, problem_id: UUID, query: Query) -> ProblemUses:
    """Where a problem is used, newest first: places I may know of; the others are counted."""
    found = home.problem_uses(call.session, call.actor, problem_id, page_request(query))
    return ProblemUses(
        items=[use_shape(each) for each in found.known.items], next=found.known.next, others=found.others
    )


def lines(found: Sequence[authoring.Line]) -> list[DiffLine]:
    """A comparison on the wire."""
    return [DiffLine.model_validate(each) for each in found]


def use_shape(use: home.Use) -> ProblemUse:
    """A place on the wire."""
    return ProblemUse(
        challenge_id=use.challenge.id,
        title=use.challenge.title,
        number=use.number,
        class_id=use.klass.id if use.klass else None,
        class_name=use.klass.name if use.klass else None,
        class_section=use.klass.section if use.klass else None,
        item_id=use.item.id if use.item else None,
        item_title=use.item.title if use.item else None,
        students=use.students,
        may_upgrade=use.may_upgrade,
        created_at=use.challenge.created_at,
    )
