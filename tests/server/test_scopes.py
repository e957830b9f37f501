"""An assistant who works with one section meets no student of another, on no route and no page (I16)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.errors import Forbidden
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.storage import open_store
from lectorium_server.pages.table import PAGES
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Kind, Route
from tests.server.matrix import CASES
from tests.server.service import PREFIX, RunningService
from tests.server.test_matrix import send
from tests.server.test_pages import address
from tests.server.world import World, build_world
from tests.support.people import School

READ = [
    route for route in TABLE.routes if route.method == "GET" and route.kind is not Kind.STREAM and route.scope
]
VIEWS = [route for route in PAGES.routes if route.method == "GET"]
OF_A_STUDENT = {"student_id", "enrollment_id", "attempt_id"}
ABOUT_ONE = [route for route in TABLE.routes if OF_A_STUDENT & route.places.keys()]
PAGES_ABOUT_ONE = [route for route in PAGES.routes if OF_A_STUDENT & route.places.keys()]


@dataclass
class Parted:
    """A class in two sections; its assistant, who edits and grades besides, works with the first."""

    world: World
    hidden: dict[str, Any]
    """The places of the second student, who has handed in as well."""

    @property
    def names(self) -> list[str]:
        """What must not be seen."""
        user = self.world.school.users["student2"]
        return [user.username, user.email, str(user.id), f">{user.name}<"]


def confine(world: World) -> None:
    """Give the assistant the first student's section in every class: exams stand in classes of their own."""
    school = world.school
    with world.database.transaction() as session:
        mine = (courses.Enrollment.user_id == school.users["ta"].id) & (courses.Enrollment.role == "ta")
        for ta in session.scalars(select(courses.Enrollment).where(mine)).all():
            if ta.section_ids is None:
                _part(session, school, ta)


def _part(session: Session, school: School, ta: courses.Enrollment) -> None:
    admin = school.actor("admin")
    sections = {}
    for who, name in (("student1", "Monday"), ("student2", "Tuesday")):
        sections[who] = courses.create_label(session, admin, ta.class_id, name, "section").id
        place = courses.find_enrollment(session, ta.class_id, school.users[who].id)
        if place is not None:
            courses.put_students(session, admin, sections[who], put_in=[place.id])
    access = {"content": "edit", "section_ids": [sections["student1"]]}
    courses.change_enrollment(session, admin, ta.id, **access)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def parted(database: Database, service_folder: Path) -> Parted:
    world = build_world(database, open_store(f"folder://{service_folder / 'objects'}"))
    school = world.school
    with database.transaction() as session:
        receipt = submissions.submit(
            session,
            world.store,
            school.actor("student2"),
            world.challenge_id,
            type="final_submission",
            revision=0,
            content=world.fresh_work(),
        )
        place = courses.find_enrollment(session, school.class_id, school.users["student2"].id)
        assert place is not None
    confine(world)
    hidden = {
        "student_id": school.users["student2"].id,
        "enrollment_id": place.id,
        "attempt_id": receipt.attempt.id,
    }
    return Parted(world, hidden)


def each(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in routes])


@each(READ)
def test_i16_no_answer_names_students_of_other_sections(
    service: RunningService, parted: Parted, route: Route
) -> None:
    places = CASES[route.operation_id].places(parted.world)
    confine(parted.world)
    answer = send(service.client(parted.world.login("ta")), route, parted.world, places=places)
    assert not [name for name in parted.names if name in answer.text]


@each(VIEWS)
def test_i16_no_page_names_students_of_other_sections(
    service: RunningService, parted: Parted, route: Route
) -> None:
    client = service.client(parted.world.login("ta"))
    client.base_url = f"{service.url}{PREFIX}/lectorium"
    path = address(route, parted.world)
    confine(parted.world)
    seen = client.get(path).text.replace(path, "")
    assert not [name for name in parted.names if name in seen]


def test_i16_the_names_are_there_to_be_seen(service: RunningService, parted: Parted) -> None:
    client = service.client(parted.world.login("teacher"))
    roster = client.get(f"/classes/{parted.world.school.class_id}/enrollments").text
    grades = client.get(f"/classes/{parted.world.school.class_id}/grades").text
    assert parted.names[0] in roster
    assert parted.names[0] in grades


@each(ABOUT_ONE)
def test_i16_nothing_is_read_or_changed_of_a_student_of_another_section(
    service: RunningService, parted: Parted, route: Route
) -> None:
    places = {name: value for name, value in parted.hidden.items() if name in route.places}
    answer = send(service.client(parted.world.login("ta")), route, parted.world, places=places)
    assert answer.status_code in {403, 404}, answer.text


