"""The pages in a real browser: typing filters, heads sort, the address keeps both, nothing overflows."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from tests.server.regrades import regraded
from tests.server.service import PREFIX, RunningService
from tests.server.world import World

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def signed_in(context: BrowserContext, service: RunningService, login: str) -> Page:
    """A tab of somebody who came through the Hub: by cookie, as people do, and not by a token."""
    opened = context.new_page()
    with opened.expect_request("**/oauth2/authorize?**") as asked, contextlib.suppress(PlaywrightError):
        opened.goto(f"{service.url}{PREFIX}/lectorium/me")
    state = parse_qs(urlsplit(asked.value.url).query)["state"][0]
    opened.goto(f"{service.url}{PREFIX}/oauth_callback?code={login}&state={state}")
    return opened


@pytest.fixture
def page(chromium: Browser, service: RunningService, world: World) -> Iterator[Page]:
    """A narrow window of the teacher's; any error in a script fails the test."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    opened = signed_in(context, service, world.login("teacher"))
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert errors == []


def go(page: Page, service: RunningService, path: str) -> None:
    page.goto(f"{service.url}{PREFIX}/lectorium{path}")


def names(page: Page) -> list[str]:
    return page.locator("tbody tr:visible th").all_inner_texts()


def test_typing_filters_and_the_address_keeps_it(page: Page, service: RunningService, world: World) -> None:
    go(page, service, f"/classes/{world.school.class_id}/roster")
    everybody = len(names(page))
    assert everybody > 2
    page.get_by_label("Find somebody").press_sequentially("student1")
    assert len(names(page)) == 1
    expect(page.locator("[data-count=people]")).to_have_text(f"1 of {everybody} shown")
    assert "search=student1" in page.url
    page.reload()
    assert len(names(page)) == 1


def test_heads_sort_by_number(page: Page, service: RunningService, world: World) -> None:
    go(page, service, f"/classes/{world.school.class_id}/grades")
    head = page.get_by_role("columnheader", name=re.compile("^Total"))
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names(page)[0].startswith("Student1")  # the only one with points
    assert "sort=-" in page.url


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/classes/{}", "/classes/{}/grades", "/classes/{}/roster", "/me"),
        *("/classes/{}/settings", "/classes/{}/audit"),
    ],
)
def test_nothing_overflows_a_small_screen(
    page: Page, service: RunningService, world: World, path: str
) -> None:
    go(page, service, path.format(world.school.class_id))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_long_names_of_labels_fit_a_small_screen(page: Page, service: RunningService, world: World) -> None:
    class_id, teacher = world.fresh_class(), world.school.actor("teacher")
    with world.database.transaction() as session:
        courses.create_label(session, teacher, class_id, "W" * 60, "label")
        courses.create_label(session, teacher, class_id, "V" * 60, "section")
    go(page, service, f"/classes/{class_id}/roster")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/items/{}/dates?find=student1", "/items/{}/dates/students/{}"])
def test_dates_and_exceptions_fit_a_small_screen(
    page: Page, service: RunningService, world: World, path: str
) -> None:
    go(page, service, path.format(world.item_id, world.student_id))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


REGRADING = [
    "/classes/{class_id}/regrades",
    "/challenges/{challenge_id}/tests",
    "/challenges/{challenge_id}/quality",
    "/regrades/{regrade_id}",
]


@pytest.mark.parametrize("path", REGRADING)
def test_nothing_of_regrading_overflows_a_small_screen(
    page: Page, service: RunningService, world: World, path: str
) -> None:
    placed = regraded(world)
    regrade_id = placed.fresh(grading.start_preview)
    places = {
        "class_id": placed.class_id,
        "challenge_id": placed.challenge_id,
        "regrade_id": regrade_id,
    }
    go(page, service, path.format(**places))
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_first_stop_of_the_keyboard_is_the_content(
    page: Page, service: RunningService, world: World
) -> None:
    go(page, service, f"/classes/{world.school.class_id}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_all_of_the_head_is_in_reach_in_a_narrow_window(
    page: Page, service: RunningService, world: World
) -> None:
    go(page, service, f"/classes/{world.school.class_id}")
    for link in page.locator(".top .account a").all():
        expect(link).to_be_in_viewport(ratio=1)
    assert page.locator(".top .account a").all_inner_texts()[1:] == ["Your data", "Sign out"]


