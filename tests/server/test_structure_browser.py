"""The structure editor in a real browser: by keys, drag and finger, without scripts, with two editors."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from tests.server.service import PREFIX, RunningService
from tests.server.test_pages_browser import signed_in
from tests.server.world import World

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine"),
]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def class_id(world: World) -> UUID:
    """A class with Week 1: A, B, C and Week 2: D."""
    teacher = world.school.actor("teacher")
    with world.database.transaction() as session:
        new = courses.NewClass("Ordered", time_zone="Europe/Berlin")
        klass = courses.create_class(session, teacher, new).klass
        for week, titles in (("Week 1", "ABC"), ("Week 2", "D")):
            module = courses.create_module(session, teacher, klass.id, week, "", is_published=True)
            for title in titles:
                courses.create_announcement(session, teacher, module.id, courses.NewAnnouncement(title, "x"))
        return klass.id


@pytest.fixture
def window(chromium: Browser, service: RunningService, world: World, class_id: UUID) -> Iterator[Open]:
    """Opens the editor as the teacher; any error in a script fails the test."""
    errors: list[str] = []
    contexts = []

    def open_window(path: str = "structure", **options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = signed_in(context, service, world.login("teacher"))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{service.url}{PREFIX}/lectorium/classes/{class_id}/{path}")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []


def stored(world: World, class_id: UUID) -> list[list[str]]:
    """The titles, module by module, as the database has them."""
    with world.database.transaction() as session:
        found = courses.read_order(session, class_id)
        return [
            [session.get_one(courses.ContentItem, item).title for item in module.items]
            for module in found.modules
        ]


def shown(page: Page) -> list[list[str]]:
    return [
        module.locator(".item .name").all_inner_texts() for module in page.locator("#structure > li").all()
    ]


def row(page: Page, title: str) -> Locator:
    return page.locator(f"[data-title='{title}']")


def saved(page: Page) -> None:
    expect(page.locator("#news")).to_have_text(re.compile("Saved\\.$"))
    expect(page.locator("#structure")).not_to_have_attribute("aria-busy", "true")


def test_by_keys_alone_an_item_goes_anywhere_and_is_announced(
    window: Open, world: World, class_id: UUID
) -> None:
    page = window()
    for _ in range(60):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.getAttribute('aria-label') || ''")
        if label.startswith("Move B:"):
            break
    assert label.startswith("Move B:")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#news")).to_have_text("B: place 1 of 3 in Week 1. Saved.")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#news")).to_have_text("B: place 1 of 2 in Week 2. Saved.")
    assert page.evaluate("document.activeElement.closest('[data-id]').dataset.title") == "B"
    saved(page)
    assert stored(world, class_id) == shown(page) == [["A", "C"], ["B", "D"]]


def test_a_module_moves_with_what_is_in_it(window: Open, world: World, class_id: UUID) -> None:
    page = window()
    page.get_by_role("button", name="Move the module Week 2 up").press("Enter")
    expect(page.locator("#news")).to_have_text("Week 2: place 1 of 2 of the modules. Saved.")
    assert stored(world, class_id) == [["D"], ["A", "B", "C"]]
    page.get_by_role("button", name="Move the module Week 2 up").press("Enter")
    expect(page.locator("#news")).to_have_text("Week 2 is first already.")


def test_by_mouse_an_item_is_dragged_into_another_module(window: Open, world: World, class_id: UUID) -> None:
    page = window(viewport={"width": 1280, "height": 900})
    row(page, "A").locator(".grip").hover()
    page.mouse.down()
    target = row(page, "D").bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 60, target["y"] + target["height"] - 4, steps=12)
    page.mouse.up()
    saved(page)
    assert stored(world, class_id) == shown(page) == [["B", "C"], ["D", "A"]]


def test_escape_puts_a_dragged_item_back(window: Open, world: World, class_id: UUID) -> None:
    page = window(viewport={"width": 1280, "height": 900})
    row(page, "C").locator(".grip").hover()
    page.mouse.down()
    target = row(page, "A").bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 60, target["y"] + 4, steps=8)
    assert shown(page)[0] == ["C", "A", "B"]
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(page) == stored(world, class_id) == [["A", "B", "C"], ["D"]]


def test_by_finger_an_item_is_dragged(window: Open, world: World, class_id: UUID) -> None:
    page = window(viewport={"width": 360, "height": 900}, has_touch=True, is_mobile=True)
    start = row(page, "C").locator(".grip").bounding_box()
    end = row(page, "A").bounding_box()
    assert start is not None
    assert end is not None
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    finger = page.context.new_cdp_session(page)
    touch = "Input.dispatchTouchEvent"
    finger.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        at = y + (end["y"] + 5 - y) * step / 10
        finger.send(touch, {"type": "touchMove", "touchPoints": [{"x": x, "y": at}]})
    finger.send(touch, {"type": "touchEnd", "touchPoints": []})
    saved(page)
    assert stored(world, class_id) == shown(page) == [["C", "A", "B"], ["D"]]


def test_the_second_of_two_editors_sees_theirs_and_keeps_what_was_typed(
    window: Open, world: World, class_id: UUID
) -> None:
    first, second = window(), window()
    second.get_by_label("Title", exact=True).last.fill("Week 3: half ty")
    first.get_by_role("button", name="Move A down").click()
    saved(first)
    second.get_by_role("button", name="Move C up").click()
    trouble = second.locator("#trouble")
    expect(trouble).to_contain_text("Somebody else has changed this class's order meanwhile.")
    expect(trouble).to_contain_text("You had moved “C”.")
    assert shown(second) == stored(world, class_id) == [["B", "A", "C"], ["D"]]
    assert second.get_by_label("Title", exact=True).last.input_value() == "Week 3: half ty"
    second.get_by_role("button", name="Move C up").click()
    saved(second)
    assert stored(world, class_id) == [["B", "C", "A"], ["D"]]


def test_what_can_not_be_saved_goes_back(window: Open, world: World, class_id: UUID) -> None:
    page = window()
    page.route("**/outline", lambda route: route.abort())
    page.get_by_role("button", name="Move B up").click()
    expect(page.locator("#trouble")).to_contain_text("Everything is as it was.")
    assert shown(page) == stored(world, class_id) == [["A", "B", "C"], ["D"]]


def test_without_scripts_buttons_do_the_same(window: Open, world: World, class_id: UUID) -> None:
    page = window(java_script_enabled=False)
    assert page.locator(".grip:visible").count() == 0
    page.get_by_role("button", name="Move C up").click()
    expect(page.locator(".notice.done")).to_contain_text("Moved.")
    page.get_by_text("More for A").click()
    page.locator("[data-title='A'] select").select_option(label="Week 2")
    page.get_by_role("button", name="Move A to that module").click()
    assert stored(world, class_id) == [["C", "B"], ["D", "A"]]


def test_a_file_is_sent_with_its_progress_and_a_refusal_keeps_the_form(
    window: Open, world: World, class_id: UUID, tmp_path: Path
) -> None:
    page = window("materials/new")
    sent: list[str] = []
    note: Callable[[Request], None] = lambda request: sent.append(request.method)  # noqa: E731
    page.on("request", note)
    bad, good = tmp_path / "plot.png", tmp_path / "slides.pdf"
    bad.write_bytes(b"<script>alert(1)</script>")
    good.write_bytes(b"%PDF-1.7" + b"x" * 3_000_000)
    page.get_by_label("Title").fill("Slides")
    page.get_by_label("Text").fill("Typed with care")
    page.get_by_label("File").set_input_files(bad)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("plot.png isn’t what its name says".replace("’", "'"))
    assert page.get_by_label("Text").input_value() == "Typed with care"
    page.get_by_label("File").set_input_files(good)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".notice.done")).to_contain_text("The material is made.")
    assert sent.count("POST") == 2
    assert stored(world, class_id)[0] == ["A", "B", "C", "Slides"]


def test_signed_in_by_cookie_text_alone_and_a_file_are_given_to_the_tutor(
    chromium: Browser, service: RunningService, class_id: UUID, world: World, tmp_path: Path
) -> None:
    page = signed_in(chromium.new_context(), service, world.login("teacher"))
    here = f"{service.url}{PREFIX}/lectorium/classes/{class_id}/knowledge"
    page.goto(here)
    page.get_by_label("Title").fill("Style")
    page.get_by_label("Or text, in Markdown").fill("Name things well.")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".notice.done")).to_contain_text("Added.")
    notes = tmp_path / "my_notes.md"
    notes.write_text("# Loops\n\nThey end.")
    page.goto(here)
    page.get_by_label("File").set_input_files(notes)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".notice.done")).to_contain_text("Added.")
    expect(page.get_by_role("link", name="my notes")).to_be_visible()  # by its file, without a title
    page.goto(here)
    page.get_by_label("Or text, in Markdown").fill("Nameless.")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".notice.refused")).to_contain_text("it needs a title")
    expect(page.get_by_label("Or text, in Markdown")).to_have_value("Nameless.")
    page.context.close()


def test_dates_are_of_the_class_and_an_hour_that_is_skipped_is_refused(
    window: Open, world: World, class_id: UUID
) -> None:
    page = window()
    row(page, "A").locator(".name").click()
    assert "In Europe/Berlin." in page.locator("form").inner_text()
    field = page.get_by_label("Students see it from")
    field.fill("2027-03-28T02:30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice.refused")).to_contain_text("clocks are set forward")
    assert field.input_value() == "2027-03-28T02:30"
    field.fill("2027-03-28T03:30")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "A")).to_contain_text("students see it")
    with world.database.transaction() as session:
        items = [item for module in courses.read_order(session, class_id).modules for item in module.items]
        release = session.get_one(courses.ContentItem, items[0]).release_date
        assert release is not None
        assert release.isoformat() == "2027-03-28T01:30:00+00:00"


def test_taking_time_away_is_asked_about_first(window: Open, world: World, class_id: UUID) -> None:
    teacher = world.school.actor("teacher")
    with world.database.transaction() as session:
        module_id = courses.read_order(session, class_id).modules[0].id
        new = authoring.NewAssignment("Homework", due_date=datetime(2040, 6, 1, 12, tzinfo=UTC))
        authoring.create_assignment(session, teacher, module_id, new, [world.version.id])
        courses.add_member(session, class_id, world.school.users["student1"], "student")
    page = window()
    row(page, "Homework").locator(".name").click()
    due = page.get_by_label("Due")
    assert due.input_value() == "2040-06-01T14:00"
    due.fill("2040-05-01T14:00")
    page.get_by_label("Description").fill("Typed with care")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice.refused")).to_be_visible()
    assert due.input_value() == "2040-05-01T14:00"
    assert page.get_by_label("Description").input_value() == "Typed with care"
    page.get_by_role("button", name="Do it all the same").click()
    expect(row(page, "Homework")).to_contain_text("1 May")


def test_of_two_who_edit_one_text_the_second_sees_both(window: Open, class_id: UUID) -> None:
    first, second = window(), window()
    for page in (first, second):
        row(page, "A").locator(".name").click()
    first.get_by_label("Text").fill("Theirs")
    first.get_by_role("button", name="Save").click()
    expect(first.locator(".notice.done")).to_be_visible()
    second.get_by_label("Text", exact=True).fill("Mine")
    second.get_by_role("button", name="Save").click()
    expect(second.locator(".notice.refused")).to_contain_text("changed this text meanwhile")
    assert second.get_by_label("Text", exact=True).input_value() == "Mine"
    expect(second.locator("#theirs + pre")).to_have_text("Theirs")
    second.get_by_role("button", name="Save").click()
    expect(second.locator(".notice.done")).to_be_visible()


def test_the_form_of_graded_work_fits_a_small_screen(window: Open, world: World) -> None:
    page = window(viewport={"width": 360, "height": 740})
    page.goto(page.url.partition("/classes/")[0] + f"/items/{world.item_id}/edit")
    expect(page.get_by_label("Due")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["structure", "announcements/new", "materials/new"])
def test_nothing_of_it_overflows_a_small_screen(window: Open, path: str) -> None:
    page = window(path, viewport={"width": 360, "height": 740})
    for more in page.locator(".more summary").all():
        more.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_more_opens_below_a_row_and_moves_nothing_in_it(window: Open) -> None:
    page = window()
    a = row(page, "A")
    parts = [a.locator(".name"), a.get_by_role("button", name="Hide"), a.locator(".more summary").first]
    before = [part.bounding_box() for part in parts]
    a.locator(".more summary").first.click()
    expect(a.locator(".menu")).to_be_visible()
    assert [part.bounding_box() for part in parts] == before
    last, menu = before[-1], a.locator(".menu").bounding_box()
    assert last
    assert menu
    assert menu["y"] >= last["y"] + last["height"]