@each(PAGES_ABOUT_ONE)
def test_i16_no_page_of_theirs_opens(service: RunningService, parted: Parted, route: Route) -> None:
    usual = {
        "class_id": parted.world.school.class_id,
        "item_id": parted.world.item_id,
        "challenge_id": parted.world.challenge_id,
    }
    places: dict[str, UUID] = {**usual, **parted.hidden}
    client = service.client(parted.world.login("ta"))
    client.base_url = f"{service.url}{PREFIX}/lectorium"
    data = {"then": "save", "status": "active", "role": "student"} if route.method == "POST" else None
    answer = client.request(route.method, route.path.format_map(places), data=data)
    assert answer.status_code in {403, 404, 422}, answer.text
    assert not [name for name in parted.names[:2] if name in answer.text]


def test_i16_what_is_about_the_whole_class_is_not_for_one_section(
    service: RunningService, parted: Parted
) -> None:
    world, client = parted.world, service.client(parted.world.login("ta"))
    class_id = world.school.class_id
    for path, body in (
        (f"/classes/{class_id}/enrollments", {"username": world.fresh_username()}),
        (f"/classes/{class_id}/enrollments/import", {"csv": "username,email,name\n"}),
        ("/regrades", {"challenge_id": str(world.challenge_id)}),
        (f"/challenges/{world.challenge_id}/upgrade", {"version_id": str(world.version.id)}),
    ):
        answer = client.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "sections_only"), path
    assert client.get(f"/classes/{class_id}/regrades").json()["code"] == "sections_only"
    for changes in ({"hold_grades": True}, {"before_joining": "missing"}, {"is_archived": True}):
        answer = client.patch(f"/classes/{class_id}", json=changes)
        assert (answer.status_code, answer.json()["code"]) == (403, "sections_only"), changes
    for method in ("POST", "DELETE"):
        answer = client.request(method, f"/classes/{class_id}/join-code")
        assert (answer.status_code, answer.json()["code"]) == (403, "sections_only"), method
    other = client.get(
        f"/challenges/{world.challenge_id}/attempts", params={"student_id": str(parted.hidden["student_id"])}
    )
    assert other.status_code == 403


def test_i16_figures_are_of_the_students_one_sees(service: RunningService, parted: Parted) -> None:
    route = next(route for route in TABLE.routes if route.operation_id == "list_attempt_rows")
    path = route.path.format(class_id=parted.world.school.class_id)
    teacher = service.client(parted.world.login("teacher")).get(path).json()["items"]
    mine = service.client(parted.world.login("ta")).get(path).json()["items"]
    assert len(teacher) > len(mine) == 1


def test_i16_grades_are_returned_in_one_section(service: RunningService, parted: Parted) -> None:
    world = parted.world
    with world.database.transaction() as session:
        teacher = world.school.actor("teacher")
        courses.change_class(session, teacher, world.school.class_id, {"hold_grades": True})
    client = service.client(world.login("ta"))
    grades = client.get(f"/classes/{world.school.class_id}/grades").json()
    assert [row["student"]["username"] for row in grades["rows"]] == [world.school.users["student1"].username]
    csv = service.client(world.login("ta"))
    csv.base_url = f"{service.url}{PREFIX}/lectorium"
    for name in ("grades.csv", "roster.csv"):
        text = csv.get(f"/classes/{world.school.class_id}/{name}").text
        assert world.school.users["student1"].username in text
        assert parted.names[0] not in text


def test_i16_no_question_about_people_tells_of_other_sections(
    service: RunningService, parted: Parted
) -> None:
    """By filter, order, count, or by what is refused: who is there, and who isn't, is told alike."""
    world, school = parted.world, parted.world.school
    client = service.client(world.login("ta"))
    base, user = f"/classes/{school.class_id}", school.users["student2"]
    labels = client.get(f"{base}/labels").json()["items"]
    assert [each["name"] for each in labels if each["kind"] == "section"] == ["Monday"]
    assert [each["students"] for each in labels if each["kind"] == "section"] == [1]
    theirs = service.client(world.login("teacher")).get(f"{base}/labels").json()["items"]
    tuesday = next(each["id"] for each in theirs if each["name"] == "Tuesday")
    questions: tuple[dict[str, str], ...] = (
        {"label_id": tuesday},
        {"search": user.username},
        {"search": user.email},
        {"status": "all", "order": "section", "descending": "true"},
        {"status": "all", "order": "joined_at"},
    )
    for asked in questions:
        found = client.get(f"{base}/enrollments", params=asked).json()["items"]
        assert str(user.id) not in {each["person"]["id"] for each in found}, asked
    assert client.get(f"{base}/audit").status_code == 403
    with world.database.transaction() as session:
        ta, teacher = school.actor("ta"), school.actor("teacher")
        for name in (user.username, "nobody-of-this-name"):
            with pytest.raises(Forbidden):
                courses.places_named(session, ta, school.class_id, [name])
        mine = grading.line_of(session, courses.access(session, ta, school.class_id))
        everybodys = grading.line_of(session, courses.access(session, teacher, school.class_id))
    assert everybodys.handed_in > mine.handed_in
