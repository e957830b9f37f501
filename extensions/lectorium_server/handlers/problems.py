"""The problem library: checking, publishing and reading."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.handlers.publishing import (
    card_shape,
    files_of,
    place,
    report_shape,
    reported,
    version_shape,
)
from lectorium_server.routing.call import Call, Later, SlowCall
from lectorium_server.routing.route import Kind, Raw, Routes
from lectorium_server.routing.rules import AUTHOR_ROLE, STAFF_ROLE
from lectorium_wire.authoring import (
    NotebookCheck,
    ProblemCard,
    ProblemPatch,
    ProblemPublish,
    ProblemQuery,
    ProblemVersion,
    ProgramImport,
    Published,
    Report,
    Topic,
    TopicQuery,
    VersionPublish,
)
from lectorium_wire.base import Page, Query
from lectorium_wire.service import NotebookQuery

routes = Routes("problems")


@routes.post(
    "/problems/check",
    rule=STAFF_ROLE,
    scope=Scope.TEACH,
    status=200,
    idempotent=False,
    large=True,
    kind=Kind.SLOW,
)
def check_notebook(call: SlowCall, body: NotebookCheck) -> Later[Report]:
    """Say what publishing this notebook would say; changes nothing."""
    report = authoring.check_notebook(
        call.actor,
        body.notebook,
        files_of(body.files),
        call.services.sandbox,
        run_solution=body.run_solution,
    )
    return lambda _: report_shape(report)


@routes.get("/problems", rule=STAFF_ROLE)
def list_problems(call: Call, query: ProblemQuery) -> Page[ProblemCard]:
    """The organization's problems that fit, by the newest title or the newest version first."""
    found = authoring.list_problems(call.session, call.actor, wanted(query), page_request(query))
    return page_of(found, card_shape)


@routes.get("/problems/topics", rule=STAFF_ROLE)
def list_topics(call: Call, query: TopicQuery) -> Page[Topic]:
    """The topics of the organization's problems, the most used first; at most 200."""
    found = authoring.list_topics(call.session, call.actor, query.begins or "")
    return Page[Topic](items=[Topic.model_validate(each) for each in found])


@routes.post("/problems", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True, kind=Kind.SLOW)
def publish_problem(call: SlowCall, body: ProblemPublish) -> Later[Published]:
    """Freeze a notebook as version 1 of a new problem, and set it if `place` says where.

    A notebook that can't be published is refused with 422, code `publish_refused`, and the `report`.
    """
    with reported():
        prepared = authoring.prepare_notebook(
            body.notebook, body.title, files_of(body.files), call.services.sandbox
        )
    return lambda unit: _publish(unit, prepared, body)


@routes.post("/problems/import", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True, kind=Kind.SLOW)
def import_program(call: SlowCall, body: ProgramImport) -> Later[Published]:
    """Freeze a program problem given as JSON, and set it if `place` says where."""
    with reported():
        prepared = authoring.prepare_program(body.model_dump(exclude={"place"}), call.services.sandbox)
    return lambda unit: _publish(unit, prepared, body)


@routes.get("/problems/{problem_id}", rule=STAFF_ROLE)
def get_problem(call: Call, problem_id: UUID) -> ProblemCard:
    """A problem, with its newest version."""
    return card_shape(authoring.find_entry(call.session, call.actor, problem_id))


@routes.patch("/problems/{problem_id}", rule=AUTHOR_ROLE, scope=Scope.TEACH)
def change_problem(call: Call, problem_id: UUID, body: ProblemPatch) -> ProblemCard:
    """Say what a problem is about and how hard it is; its versions stay as they are."""
    changes = body.model_dump(exclude_none=True)
    return card_shape(authoring.change_problem(call.session, call.actor, problem_id, **changes))


@routes.get("/problems/{problem_id}/versions", rule=STAFF_ROLE)
def list_versions(call: Call, problem_id: UUID, query: Query) -> Page[ProblemVersion]:
    """A problem's versions, newest first; without their tests."""
    found = authoring.list_versions(call.session, call.actor, problem_id, page_request(query))
    points = authoring.points_of(call.session, [version.id for version in found.items])
    return page_of(found, lambda version: version_shape(version, points.get(version.id)))


@routes.post(
    "/problems/{problem_id}/versions", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True, kind=Kind.SLOW
)
def publish_version(call: SlowCall, problem_id: UUID, body: VersionPublish) -> Later[Published]:
    """Freeze a notebook as the next version; assignments stay with the version they were made from.

    A notebook equal to the newest version makes none, and that version is the answer.
    """
    with reported():
        prepared = authoring.prepare_notebook(
            body.notebook, body.title, files_of(body.files), call.services.sandbox
        )

    def publish(unit: Call) -> Published:
        store = unit.services.store
        version = authoring.publish_version(unit.session, store, unit.actor, problem_id, prepared)
        view = authoring.find_version(unit.session, unit.actor, version.id)
        return Published(
            version=version_shape(version, view.points_total, view.cases),
            report=report_shape(prepared.report),
        )

    return publish


@routes.get("/problem-versions/{version_id}", rule=STAFF_ROLE)
def get_version(call: Call, version_id: UUID) -> ProblemVersion:
    """A frozen version, with its tests."""
    view = authoring.find_version(call.session, call.actor, version_id)
    return version_shape(view.version, view.points_total, view.cases)


@routes.get("/problem-versions/{version_id}/notebook", rule=STAFF_ROLE)
def get_version_notebook(call: Call, version_id: UUID, query: NotebookQuery) -> Raw:
    """A version's notebook: the full one, or what students get."""
    store = call.services.store
    return Raw(authoring.read_notebook(call.session, store, call.actor, version_id, release=query.release))


def wanted(query: ProblemQuery) -> authoring.Wanted:
    """What is looked for, in the domain's words."""
    return authoring.Wanted(
        search=query.search or "",
        topics=[topic for topic in (query.topics or "").split(",") if topic.strip()],
        difficulty=query.difficulty,
        kind=query.kind,
        author_id=query.author_id,
        order=query.order,
    )


def _publish(call: Call, prepared: authoring.Prepared, body: ProblemPublish | ProgramImport) -> Published:
    version = authoring.publish_problem(call.session, call.services.store, call.actor, prepared)
    view = authoring.find_version(call.session, call.actor, version.id)
    item_id, challenge_id = place(call, version, body.place) if body.place else (None, None)
    return Published(
        version=version_shape(version, view.points_total, view.cases),
        report=report_shape(prepared.report),
        item_id=item_id,
        challenge_id=challenge_id,
    )