def test_the_rows_of_a_table_come_as_a_file(page: Page, service: RunningService, world: World) -> None:
    title = f"=1+1 {world.fresh_username()}"
    with world.database.transaction() as session:
        new = authoring.NewAssignment(title)
        versions = [world.version.id]
        authoring.create_assignment(
            session, world.school.actor("teacher"), world.school.module_id, new, versions
        )
    go(page, service, f"/problems/{world.version.problem_id}")
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download these rows as CSV").click()
    head, *rows = Path(downloaded.value.path()).read_text("utf-8-sig").splitlines()
    assert head == "Where,Version,Handed in"
    assert [row.split(",")[1:] for row in rows if row.startswith(f"'{title} ")] == [["1", "0"]]


def test_on_paper_there_is_nothing_to_press(page: Page, service: RunningService, world: World) -> None:
    go(page, service, f"/classes/{world.school.class_id}/grades")
    page.emulate_media(media="print")
    expect(
        page.locator(".top, .tabs, .tools, button:not(th button), .button").locator("visible=true")
    ).to_have_count(0)
    expect(page.locator("#grades thead")).to_be_visible()
    box, table = page.locator(".scroll").first, page.locator("#grades")
    assert box.evaluate("box => getComputedStyle(box).overflow") == "visible"  # no column is cut off
    assert "Total" in table.inner_text()


@pytest.mark.parametrize(("zone", "named"), [("Europe/Berlin", 0), ("America/New_York", 1)])
def test_a_zone_is_named_where_it_is_not_the_reader_s(
    chromium: Browser, service: RunningService, world: World, zone: str, named: int
) -> None:
    class_id, teacher = world.fresh_class(), world.school.actor("teacher")
    with world.database.transaction() as session:
        courses.change_class(session, teacher, class_id, {"time_zone": "Europe/Berlin"})
        courses.add_member(session, class_id, world.school.users["student1"], "student")
    page = signed_in(chromium.new_context(timezone_id=zone), service, world.login("teacher"))
    go(page, service, f"/classes/{class_id}/roster?search=student1")
    expect(page.locator("tbody tr:visible time")).to_have_attribute("title", re.compile(", your time$"))
    page.locator("tbody tr:visible th a").click()
    since = page.locator("dd time").first
    assert since.locator(".zone").count() == named
    assert " · " in since.inner_text()
    go(page, service, "/library")
    clock = page.locator("time.ago").first
    expect(clock).to_have_text(re.compile(r" · \w{3} \d+ \w{3}, \d\d:\d\d$"))  # of no class: the reader's own
    page.context.close()


def test_in_a_narrow_window_what_is_wider_says_so(page: Page, service: RunningService, world: World) -> None:
    go(page, service, f"/classes/{world.school.class_id}/roster")
    tabs, table = page.locator(".tabs"), page.locator(".scroll").first
    whole = page.locator(".top nav:not(.account)")
    assert whole.evaluate("nav => nav.scrollWidth <= nav.clientWidth")  # nothing of the menu is cut off
    assert tabs.bounding_box()["height"] < 50  # type: ignore[index] # one row
    expect(tabs.locator("[aria-current]")).to_be_in_viewport(ratio=1)
    expect(tabs).to_have_attribute("data-more", "both")
    expect(table).to_have_attribute("data-more", "right")
    table.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    expect(table).to_have_attribute("data-more", "left")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(tabs).not_to_have_attribute("data-more", re.compile(""))


def test_a_new_class_begins_in_the_reader_s_zone_and_the_others_are_offered(
    chromium: Browser, service: RunningService, world: World
) -> None:
    context = chromium.new_context(timezone_id="America/New_York")
    page = signed_in(context, service, world.login("teacher"))
    go(page, service, "/")
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    expect(page.locator("#zones option[value='Europe/Berlin']")).to_have_count(1)
    context.close()


def test_a_line_of_code_stays_one_line(page: Page, service: RunningService, world: World) -> None:
    class_id, teacher = world.fresh_class(), world.school.actor("teacher")
    code = "```\n" + "x = 1 + " * 20 + "1\n```"
    with world.database.transaction() as session:
        module = courses.create_module(session, teacher, class_id, "Week", "", is_published=True)
        item = courses.create_announcement(session, teacher, module.id, courses.NewAnnouncement("Code", code))
        item_id = item.id
    go(page, service, f"/items/{item_id}")
    block = page.locator(".markdown pre")
    assert block.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    expect(block).to_have_attribute("tabindex", "0")
