"""What is seen through a student's eyes offers nothing that writes, and no script writes as who looks."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

import pytest

from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium_server.auth.viewing import ALSO_SEEN, COOKIE, SEEN_BY_STUDENTS
from lectorium_server.pages.table import PAGES
from lectorium_server.routing.route import Route
from tests.server.exams import examined
from tests.server.quizzes import quizzed
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.test_pages import DOWNLOADS, address
from tests.server.world import World
from tests.support.quizzes import Quizzed

SEEN = [
    route
    for route in PAGES.routes
    if route.method == "GET"
    and (route.rule in SEEN_BY_STUDENTS or route.operation_id in ALSO_SEEN)
    and route.operation_id not in {*DOWNLOADS, "view_practised"}  # practice is in no class
]
WRITES = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}


def looking(
    service: RunningService, world: World, class_id: UUID, student: people.User | None = None
) -> Browser:
    """A teacher's browser that sees a class as a student, student1 if nobody is named."""
    browser = Browser(service, world.login("teacher"))
    student_id = str((student or world.school.users["student1"]).id)
    begun = browser.send(f"/classes/{class_id}/roster", f"/classes/{class_id}/view-as", student_id=student_id)
    assert "only to read" in begun.text
    return browser


def forms(page: str) -> list[str]:
    return re.findall(r'<form[^>]* action="[^"]*/lectorium([^"]*)"', page)


def only_read(page: str) -> bool:
    """Whether the one thing that can be sent is that one stops, and no script has a hook."""
    return forms(page) == ["/stop-viewing"] and "data-quiz" not in page and "data-exam" not in page


def class_of_item(world: World, item_id: UUID) -> UUID:
    with world.database.transaction() as session:
        item = session.get_one(courses.ContentItem, item_id)
        return session.get_one(courses.Module, item.module_id).class_id


@pytest.fixture
def learner(world: World) -> people.User:
    """Somebody new, to whom no exam of another test closes a question."""
    with world.database.transaction() as session:
        new = people.NewUser(**world.new_user())
        return people.add_user(session, world.school.organization_id, new)


@pytest.fixture
def open_quiz(world: World, learner: people.User) -> Quizzed:
    """A quiz in a class of its own, whose one student hasn't begun it."""
    made, teacher = quizzed(world), world.school.actor("teacher")
    with world.database.transaction() as session:
        klass = courses.create_class(session, teacher, courses.NewClass("Looked at")).klass
        module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
        courses.add_member(session, klass.id, learner, "student")
    own = replace(made.school, class_id=klass.id, module_id=module.id)
    quiz = Quizzed(made.database, made.store, own, made.versions)
    quiz.set()
    return quiz


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in SEEN])
def test_a_page_seen_as_a_student_offers_nothing_that_writes(
    service: RunningService, world: World, route: Route, open_quiz: Quizzed, learner: people.User
) -> None:
    is_quiz = "/quiz" in route.path
    path = route.path.format(item_id=open_quiz.item_id) if is_quiz else address(route, world)
    item = re.match(r"/items/([0-9a-f-]{36})", path)
    klass = class_of_item(world, UUID(item[1])) if item else world.school.class_id
    answer = looking(service, world, klass, learner if is_quiz else None).get(path)
    assert answer.status_code == 200, answer.text
    assert only_read(answer.text)
    assert "user-redirect/lab" not in answer.text


def test_a_quiz_seen_as_a_student_cannot_be_answered(
    service: RunningService, world: World, open_quiz: Quizzed, learner: people.User
) -> None:
    path = f"/items/{open_quiz.item_id}/quiz"
    own = Browser(service, learner.login_name).get(path).text
    assert "data-quiz" in own
    assert "Hand in…" in own
    seen = looking(service, world, open_quiz.school.class_id, learner).get(path).text
    assert len(re.findall(r"<fieldset[^>]* disabled>", seen)) == seen.count("<fieldset") > 0
    assert "Hand in…" not in seen
    assert "quiz.js" not in seen


@pytest.mark.parametrize("state", ["fresh", "running"])
def test_an_exam_seen_as_a_student_is_neither_begun_nor_ended(
    service: RunningService, world: World, state: str
) -> None:
    exams = examined(world)
    item_id = getattr(exams, state)()
    seen = looking(service, world, exams.class_id).get(f"/items/{item_id}/exam").text
    assert ("Time left" if state == "running" else "Before you start") in seen
    assert only_read(seen)


def test_no_script_writes_as_who_looks(
    service: RunningService, world: World, open_quiz: Quizzed, learner: people.User
) -> None:
    """What the quiz page's script did: save through the interface, into the teacher's own draft."""
    browser = looking(service, world, open_quiz.school.class_id, learner)
    challenge_id = open_quiz.challenges["Capital"]
    target = f"{service.api}/challenges/{challenge_id}/draft"
    headers = {**WRITES, "X-XSRFToken": browser.proof(f"/items/{open_quiz.item_id}/quiz")}
    body = {"revision": 0, "content": {"v": 1, "answer": "Rome"}}
    refused = browser.http.put(target, json=body, headers=headers)
    assert refused.status_code == 403, refused.text
    assert refused.json()["code"] == "view_as"
    assert "Stop looking as a student first" in refused.json()["detail"]
    browser.http.cookies.delete(COOKIE)
    written = browser.http.put(target, json=body, headers=headers)
    assert written.status_code == 200, written.text  # based on nothing saved: nothing was


def test_a_token_says_who_writes(service: RunningService, world: World) -> None:
    """JupyterLab and programs send one with each call: they aren't a page that is looked at."""
    client = service.client(world.login("teacher"))
    client.cookies.update(looking(service, world, world.school.class_id).http.cookies)
    answer = client.post("/classes", json={"name": "Made meanwhile"})
    assert answer.status_code == 201, answer.text
