"""Staff look at a class as one of its students: to read, in that class, with both identities kept."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict
from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.models import QuizSeed
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from lectorium.rooms.people.api import AuditEvent
from lectorium.rooms.submissions import api as submissions
from lectorium.storage import open_store
from lectorium_server.auth.person import Person
from lectorium_server.auth.viewing import ALSO_SEEN, HEADER, SEEN_BY_STUDENTS, Wanted, look, looking
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Kind, Route
from lectorium_server.services import Services
from tests.server.matrix import CASES
from tests.server.service import PREFIX, RunningService
from tests.server.test_matrix import send
from tests.server.world import World, build_world

SEEN = [
    route
    for route in TABLE.routes
    if route.method == "GET" and route.kind is not Kind.STREAM and route.rule in SEEN_BY_STUDENTS
]
OTHERS = [route for route in TABLE.routes if route not in SEEN and route.scope is not None]


@pytest.fixture(scope="module")
def seen(database: Database, service_folder: Path) -> World:
    """A school of its own, so that its events are those of these tests."""
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))


def through(world: World, student: str = "student1", class_id: UUID | None = None) -> dict[str, str]:
    return {HEADER: f"{class_id or world.school.class_id}/{world.school.users[student].id}"}


def client_of(service: RunningService, world: World, who: str, student: str = "student1") -> httpx.Client:
    client = service.client(world.login(who))
    client.headers.update(through(world, student))
    return client


def each(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in routes])


def events(world: World) -> list[AuditEvent]:
    statement = select(AuditEvent).where(
        AuditEvent.class_id == world.school.class_id, AuditEvent.action == "class.view_as"
    )
    with world.database.transaction() as session:
        return list(session.scalars(statement.order_by(AuditEvent.id)))


def class_of(world: World, places: dict[str, Any]) -> UUID:
    """The class that a route's example is about: exams and quizzes stand in classes of their own."""
    with world.database.transaction() as session:
        if "attempt_id" in places:
            attempt = session.get_one(submissions.SubmissionAttempt, places["attempt_id"])
            places = {"challenge_id": attempt.challenge_id}
        if "knowledge_id" in places:
            entry = session.get_one(materials.KnowledgeEntry, places["knowledge_id"])
            assert entry.class_id is not None
            return entry.class_id
        if "challenge_id" in places:
            challenge = session.get_one(authoring.Challenge, places["challenge_id"])
            assert challenge.class_id is not None
            return challenge.class_id
        if "item_id" in places:
            item = session.get_one(courses.ContentItem, places["item_id"])
            return session.get_one(courses.Module, item.module_id).class_id
    class_id: UUID = places["class_id"]
    return class_id


def told(answer: httpx.Response) -> str:
    """What was answered, without times, and without what the student has read, which nobody else is told."""
    without_times = re.sub(r'"\d{4}-\d\d-\d\dT[^"]+"', '""', answer.text)
    return re.sub(r'"news":\{[^}]*\}', '"news":{}', without_times)


@each([route for route in SEEN if CASES[route.operation_id].right == "student1"])
def test_staff_see_what_the_student_sees(service: RunningService, world: World, route: Route) -> None:
    places = CASES[route.operation_id].places(world)
    own = send(service.client(world.login("student1")), route, world, places=places)
    admin = service.client(world.login("admin"))
    looked = send(
        admin, route, world, places=places, headers=through(world, class_id=class_of(world, places))
    )
    assert looked.status_code == own.status_code == 200, looked.text
    assert told(looked) == told(own)
    assert '"news":{"' not in looked.text


@each(OTHERS)
def test_nothing_else_is_reached_that_way(service: RunningService, world: World, route: Route) -> None:
    for who in ("teacher", "admin"):
        answer = send(client_of(service, world, who), route, world)
        assert answer.status_code == 403, answer.text
        assert answer.json()["code"] in {"view_as", "role_too_small"}


def test_only_who_may_see_the_students_data_looks(service: RunningService, seen: World) -> None:
    path = f"/classes/{seen.school.class_id}/outline"
    for who, status in (("student2", 403), ("stranger", 404), ("other", 404)):
        assert client_of(service, seen, who).get(path).status_code == status
    neighbour = service.client(seen.neighbours.users["admin"].login_name)
    assert neighbour.get(path, headers=through(seen)).status_code == 404
    teacher = service.client(seen.login("teacher"))
    for who, status in (("ta", 422), ("teacher", 422), ("stranger", 404)):
        assert teacher.get(path, headers=through(seen, who)).status_code == status
    for wrong in ("", "x", f"{seen.school.class_id}", f"{seen.school.class_id}/"):
        answer = teacher.get(path, headers={HEADER: wrong})
        assert (answer.status_code, answer.json().get("field")) == (422, HEADER)


def test_i16_an_assistant_looks_as_students_of_their_sections(service: RunningService, seen: World) -> None:
    school, teacher = seen.school, seen.school.actor("teacher")
    with seen.database.transaction() as session:
        places = {}
        for who in ("student1", "ta"):
            place = courses.find_enrollment(session, school.class_id, school.users[who].id)
            assert place is not None
            places[who] = place.id
        section = courses.create_label(session, teacher, school.class_id, "Only one", "section").id
        courses.put_students(session, teacher, section, put_in=[places["student1"]])
        courses.change_enrollment(session, teacher, places["ta"], section_ids=[section])
    path = f"/classes/{school.class_id}/outline"
    assert client_of(service, seen, "ta").get(path).status_code == 200
    assert client_of(service, seen, "ta", "student2").get(path).status_code == 404


