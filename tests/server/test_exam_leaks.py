"""In an exam no route tells a student what is hidden; before it, nothing at all of its problems (I8)."""

from __future__ import annotations

from contextlib import closing
from typing import Any, Literal
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import open_sandbox
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Kind, Route
from tests.server.exams import HIDDEN, HINTS, SHOWN, examined
from tests.server.matrix import CASES
from tests.server.service import RunningService
from tests.server.test_matrix import send
from tests.server.test_pages import READERS, VIEWS, page_client
from tests.server.world import World
from tests.support.programs import with_program

Phase = Literal["before", "running", "closed"]
ASKED = [
    route
    for route in TABLE.routes
    if route.kind is not Kind.STREAM
    and CASES[route.operation_id].right not in {"admin", "teacher"}
    and route.operation_id not in {"start_sitting", "hand_in", "change_my_password"}
]
PAGES = [route for route in VIEWS if READERS[route.operation_id][0] == "student1"]


class Exam:
    """An exam in each phase, for one student, with a test run and in the end an attempt that are graded."""

    def __init__(self, world: World, service: RunningService, phase: Phase) -> None:
        made, school = examined(world), world.school
        self.client = service.client(world.login("student1"))
        item_id = made.fresh()
        challenge_id = made.challenge(item_id)
        self.places: dict[str, Any] = {
            "item_id": item_id,
            "challenge_id": challenge_id,
            "class_id": made.class_id,
            "module_id": made.module_id,
            "version_id": made.version_id,
            "problem_id": made.problem_id,
            "student_id": school.users["student1"].id,
            "revision": 1,
        }
        self.opened = ""
        if phase == "before":
            return
        self.client.post(f"/items/{item_id}/sitting").raise_for_status()
        opened = self.client.post(f"/challenges/{challenge_id}/session")
        self.opened = opened.text
        work = {"revision": 0, "content": with_program(opened.json()["release"], "def add(a, b): return 2\n")}
        ran = self.client.post(f"/challenges/{challenge_id}/attempts", json={"type": "test_run", **work})
        self.grade(world, ran.json()["id"])
        if phase == "closed":
            self.client.post(f"/items/{item_id}/sitting/hand-in").raise_for_status()
            with world.database.transaction() as session:
                mine = submissions.SubmissionAttempt
                final = select(mine.id).where(mine.challenge_id == challenge_id, mine.type != "test_run")
                attempt_id = session.scalars(final).one()
            self.grade(world, str(attempt_id))

    def grade(self, world: World, attempt_id: str) -> None:
        """As a worker would."""
        self.places["attempt_id"] = attempt_id
        with world.database.transaction() as session:
            run = grading.current_run(session, UUID(attempt_id))
            leased = grading.lease(session, run.id, "tests", 60)
        if leased is not None:
            with closing(open_sandbox()) as sandbox:
                grading.grade_leased(world.database, world.store, sandbox, leased)

    def ask(self, world: World, route: Route) -> str:
        """What a route answers to the student, about this exam wherever it can be."""
        known = {name: value for name, value in self.places.items() if name in route.places}
        return send(self.client, route, world, places=known).text


@pytest.fixture(scope="module", params=["before", "running", "closed"])
def exam(request: pytest.FixtureRequest, world: World, service: RunningService) -> tuple[Phase, Exam]:
    return request.param, Exam(world, service, request.param)


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in ASKED])
def test_i08_no_route_tells_more_than_it_may(exam: tuple[Phase, Exam], world: World, route: Route) -> None:
    phase, found = exam
    told = found.ask(world, route)
    secret = [*HIDDEN, *HINTS] if phase == "running" else [*HIDDEN, *HINTS, *SHOWN]
    assert [each for each in secret if each in told] == []


def test_i08_no_page_tells_more_than_it_may(
    exam: tuple[Phase, Exam], world: World, service: RunningService
) -> None:
    """Nor is the problem's text on any: it is worked on in JupyterLab."""
    _, found = exam
    client = page_client(service, world.login("student1"))
    asked = [route for route in PAGES if set(route.places) <= found.places.keys()]
    told = {route.operation_id: client.get(route.path.format(**found.places)).text for route in asked}
    leaks = [
        (name, each) for name, text in told.items() for each in (*HIDDEN, *HINTS, *SHOWN) if each in text
    ]
    assert leaks == []
    assert all("Midterm" in told[name] for name in ("view_exam", "view_item", "view_class"))


def test_who_sits_it_is_shown_the_problem(exam: tuple[Phase, Exam]) -> None:
    """The sentinels above are really there to be found."""
    phase, found = exam
    if phase != "before":
        assert all(each in found.opened for each in (SHOWN[0], SHOWN[2]))


def test_staff_are_told(world: World, service: RunningService) -> None:
    made = examined(world)
    staff = service.client(world.login("teacher"))
    told = staff.get(f"/problem-versions/{made.version_id}/notebook").text
    told += staff.get(f"/problem-versions/{made.version_id}").text
    assert all(each in told for each in (*HIDDEN, *HINTS, *SHOWN))
