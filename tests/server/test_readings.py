"""Announcements, materials and the order by the API: what goes over the wire, and what never does."""

from __future__ import annotations

import base64
from uuid import UUID, uuid4

import httpx
import pytest

from lectorium.kit.database import Database
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials import api as materials
from lectorium_server.pages.run import run_page
from lectorium_server.pages.table import PAGES
from lectorium_server.routes import TABLE
from lectorium_server.routing.runner import Request, run
from lectorium_server.routing.table import Match
from lectorium_server.services import Services
from tests.server.service import RunningService
from tests.server.test_pages import page_client
from tests.server.test_queries import person, services, small  # noqa: F401 # fixtures
from tests.server.world import World
from tests.support.statements import counting

MOST = 12
HTML = base64.b64encode(b"<script>alert(1)</script>").decode()


@pytest.fixture
def teacher(service: RunningService, world: World) -> httpx.Client:
    return service.client(world.login("teacher"))


def material(client: httpx.Client, world: World, **file: str) -> httpx.Response:
    body = {"title": "Notes", "file": {"name": "notes.txt", "content": "SGVsbG8=", **file}}
    return client.post(f"/modules/{world.school.module_id}/materials", json=body)


def test_a_file_is_to_be_saved_and_never_shown(
    service: RunningService, teacher: httpx.Client, world: World
) -> None:
    made = material(teacher, world, name="Übung “1”.txt", media_type="text/plain")
    assert made.status_code == 201, made.text
    item_id = made.json()["id"]
    assert made.json()["file"] == {"name": "Übung “1”.txt", "media_type": "text/plain", "size_bytes": 5}
    student = service.client(world.login("student1"))
    page = page_client(service, world.login("student1"))
    for answer in (student.get(f"/materials/{item_id}/file"), page.get(f"/items/{item_id}/file")):
        assert answer.content == b"Hello"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "filename*=" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Content-Type"].partition(";")[0] == "text/plain"


@pytest.mark.parametrize(
    "file",
    [
        {"name": "page.html", "content": HTML},
        {"name": "drawing.svg", "media_type": "image/svg+xml", "content": HTML},
        {"name": "plot.png", "media_type": "image/png", "content": HTML},
        {"name": "notes.txt", "media_type": "text/html", "content": HTML},
        {"content": "not base64!"},
        {"content": ""},
    ],
)
def test_what_could_run_is_refused_and_nothing_is_made(
    teacher: httpx.Client, world: World, file: dict[str, str]
) -> None:
    before = world.order()
    refused = material(teacher, world, **file)
    assert refused.status_code == 422
    assert refused.json()["field"].startswith("file")
    assert world.order() == before


def test_an_order_of_another_revision_is_409_with_the_order_as_it_is(
    teacher: httpx.Client, world: World
) -> None:
    class_id, seen = world.school.class_id, world.order()
    world.fresh_reading("announcement")
    refused = teacher.put(f"/classes/{class_id}/outline", json=seen)
    assert refused.status_code == 409
    assert refused.json()["code"] == "outline_changed"
    assert refused.json()["current"] == world.order()
    again = teacher.put(f"/classes/{class_id}/outline", json=refused.json()["current"])
    assert again.status_code == 200
    assert again.json()["revision"] == world.order()["revision"]


@pytest.mark.parametrize("wrong", ["missing", "doubled", "foreign"])
def test_an_order_names_everything_exactly_once(teacher: httpx.Client, world: World, wrong: str) -> None:
    world.fresh_reading("announcement")
    order = world.order()
    items = order["modules"][0]["items"]
    order["modules"][0]["items"] = {
        "missing": items[1:],
        "doubled": [*items, items[0]],
        "foreign": [*items, str(world.neighbours.module_id)],
    }[wrong]
    refused = teacher.put(f"/classes/{world.school.class_id}/outline", json=order)
    assert refused.status_code == 422
    assert refused.json()["field"].startswith("modules")


def fill(database: Database, world: World) -> UUID:
    """Forty items of three types in four modules."""
    teacher, class_id = world.school.actor("teacher"), world.school.class_id
    shelf = materials.Shelf(world.store, 1_000)
    with database.transaction() as session:
        for week in range(4):
            module = courses.create_module(session, teacher, class_id, f"Week {week}", "", is_published=True)
            for number in range(10):
                if number % 3 == 0:
                    new = authoring.NewAssignment(f"Sums {number}")
                    authoring.create_assignment(session, teacher, module.id, new, [world.version.id])
                elif number % 3 == 1:
                    told = courses.NewAnnouncement(f"News {number}", "x" * 1_000)
                    item = courses.create_announcement(session, teacher, module.id, told)
                else:
                    said = materials.NewMaterial(f"Notes {number}", "x" * 1_000)
                    materials.create_material(session, shelf, teacher, module.id, said, None)
    return item.id


def test_i22_forty_items_are_shown_by_a_dozen_queries_without_their_texts(
    services: Services,  # noqa: F811 # fixtures
    small: World,  # noqa: F811 # fixtures
) -> None:
    item_id = fill(services.database, small)
    values = {"class_id": small.school.class_id}
    outline = next(route for route in TABLE.routes if route.operation_id == "get_outline")
    for who in ("student1", "teacher"):
        with counting(services.database.engine) as statements:
            run(services, Request(Match(outline, values), person(small, who), {}, "", b""))
        assert len(statements) <= MOST, statements
        assert not any("body_markdown" in statement for statement in statements)
    for name, who in (("view_structure", "teacher"), ("view_class", "student1")):
        page = next(route for route in PAGES.routes if route.operation_id == name)
        with counting(services.database.engine) as statements:
            run_page(services, Match(page, values), person(small, who), {}, {})
        assert len(statements) <= MOST, statements
        assert not any("body_markdown" in statement for statement in statements)
    page = next(route for route in PAGES.routes if route.operation_id == "view_item")
    with counting(services.database.engine) as statements:
        run_page(services, Match(page, {"item_id": item_id}), person(small, "student1"), {}, {})
    assert len(statements) <= MOST, statements


def test_what_a_student_hasnt_read_has_a_mark_until_it_is_opened(
    service: RunningService, world: World
) -> None:
    with world.database.transaction() as session:
        teacher = world.school.actor("teacher")
        klass = courses.create_class(session, teacher, courses.NewClass(f"News {uuid4().hex}")).klass
        module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
        courses.add_member(session, klass.id, world.school.users["student1"], "student")
        new = courses.NewAnnouncement("Another room", "Room 7.")
        items = [courses.create_announcement(session, teacher, module.id, new).id for _ in range(2)]
    page, staff = (page_client(service, world.login(who)) for who in ("student1", "teacher"))
    mark = '<span class="state state-unread">'
    named = f"{klass.name}</a> {mark}"
    assert f"{named}2 announcements to read" in page.get("/").text
    assert page.get(f"/classes/{klass.id}").text.count(f"{mark}new") == 2
    assert mark not in staff.get("/").text + staff.get(f"/classes/{klass.id}").text
    assert "Room 7." in page.get(f"/items/{items[0]}").text
    assert f"{named}1 announcement to read" in page.get("/").text
    api, staffs = (service.client(world.login(who)) for who in ("student1", "teacher"))
    outline = f"/classes/{klass.id}/outline"
    assert api.get(outline).json()["news"] == {str(items[1]): "new"}
    assert staffs.get(outline).json()["news"] == {}
    api.get(f"/announcements/{items[1]}").raise_for_status()
    assert api.get(outline).json()["news"] == {}
    assert named not in page.get("/").text
    assert mark not in page.get(f"/classes/{klass.id}").text
