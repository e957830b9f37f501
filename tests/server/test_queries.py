"""Reading asks the database a bounded number of times, however much there is (I22)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.person import Person
from lectorium_server.pages.run import run_page
from lectorium_server.pages.table import PAGES
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Kind, Route
from lectorium_server.routing.runner import Request, run
from lectorium_server.routing.table import Match
from lectorium_server.services import Services
from tests.server.exams import exam_places
from tests.server.knowledge import knowledge_places
from tests.server.matrix import CASES
from tests.server.privacy import a_request
from tests.server.quizzes import quiz_places
from tests.server.regrades import regraded
from tests.server.test_pages import READERS
from tests.server.tutor_admin import tutor_places
from tests.server.world import PROGRAM, World, build_world
from tests.support.postgres import TestServer
from tests.support.statements import counting

READ = [route for route in TABLE.routes if route.method == "GET" and route.scope and route.kind is Kind.UNIT]
VIEWS = [route for route in PAGES.routes if route.method == "GET"]
MOST = 20
MOST_OF_A_PAGE = 12
MOST_OF = {"view_class": 9, "view_structure": 5, "view_roster": 4}
"""Those that are opened oftenest."""
BODIES = {
    *("get_quiz", "get_draft", "get_history", "get_problem", "get_version", "get_challenge"),
    "get_journey_step",
}
"""Routes about one thing, which may read its text."""


@pytest.fixture(scope="module")
def services(postgres_server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("objects")
    settings = Settings(
        database_url=postgres_server.urls["database_url"], objects_url=f"folder://{folder}", redis_url=""
    )
    with closing(Services(Platform(settings))) as services:
        yield services


@pytest.fixture(scope="module")
def small(services: Services) -> World:
    world = build_world(services.database, services.store)
    grow(world)  # so that no list is empty
    return world


@pytest.fixture(scope="module")
def large(services: Services) -> World:
    world = build_world(services.database, services.store)
    for _ in range(7):
        grow(world)
    return world


def grow(world: World) -> None:
    """One more student with an attempt and an exception, one more item, class and problem."""
    school, teacher = world.school, world.school.actor("teacher")
    with world.database.transaction() as session:
        user = people.add_user(session, school.organization_id, people.NewUser(**world.new_user()))
        courses.add_member(session, school.class_id, user, "student")
        given: authoring.Values = {"max_attempts": None}
        authoring.put_student_override(session, teacher, world.item_id, user.id, given)
        authoring.put_label_override(session, teacher, world.item_id, world.fresh_label(), given)
        new = authoring.NewAssignment("More")
        authoring.create_assignment(session, teacher, school.module_id, new, [world.version.id])
        klass = courses.create_class(session, teacher, courses.NewClass("Another")).klass
        courses.add_member(session, klass.id, school.users["student1"], "student")
        authoring.create_challenge(session, teacher, world.version.id, "Another")
        frozen = freeze_program({**PROGRAM, "title": "Another"})
        prepared = authoring.Prepared(frozen, authoring.Report(()))
        authoring.publish_problem(session, world.store, teacher, prepared)
    for actor in (Actor.of(user), school.actor("student1")):
        with world.database.transaction() as session:
            draft = submissions.read_draft(session, actor.user_id, world.challenge_id)
            submissions.submit(
                session,
                world.store,
                actor,
                world.challenge_id,
                type="final_submission",
                revision=draft.revision if draft else 0,
                content=world.fresh_work(),
            )


def person(world: World, name: str) -> Person:
    return Person(world.school.actor(name), world.login(name), frozenset())


def asked(services: Services, world: World, route: Route) -> list[str]:
    case = CASES[route.operation_id]
    query = {name: [value.encode()] for name, value in case.query.items()}
    match = Match(route, case.places(world))
    with counting(services.database.engine) as statements:
        reply = run(services, Request(match, person(world, case.right), query, "", b""))
    assert reply.status == route.status
    return statements


def each(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in routes])


@each(READ)
def test_i22_reading_more_asks_no_oftener(
    services: Services, small: World, large: World, route: Route
) -> None:
    few, many = asked(services, small, route), asked(services, large, route)
    assert len(few) == len(many) <= MOST, many


@each([route for route in READ if route.operation_id not in BODIES])
def test_i22_lists_read_no_bodies(services: Services, large: World, route: Route) -> None:
    for statement in asked(services, large, route):
        assert "solution_history.solution" not in statement
        assert "test_results.stdout" not in statement or route.operation_id == "get_result"


def test_i22_an_entry_of_many_problems_asks_no_oftener(services: Services, small: World) -> None:
    school, teacher, counts = small.school, small.school.actor("teacher"), []
    version_id = small.version.id
    page = next(route for route in VIEWS if route.operation_id == "view_entry")
    for many in (1, 3):
        with services.database.transaction() as session:
            new = authoring.NewAssignment("Many")
            made = authoring.create_assignment(session, teacher, school.module_id, new, [version_id] * many)
            for challenge in authoring.challenges_of_item(session, made.id):
                submissions.submit(
                    session,
                    small.store,
                    school.actor("student1"),
                    challenge.id,
                    type="final_submission",
                    revision=0,
                    content=small.fresh_work(),
                )
        match = Match(page, {"item_id": made.id, "student_id": school.users["student1"].id})
        with counting(services.database.engine) as statements:
            run_page(services, match, person(small, "teacher"), {}, {})
        counts.append(len(statements) - many)  # where each that waits stands in line
    assert counts[0] == counts[1] <= 12, counts


@each(VIEWS)
def test_i22_pages_ask_no_oftener(services: Services, small: World, large: World, route: Route) -> None:
    counts = []
    for world in (small, large):
        values = {
            "class_id": world.school.class_id,
            "item_id": world.item_id,
            "problem_id": world.version.problem_id,
            "student_id": world.school.users["student1"].id,
            "challenge_id": world.challenge_id,
            "enrollment_id": world.enrollment_id,
            "module_id": world.school.module_id,
        }
        if route.operation_id == "download_file":
            values["item_id"] = world.fresh_reading("material")
        if "regrade_id" in route.places:
            values["regrade_id"] = regraded(world).fresh(grading.start_preview)
        if "label_id" in route.places:
            values["label_id"] = world.fresh_label()
        values |= quiz_places(world, route.path) | exam_places(world, route.path)
        values |= tutor_places(world, route.path) | knowledge_places(world, route.path)
        if "request_id" in route.places:
            values |= a_request(world)
        if route.path.startswith("/practice/"):
            values["challenge_id"] = world.standalone_id
        match = Match(route, {name: values[name] for name in route.places})
        with counting(services.database.engine) as statements:
            run_page(services, match, person(world, READERS[route.operation_id][0]), {}, {})
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST_OF.get(route.operation_id, MOST_OF_A_PAGE), counts
