"""The library, a problem and an assignment's contents, on pages: by form, by typing, by keyboard."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from lectorium.kit.database import Database
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.storage import open_store
from tests.server.contents import fresh_assignment
from tests.server.quizzes import quiz_places
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.test_pages import assert_is_a_page, page_client
from tests.server.test_pages_browser import CHROMIUM, chromium, go, page
from tests.server.world import PROGRAM, World, build_world

__all__ = ["chromium", "page"]
browser = pytest.mark.browser
skipped = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine")


def publish(
    world: World, title: str, problem_id: UUID | None = None, **more: object
) -> authoring.ProblemVersion:
    teacher = world.school.actor("teacher")
    prepared = authoring.Prepared(freeze_program({**PROGRAM, "title": title, **more}), authoring.Report(()))
    with world.database.transaction() as session:
        if problem_id is None:
            return authoring.publish_problem(session, world.store, teacher, prepared)
        return authoring.publish_version(session, world.store, teacher, problem_id, prepared)


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


@pytest.fixture(scope="module")
def apart(database: Database, service_folder: Path) -> World:
    """A school of its own, whose other teacher is in nobody's class."""
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))


def test_the_library_is_searched_by_its_form(service: RunningService, world: World) -> None:
    name = f"Zählen {uuid.uuid4().hex[:8]}"
    publish(world, name)
    client = page_client(service, world.login("ta"))
    found = client.get("/library", params={"search": name.replace("ä", "A"), "order": "newest"})
    assert_is_a_page(found)
    assert "1 problem fit" in found.text
    assert name in found.text
    none = client.get("/library", params={"search": name, "difficulty": "hard"})
    assert "No problem fits all of that." in none.text
    assert client.get("/library", params={"difficulty": "huge"}).status_code == 422


def test_pages_of_the_library_keep_what_was_asked(service: RunningService, world: World) -> None:
    word = uuid.uuid4().hex[:8]
    for number in range(3):
        publish(world, f"{word} {number}")
    client = page_client(service, world.login("ta"))
    first = client.get("/library", params={"search": word, "limit": 2})
    following = re.findall(r'rel="next" href="([^"]+)"', first.text)[0]
    second = client.get(following.replace("&amp;", "&").rpartition("/lectorium")[2])
    assert f"{word} 2" in second.text
    assert f"{word} 0" not in second.text


def test_topics_are_set_by_form_and_found_by_link(teacher: Browser, world: World) -> None:
    problem_id = publish(world, "Tagged").problem_id
    address, topic = f"/problems/{problem_id}", f"topic {uuid.uuid4().hex[:6]}"
    shown = teacher.send(address, address, topics=f" {topic.upper()} , loops", difficulty="hard")
    assert "Saved." in shown.text
    assert topic in shown.text
    assert "1 problem fit" in teacher.get(f"/library?topics={topic}").text
    refused = teacher.send(address, address, topics="x" * 41, difficulty="hard")
    assert refused.status_code == 422
    assert "is no topic" in refused.text


def test_a_problem_shows_what_changed_and_nothing_of_it_runs(teacher: Browser, world: World) -> None:
    first = publish(world, "Versions")
    evil = "def add(a, b):\n    return a + b  # <script>alert(1)</script>\n"
    tests = [{**PROGRAM["tests"][0], "points": 4}, {"name": "fresh", "call": "add(0, 0)", "expected": "0"}]
    publish(world, "Versions", first.problem_id, solution=evil, tests=tests)
    shown = teacher.get(f"/problems/{first.problem_id}").text
    assert "from version 1 to 2" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    words = re.sub(r"<[^>]+>", " ", shown)
    for fate, name in (("added", "fresh"), ("removed", "large"), ("changed", "small")):
        assert re.search(rf"{fate}\s+Test\s+{name}", words), fate
    assert re.search(r"Points\s+5\s+→\s+5|Points\s+2\s+→\s+4", words)
    same = teacher.get(f"/problems/{first.problem_id}?before=2&after=2").text
    assert "Choose two different versions." in same
    assert teacher.get(f"/problems/{first.problem_id}?before=7&after=2").status_code == 404


def test_where_it_is_used_names_only_what_the_reader_may_know(service: RunningService, apart: World) -> None:
    world = apart
    version, teacher = publish(world, "Placed"), world.school.actor("teacher")
    with world.database.transaction() as session:
        new = authoring.NewAssignment("Placed here")
        authoring.create_assignment(session, teacher, world.school.module_id, new, [version.id])
        authoring.create_challenge(session, teacher, version.id, "Placed for all")
    address = f"/problems/{version.problem_id}"
    own = page_client(service, world.login("teacher")).get(address).text
    assert "Placed here" in own
    assert own.count("Versions and regrades") == 2
    others = page_client(service, world.login("other")).get(address).text
    assert "Placed here" not in others
    assert "Placed for all" in others
    assert "And in 1 other place of the school, in classes that aren’t yours." in others
    assert "its teachers decide" in others


def test_where_a_question_is_used_names_its_quiz(teacher: Browser, world: World) -> None:
    places = quiz_places(world, "/items/{item_id}/quiz")
    shown = teacher.get(f"/problems/{places['problem_id']}").text
    assert f'/items/{places["item_id"]}">' in shown[shown.index('id="used"') :]