def test_other_classes_of_the_student_stay_closed(service: RunningService, world: World) -> None:
    with world.database.transaction() as session:
        other = world.school.actor("other")
        elsewhere = courses.create_class(session, other, courses.NewClass("Private")).klass.id
        courses.add_member(session, elsewhere, world.school.users["student1"], "student")
    own = service.client(world.login("student1"))
    assert own.get(f"/classes/{elsewhere}/outline").status_code == 200
    for who in ("teacher", "admin"):
        assert client_of(service, world, who).get(f"/classes/{elsewhere}/outline").status_code == 404
        standalone = client_of(service, world, who).get(f"/challenges/{world.standalone_id}")
        assert standalone.status_code == 404
    header = through(world, class_id=elsewhere)
    path = f"/classes/{world.school.class_id}/outline"
    assert service.client(world.login("teacher")).get(path, headers=header).status_code == 404
    assert service.client(world.login("other")).get(path, headers=header).status_code == 404


def test_the_database_refuses_to_write_meanwhile(database: Database) -> None:
    with pytest.raises(InternalError), database.reading() as session:
        session.execute(text("UPDATE classes SET name = name"))


def test_i17_a_look_is_one_event_with_both_identities(service: RunningService, seen: World) -> None:
    before = len(events(seen))
    client = client_of(service, seen, "teacher", "student2")
    for _ in range(3):
        assert client.get(f"/classes/{seen.school.class_id}/outline").status_code == 200
    (event,) = events(seen)[before:]
    users = seen.school.users
    assert (event.actor_id, event.authenticated_actor_id) == (users["student2"].id, users["teacher"].id)
    assert event.actor_name == f"{users['teacher'].name} as {users['student2'].name}"
    assert event.target_ids == [str(users["student2"].id)]


def pages_of(service: RunningService, world: World, who: str) -> httpx.Client:
    client = service.client(world.login(who))
    client.base_url = f"{service.url}{PREFIX}/lectorium"
    return client


def test_pages_are_seen_as_the_student_until_one_stops(service: RunningService, world: World) -> None:
    client = pages_of(service, world, "teacher")
    base = f"/classes/{world.school.class_id}"
    student = world.school.users["student1"]
    began = client.post(f"{base}/view-as", data={"student_id": str(student.id)})
    assert began.status_code == 303, began.text
    cookie = began.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = client.get(base)
    assert f"as <strong>{student.name}</strong>" in page.text
    assert "Join code" not in page.text
    assert "Settings" not in page.text
    grades = client.get("/me/grades")
    assert grades.status_code == 200
    assert "Class" in grades.text
    for closed in ("/", f"{base}/roster", f"{base}/grades", "/me"):
        refused = client.get(closed)
        assert refused.status_code == 403, closed
        assert "Stop looking as a student first" in refused.text
    assert client.post(f"{base}/join-code").status_code == 403
    stopped = client.post("/stop-viewing", data={"class_id": str(world.school.class_id)})
    assert stopped.status_code == 303
    assert "Join code" in client.get(base).text


def test_a_look_is_the_viewers_own_and_cannot_be_made_up(service: RunningService, world: World) -> None:
    client = pages_of(service, world, "teacher")
    base = f"/classes/{world.school.class_id}"
    client.post(f"{base}/view-as", data={"student_id": str(world.student_id)})
    kept = client.cookies["lectorium-look"]
    for who, value in (("ta", kept), ("teacher", kept[:-4] + "0000")):
        other = pages_of(service, world, who)
        other.cookies.set("lectorium-look", value)
        assert "Stop" not in other.get(base).text


def test_what_is_seen_is_reading_only() -> None:
    assert {"view_my_grades"} == ALSO_SEEN
    assert all(route.method == "GET" for route in SEEN)


def test_looking_begins_nothing_for_the_student(service: RunningService, world: World) -> None:
    places = CASES["get_quiz"].places(world)
    class_id = class_of(world, places)
    quiz = next(route for route in TABLE.routes if route.operation_id == "get_quiz")
    with world.database.transaction() as session:
        user = people.add_user(session, world.school.organization_id, people.NewUser(**world.new_user()))
        courses.add_member(session, class_id, user, "student")
    header = {HEADER: f"{class_id}/{user.id}"}
    admin = service.client(world.login("admin"))
    assert send(admin, quiz, world, places=places, headers=header).status_code == 200
    with world.database.transaction() as session:
        assert session.scalar(select(QuizSeed).where(QuizSeed.student_id == user.id)) is None
    own = send(service.client(user.login_name), quiz, world, places=places)
    assert own.status_code == 200
    opened = send(admin, quiz, world, places=places, headers=header)
    assert told(opened) == told(own)


def test_what_would_write_is_refused_in_words(database: Database, world: World, tmp_path: Path) -> None:
    teacher = Person(world.school.actor("teacher"), world.login("teacher"), frozenset())
    settings = Settings(
        database_url=database.engine.url.render_as_string(hide_password=False),
        objects_url=f"folder://{tmp_path}",
        redis_url="",
    )
    wanted = Wanted(world.school.class_id, world.student_id)
    with closing(Services(Platform(settings))) as services:
        viewing = look(services, teacher, wanted)
        with pytest.raises(Conflict) as refused, looking(services, teacher, viewing) as call:
            call.session.execute(text("UPDATE classes SET name = name"))
    assert refused.value.code == "view_as"
