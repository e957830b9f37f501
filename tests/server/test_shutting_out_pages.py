"""An exam is hidden or shown later once it is confirmed that students sit it, on whatever page (I6)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from lectorium.rooms.courses.api import ContentItem
from tests.server.exams import Examined, examined
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World

SAID, BUTTON = "1 student sits this exam now", "Do it all the same"
FAR = "2031-01-01T10:00"


@pytest.fixture
def exams(world: World) -> Iterator[Examined]:
    found = examined(world)
    found.end_all()
    yield found
    found.end_all()


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def is_taken(world: World, item_id: UUID) -> bool:
    with world.database.transaction() as session:
        item = session.get_one(ContentItem, item_id)
        return not item.is_published or item.release_date is not None


def give_back(world: World, item_id: UUID) -> None:
    with world.database.transaction() as session:
        item = session.get_one(ContentItem, item_id)
        item.is_published, item.release_date = True, None


def test_i06_each_page_asks_before_an_exam_is_taken_from_who_sits_it(
    teacher: Browser, exams: Examined, world: World
) -> None:
    of_class = f"/classes/{exams.class_id}"
    item_id = exams.running()
    of_item = f"/items/{item_id}"
    hide = {"what": str(item_id), "kind": "item", "do": "hide", "revision": "0"}
    later = {"release_date": FAR, "due_date": "2031-01-02T10:00"}
    for page, target, fields in (
        (of_class, f"{of_class}/items/{item_id}/show", {"show": "no"}),
        (f"{of_class}/structure", f"{of_class}/structure", hide),
        (f"{of_item}/dates", f"{of_item}/dates", later),
        (f"{of_item}/edit", f"{of_item}/edit", {"title": "Midterm", **later}),
    ):
        refused = teacher.send(page, target, **fields)
        assert refused.status_code == 409
        assert f"{SAID} and couldn’t go on with it." in refused.text
        assert BUTTON in refused.text
        assert not is_taken(world, item_id)
        done = teacher.send(page, target, **fields, confirm="yes")
        assert done.status_code == 200
        assert BUTTON not in done.text
        assert is_taken(world, item_id)
        give_back(world, item_id)


def test_i06_a_module_with_an_exam_is_hidden_once_that_is_confirmed(
    teacher: Browser, exams: Examined, service: RunningService, world: World
) -> None:
    exams.running()
    page = f"/classes/{exams.class_id}"
    for target, fields in (
        (f"{page}/modules/{exams.module_id}", {"do": "hide"}),
        (
            f"{page}/structure",
            {"what": str(exams.module_id), "kind": "module", "do": "hide", "revision": "0"},
        ),
    ):
        refused = teacher.send(page, target, **fields)
        assert refused.status_code == 409
        assert "1 student sits an exam in this module now" in refused.text
        assert BUTTON in refused.text
    client = service.client(world.login("teacher"))
    path, hidden = f"/modules/{exams.module_id}", {"is_published": False}
    problem = client.patch(path, json=hidden).json()
    assert (problem["code"], problem["current"]) == ("sittings_running", {"sittings": 1})
    assert client.patch(path, json={**hidden, "confirm": True}).status_code == 200
    assert client.patch(path, json={"is_published": True}).status_code == 200


def test_i06_a_class_in_which_an_exam_is_sat_is_archived_once_that_is_confirmed(
    teacher: Browser, exams: Examined, service: RunningService, world: World
) -> None:
    exam = f"/items/{exams.running()}/exam"
    page, student = f"/classes/{exams.class_id}", Browser(service, world.login("student1"))
    refused = teacher.send(f"{page}/settings", f"{page}/archive", archive="yes")
    assert refused.status_code == 409
    assert "1 student sits an exam in this class now and couldn’t go on with it." in refused.text
    assert BUTTON in refused.text
    assert "Hand in the exam now" in student.get(exam).text
    teacher.send(f"{page}/settings", f"{page}/archive", archive="yes", confirm="yes")
    said = student.get(exam).text
    assert "archived this class while you sit the exam" in said
    assert "Hand in the exam now" not in said
    client, path = service.client(world.login("teacher")), page
    assert client.patch(path, json={"is_archived": False}).status_code == 200
    problem = client.patch(path, json={"is_archived": True}).json()
    assert (problem["code"], problem["current"]) == ("sittings_running", {"sittings": 1})
    assert "Hand in the exam now" in student.get(exam).text
