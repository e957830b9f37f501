"""The structure editor's forms without scripts: what they change, and what they refuse."""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest

from lectorium.rooms.courses import api as courses
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World

PDF = b"%PDF-1.7 slides"


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


@pytest.fixture
def class_id(world: World) -> UUID:
    """A class with two modules, the first of which holds A and B."""
    actor = world.school.actor("teacher")
    with world.database.transaction() as session:
        klass = courses.create_class(session, actor, courses.NewClass("Formed")).klass
        first = courses.create_module(session, actor, klass.id, "One", "", is_published=True)
        courses.create_module(session, actor, klass.id, "Two", "", is_published=True)
        for title in "AB":
            courses.create_announcement(session, actor, first.id, courses.NewAnnouncement(title, "x"))
        return klass.id


def order(world: World, class_id: UUID) -> courses.Order:
    with world.database.transaction() as session:
        return courses.read_order(session, class_id)


def act(teacher: Browser, class_id: UUID, what: UUID, do: str, **fields: str) -> httpx.Response:
    page = f"/classes/{class_id}/structure"
    shown = re.findall(r'data-revision="(\d+)"', teacher.get(page).text)[0]
    fields = {"kind": "item", "revision": shown, **fields}
    return teacher.send(page, page, what=str(what), do=do, **fields)


def material(teacher: Browser, class_id: UUID, module_id: UUID, content: bytes) -> httpx.Response:
    page = f"/classes/{class_id}/materials/new"
    fields = {
        "_xsrf": teacher.proof(page),
        "module_id": str(module_id),
        "title": "Slides",
        "body_markdown": "Typed with care",
    }
    files = {"file": ("slides.pdf", content, "application/pdf")}
    return teacher.http.post(f"{teacher.root}{page}", data=fields, files=files)


def test_what_an_older_page_moves_is_refused_and_the_page_is_new(
    teacher: Browser, world: World, class_id: UUID
) -> None:
    found = order(world, class_id)
    a, b = found.modules[0].items
    assert "Moved." in act(teacher, class_id, b, "up").text
    refused = act(teacher, class_id, a, "up", revision=str(found.revision))
    assert refused.status_code == 409
    assert "Somebody else has changed" in refused.text
    assert f'data-revision="{found.revision + 1}"' in refused.text
    assert list(order(world, class_id).modules[0].items) == [b, a]


def test_buttons_move_hide_and_take_away(teacher: Browser, world: World, class_id: UUID) -> None:
    first, second = order(world, class_id).modules
    a, b = first.items
    act(teacher, class_id, a, "to", to=str(second.id))
    act(teacher, class_id, b, "down")
    assert [list(each.items) for each in order(world, class_id).modules] == [[], [b, a]]
    assert "is removed" in act(teacher, class_id, first.id, "remove", kind="module").text
    assert act(teacher, class_id, second.id, "remove", kind="module").status_code == 409
    assert "see it any more" in act(teacher, class_id, a, "hide").text
    asked = teacher.get(f"/classes/{class_id}/structure").text
    assert re.search(r"“A” is lost with its text.*?Delete for good", asked, re.DOTALL)
    assert "Deleted." in act(teacher, class_id, a, "remove").text
    assert [list(each.items) for each in order(world, class_id).modules] == [[b]]


def test_what_stands_nowhere_is_404(teacher: Browser, world: World, class_id: UUID) -> None:
    first = order(world, class_id).modules[0]
    assert act(teacher, class_id, world.item_id, "up").status_code == 404
    assert act(teacher, class_id, first.items[0], "to", to=str(world.school.module_id)).status_code == 404


def test_a_file_comes_with_its_form(teacher: Browser, world: World, class_id: UUID) -> None:
    first = order(world, class_id).modules[0]
    made = material(teacher, class_id, first.id, PDF + b"x" * 3_000_000)
    assert made.status_code == 303, made.text
    (item_id,) = set(order(world, class_id).modules[0].items) - set(first.items)
    assert teacher.get(f"/items/{item_id}/file").content.startswith(PDF)
    assert "Save slides.pdf" in teacher.get(f"/items/{item_id}").text


@pytest.mark.parametrize(
    ("content", "status"), [(b"<html>", 422), (PDF + b"x" * 10_000_000, 422), (PDF + b"x" * 17_000_000, 413)]
)
def test_a_file_that_is_refused_leaves_nothing_behind(
    teacher: Browser, world: World, class_id: UUID, content: bytes, status: int
) -> None:
    before = order(world, class_id)
    refused = material(teacher, class_id, before.modules[0].id, content)
    assert refused.status_code == status
    assert status == 413 or "Typed with care" in refused.text
    assert order(world, class_id) == before


def test_an_archived_class_is_shown_and_not_changed(teacher: Browser, world: World, class_id: UUID) -> None:
    found = order(world, class_id)
    with world.database.transaction() as session:
        courses.change_class(session, world.school.actor("teacher"), class_id, {"is_archived": True})
    page = teacher.get(f"/classes/{class_id}/structure")
    assert "grip" not in page.text
    assert 'name="do"' not in page.text
    first = found.modules[0]
    moving = {"what": str(first.id), "kind": "module", "do": "down", "revision": str(found.revision)}
    forms = {
        f"/classes/{class_id}/structure": moving,
        f"/classes/{class_id}/structure/modules": {"title": "More"},
        f"/items/{first.items[0]}/edit": {"title": "Other", "body_markdown": "x"},
    }
    for target, fields in forms.items():
        assert teacher.send("/", target, **fields).status_code == 409
    assert order(world, class_id) == found
