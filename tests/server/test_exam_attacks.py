"""Who sits an exam finds nothing of its problems elsewhere, and nobody hears how grading it goes (I8)."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import open_sandbox
from lectorium_server.routing.route import Route
from tests.server.exams import HIDDEN, HINTS, SHOWN, SPEC
from tests.server.matrix import CASES
from tests.server.service import RunningService
from tests.server.test_events import events
from tests.server.test_exam_leaks import ASKED, PAGES, Exam
from tests.server.test_matrix import send
from tests.server.test_pages import page_client
from tests.server.world import World
from tests.support.programs import with_program

SECRETS = (*HIDDEN, *HINTS, *SHOWN)
MOMENT = re.compile(r'"\d{4}-\d\d-\d\dT[^"]+"')


@dataclass
class Met:
    """Somebody who has met a problem as homework and as practice, and now sits an exam over it."""

    world: World
    service: RunningService
    login: str
    class_id: UUID
    module_id: UUID
    version_id: UUID
    problem_id: UUID
    student_id: UUID
    places: list[dict[str, Any]] = field(default_factory=list)

    @property
    def client(self) -> httpx.Client:
        """Their calls."""
        return self.service.client(self.login)

    def work_on(self, challenge_id: UUID, item_id: UUID | None) -> None:
        """Take a hint, hand in, and have it graded, as before any exam."""
        path = f"/challenges/{challenge_id}"
        release = self.client.post(f"{path}/session").json()["release"]
        self.client.post(f"{path}/hints", json={}).raise_for_status()
        work = {"revision": 0, "content": with_program(release, "def add(a, b): return 2\n")}
        made = self.client.post(f"{path}/attempts", json={"type": "final_submission", **work})
        attempt_id = UUID(made.json()["id"])
        grade(self.world, attempt_id)
        around = {"class_id": self.class_id, "module_id": self.module_id} if item_id else {}
        known = {"challenge_id": challenge_id, "attempt_id": attempt_id, "student_id": self.student_id}
        versions = {"version_id": self.version_id, "problem_id": self.problem_id, "revision": 1}
        item = {"item_id": item_id} if item_id else {}
        self.places.append({**known, **versions, **around, **item})

    def sit(self) -> None:
        """An exam over it begins."""
        due = datetime.now(UTC) + timedelta(hours=2)
        with self.world.database.transaction() as session:
            new = authoring.NewAssignment("Final", mode="exam", due_date=due, time_limit_mins=60)
            teacher = self.world.school.actor("teacher")
            item = authoring.create_assignment(session, teacher, self.module_id, new, [self.version_id])
        self.client.post(f"/items/{item.id}/sitting").raise_for_status()


@pytest.fixture
def met(world: World, service: RunningService) -> Met:
    school, teacher = world.school, world.school.actor("teacher")
    with world.database.transaction() as session:
        learner = people.add_user(session, school.organization_id, people.NewUser(**world.new_user()))
        klass = courses.create_class(session, teacher, courses.NewClass("Met before")).klass
        module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
        courses.add_member(session, klass.id, learner, "student")
        prepared = authoring.Prepared(freeze_program(SPEC), authoring.Report(()))
        version = authoring.publish_problem(session, world.store, teacher, prepared)
        new = authoring.NewAssignment("Homework before")
        item = authoring.create_assignment(session, teacher, module.id, new, [version.id])
        homework = authoring.challenges_of_item(session, item.id)[0].id
        practice = authoring.create_challenge(session, teacher, version.id, None).id
    login = learner.login_name
    met = Met(world, service, login, klass.id, module.id, version.id, version.problem_id, learner.id)
    met.work_on(homework, item.id)
    met.work_on(practice, None)
    return met


def grade(world: World, attempt_id: UUID) -> None:
    """As a worker would."""
    with world.database.transaction() as session:
        leased = grading.lease(session, grading.current_run(session, attempt_id).id, "tests", 60)
    assert leased is not None
    with closing(open_sandbox()) as sandbox:
        grading.grade_leased(world.database, world.store, sandbox, leased)


def told(met: Met, route: Route, places: dict[str, Any]) -> str:
    """What a route answers about the problem where it stands besides; its headers, too."""
    known = {name: value for name, value in places.items() if name in route.places}
    answer = send(met.client, route, met.world, places=known)
    assert answer.status_code < 500, answer.text
    return answer.text + str(answer.headers)


def shown(met: Met, route: Route, places: dict[str, Any]) -> str:
    """The same of a page."""
    return page_client(met.service, met.login).get(route.path.format(**places)).text


def read(exam: Exam, route: Route) -> str:
    """What a route that only reads answers about an exam; nothing new is made for it."""
    path = route.path.format(**exam.places).lstrip("/")
    return exam.client.get(path, params=CASES[route.operation_id].query).text


def asked_of(routes: list[Route], places: dict[str, Any]) -> list[Route]:
    """Those that can be asked about these things alone, reading first."""
    found = [route for route in routes if set(route.places) <= places.keys()]
    return sorted(found, key=lambda route: route.method != "GET")


def test_i08_what_stands_in_an_exam_is_told_nowhere_else(met: Met) -> None:
    before = "".join(
        told(met, route, places) for places in met.places for route in asked_of(ASKED, places)[:40]
    )
    assert all(each in before for each in (*SHOWN, HINTS[0]))
    met.sit()
    leaks = [
        (route.operation_id, "item_id" in places, each)
        for places in met.places
        for ask, routes in ((told, ASKED), (shown, PAGES))
        for route in asked_of(routes, places)
        for text in [ask(met, route, places)]
        for each in SECRETS
        if each in text
    ]
    assert leaks == []


def test_i08_how_grading_an_exam_goes_is_not_told(world: World, service: RunningService) -> None:
    """Whether it waits, runs, was in vain or took long depends on the hidden tests, too."""
    exam = Exam(world, service, "running")
    item_id = exam.places["item_id"]
    exam.client.post(f"/items/{item_id}/sitting/hand-in").raise_for_status()
    mine = submissions.SubmissionAttempt
    with world.database.transaction() as session:
        final = select(mine.id).where(
            mine.challenge_id == exam.places["challenge_id"], mine.type == "final_submission"
        )
        attempt_id = session.scalars(final).one()
    exam.places["attempt_id"] = attempt_id

    def all_told() -> dict[str, str]:
        routes = [route for route in asked_of(ASKED, exam.places) if route.method == "GET" and route.places]
        return {route.operation_id: MOMENT.sub("then", read(exam, route)) for route in routes}

    with service.client(world.login("student1")).stream("GET", "/events") as stream:
        heard = events(stream)
        next(heard)
        waiting = all_told()
        grade(world, attempt_id)
        assert all_told() == waiting
        with world.database.transaction() as session:
            sitting = submissions.sittings_of(session, exam.places["student_id"], [item_id])[item_id]
        staff = service.client(world.login("teacher"))
        staff.post(f"/sittings/{sitting.id}/reopen", json={"minutes": 5}).raise_for_status()
        kinds = []
        for kind, event in heard:
            kinds.append(kind)
            if event.get("state") == "running" and event["item_id"] == str(item_id):
                break
    assert '"held"' in waiting["get_attempt"]
    assert set(kinds) == {"sitting"}
    assert staff.get(f"/attempts/{attempt_id}").json()["status"] == "completed"