def test_a_problem_is_set_in_a_class_from_its_page(
    service: RunningService, teacher: Browser, world: World
) -> None:
    version = publish(world, "To be used", statement="Add **two** numbers.")
    page = f"/problems/{version.problem_id}"
    shown = teacher.get(page).text
    assert "Add <strong>two</strong> numbers." in shown
    assert f'value="{world.school.module_id}"' in shown
    fields = {
        "module_id": str(world.school.module_id),
        "title": "Used",
        "mode": "exam",
        "time_limit_mins": "45",
    }
    endless = teacher.send(page, f"{page}/use", **fields)
    assert endless.status_code == 422
    assert "An exam needs a due date" in endless.text
    assert 'value="45"' in endless.text
    made = teacher.send(page, f"{page}/use", **fields, due_date="2031-01-01T12:00", hidden="yes")
    assert "It is set in the class." in made.text
    assert re.search(r'name="time_limit_mins"[^>]+value="45"', made.text)
    assert "Used" in teacher.get(page).text
    assert '<h2 id="use">' not in page_client(service, world.login("ta")).get(page).text


def test_a_problem_is_not_set_where_one_may_not_edit(service: RunningService, apart: World) -> None:
    world = apart
    page = f"/problems/{publish(world, 'Not there').problem_id}"
    fields = {"module_id": str(world.school.module_id), "title": "Used"}
    for who, status in (("ta", 403), ("student1", 403), ("other", 404)):
        browser = Browser(service, world.login(who))
        assert browser.send("/", f"{page}/use", **fields).status_code == status, who


def test_an_assignment_is_edited_by_its_forms(teacher: Browser, world: World) -> None:
    item_id, (first, second) = fresh_assignment(world)
    address, name = f"/items/{item_id}/contents", f"Added {uuid.uuid4().hex[:6]}"
    version = publish(world, name)
    assert name in teacher.get(f"{address}?find={name}").text
    added = teacher.send(address, f"{address}/add", version_id=str(version.id))
    assert "Added at the end." in added.text
    ids = re.findall(r'id="place-([0-9a-f-]{36})"', added.text)
    assert ids[:2] == [str(first), str(second)]
    moved = teacher.send(address, f"{address}/move", challenge_id=ids[2], order=",".join(ids), do="up")
    assert re.findall(r'id="place-([0-9a-f-]{36})"', moved.text) == [ids[0], ids[2], ids[1]]
    stale = teacher.send(address, f"{address}/move", challenge_id=ids[2], order=",".join(ids), do="up")
    assert stale.status_code == 409
    assert "Somebody else has changed these problems meanwhile." in stale.text
    changed = teacher.send(
        address,
        f"{address}/{ids[2]}",
        title="Own",
        custom_points="2.5",
        hint_cost="0.25",
        language="",
        do="save",
    )
    assert "2.5 points (its tests give 5, scaled)" in changed.text
    gone = teacher.send(address, f"{address}/{ids[0]}", title="x", do="remove")
    assert "Taken out." in gone.text
    settings = {"mode": "homework", "difficulty": "hard", "max_attempts": "3", "hint_cost": "0.5"}
    kept = teacher.send(address, f"{address}/settings", **settings)
    assert "Saved." in kept.text
    wrong = teacher.send(address, f"{address}/settings", **{**settings, "max_attempts": "0"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text


def test_what_was_handed_in_to_cant_be_taken_out(teacher: Browser, world: World) -> None:
    address = f"/items/{world.item_id}/contents"
    assert "Handed in to, so it can’t be taken out." in teacher.get(address).text
    refused = teacher.send(address, f"{address}/{world.challenge_id}", title="Sums", do="remove")
    assert refused.status_code == 409
    assert "give it 0 points" in refused.text


@browser
@skipped
def test_typing_finds_and_the_address_keeps_it(page: Page, service: RunningService, world: World) -> None:
    word = uuid.uuid4().hex[:8]
    publish(world, f"Typed {word}")
    go(page, service, "/library")
    page.get_by_label("Search").press_sequentially(word)
    expect(page.get_by_role("status")).to_contain_text("1 problem fit")
    expect(page.get_by_label("Search")).to_be_focused()  # the page wasn't loaded anew
    assert page.url.endswith(f"/library?search={word}")
    page.reload()
    expect(page.get_by_label("Search")).to_have_value(word)
    expect(page.get_by_role("link", name=f"Typed {word}")).to_be_visible()


@browser
@skipped
def test_a_problem_moves_by_keyboard_and_one_stays_at_it(
    page: Page, service: RunningService, world: World
) -> None:
    item_id, (first, second) = fresh_assignment(world)
    go(page, service, f"/items/{item_id}/contents")
    page.locator(f"#place-{first} a.name").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".places > .row").nth(1)).to_have_id(f"place-{first}")
    expect(page.locator(f"#place-{first}")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".places > .row").nth(1)).to_have_id(f"place-{second}")


@browser
@skipped
def test_a_problem_is_dragged_to_its_place(page: Page, service: RunningService, world: World) -> None:
    item_id, (first, second) = fresh_assignment(world)
    go(page, service, f"/items/{item_id}/contents")
    page.locator(f"#place-{first} .grip").hover()
    page.mouse.down()
    target = page.locator(f"#place-{second}").bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 40, target["y"] + target["height"] - 6, steps=8)
    page.mouse.up()
    expect(page.locator(f"#place-{first}:focus-within")).to_have_count(1)
    expect(page.locator(".places > .row").nth(1)).to_have_id(f"place-{first}")
    with world.database.transaction() as session:
        contents = authoring.read_contents(session, world.school.actor("teacher"), item_id)
        assert [place.row.id for place in contents.places] == [second, first]


@browser
@skipped
@pytest.mark.parametrize("path", ["/library", "/problems/{problem}", "/items/{item}/contents"])
def test_nothing_is_wider_than_a_phone(page: Page, service: RunningService, world: World, path: str) -> None:
    go(page, service, path.format(problem=world.version.problem_id, item=world.item_id))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
