"""A teacher mends a test: tries the regrade, sees who gains and loses, applies it, and takes it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import Pages
from tests.e2e.regraded import Regraded, class_with_a_wrong_test
from tests.e2e.window import People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
MOST_STOPS = 80


def changes(page: Page) -> dict[str, str]:
    """Each student's change in points, as the table says it."""
    rows = page.locator("#effects tbody tr:visible")
    heads = page.locator("#effects thead th").all_inner_texts()
    place = heads.index("Change")
    return {
        row.locator("th").inner_text().split("\n")[0]: row.locator("th, td")
        .nth(place)
        .inner_text()
        .removeprefix("✓ ")
        .removeprefix("✗ ")
        for row in rows.all()
    }


def points(pages: Pages, placed: Regraded) -> dict[str, str]:
    """What the gradebook says."""
    pages.page.goto(f"{pages.someone.url}/services/lectorium/lectorium/classes/{placed.class_id}/grades")
    return {
        name: re.split(r"\s", pages.cell(name, "Median").inner_text())[0]
        for name in ("Ada Lovelace", "Bo Chen", "Chiara Rossi", "Dmitri Volkov")
    }


def test_tried_applied_and_undone(people: People, site: Site) -> None:
    placed = class_with_a_wrong_test(site, "Statistics")
    pages = Pages.sign_in(people("teacher"), f"/classes/{placed.class_id}")
    page = pages.page
    expect(page.get_by_text("newer version", exact=True)).to_be_visible()
    page.get_by_role("link", name="Tests of Median").click()
    expect(page.get_by_text("version 2 is published; students are on version 1.")).to_be_visible()
    pages.picture("tests")

    page.get_by_label("Take the new results").check()
    page.get_by_label("Why").first.fill("Four numbers expected a wrong value")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="Who gains and loses")).to_be_visible()
    told = {"Ada Lovelace": "+4", "Bo Chen": "−4", "Chiara Rossi": "0", "Dmitri Volkov": "+4"}
    assert changes(page) == told
    expect(page.get_by_text("2 students will gain and 1 student will lose points.")).to_be_visible()
    expect(page.get_by_text("four numbers: failed → passed").first).to_be_visible()
    pages.picture("preview")

    page.get_by_role("link", name="Lose (1)").click()
    assert changes(page) == {"Bo Chen": "−4"}
    page.get_by_role("link", name="Look at attempt 1").click()
    expect(page.get_by_role("heading", name="Bo Chen")).to_be_visible()
    page.go_back()

    untouched = points(pages, placed)
    assert untouched == {"Ada Lovelace": "6", "Bo Chen": "10", "Chiara Rossi": "0", "Dmitri Volkov": "6"}
    page.go_back()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Applied", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    pages.picture("applied")
    address = page.url
    regraded = {"Ada Lovelace": "10", "Bo Chen": "6", "Chiara Rossi": "0", "Dmitri Volkov": "10"}
    assert points(pages, placed) == regraded

    page.goto(address)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The results that counted before count again.")).to_be_visible()
    assert points(pages, placed) == untouched

    page.goto(address)
    page.get_by_role("link", name="Tests of this item").click()
    page.get_by_role("link", name="How good? The tests of version 2").click()
    expect(page.get_by_role("row", name=re.compile("four numbers"))).to_contain_text("50 %")
    doubted = page.get_by_role("row", name=re.compile("Bo Chen"))
    expect(doubted).to_contain_text("Fails some of these tests, and passed all of version 1")
    pages.picture("quality")

    points(pages, placed)
    page.get_by_role("link", name="Regrades", exact=True).click()
    row = page.get_by_role("row", name=re.compile("^Median"))
    expect(row).to_contain_text("1 → 2")
    expect(row).to_contain_text("Four numbers expected a wrong value")
    expect(row).to_contain_text("undone")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus; it must be seen to have it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const at = document.activeElement;
                const label = at.labels?.[0]?.innerText ?? "";
                const ring = getComputedStyle(at).outlineStyle !== "none";
                return {name: (label || at.innerText || "").trim(), ring};
            }"""
        )
        if focused["name"].startswith(name):
            assert focused["ring"], f"the focus on {name} isn't seen"
            return
    raise AssertionError(f"{name} isn't reached by the keyboard")


def test_by_keyboard_alone(people: People, site: Site) -> None:
    placed = class_with_a_wrong_test(site, "Statistics by keyboard")
    page = Pages.sign_in(people("teacher"), f"/classes/{placed.class_id}").page
    for name, key in (("Tests", "Enter"), ("Never lower a student", "ArrowDown"), ("Why", "")):
        tab_to(page, name)
        if key:
            page.keyboard.press(key)
        if name == "Tests":
            expect(page.get_by_role("heading", name="Tests")).to_be_visible()
    expect(page.get_by_label("Keep the better result of each attempt")).to_be_checked()
    page.keyboard.type("Four numbers")
    tab_to(page, "Try it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who gains and loses")).to_be_visible()
    assert changes(page)["Bo Chen"] == "0"

    tab_to(page, "Find a student")
    page.keyboard.type("ada")
    assert changes(page) == {"Ada Lovelace": "+4"}
    page.reload()
    tab_to(page, "Apply")
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The results that counted before count again.")).to_be_visible()
