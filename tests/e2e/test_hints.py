"""A hint with a price, in a real browser: shown before, asked once, paid once, and there for staff."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.e2e.lab import Lab
from tests.e2e.pages import Pages
from tests.e2e.reach import assert_in_reach
from tests.e2e.school import answers, hand_in, item_of
from tests.e2e.window import People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
WORDS, PRICED = "Counting words", "Words at a price"


def test_a_hint_costs_what_it_said(people: People, site: Site) -> None:
    with site.client("teacher") as teacher:
        words = item_of(teacher, WORDS)
        version = teacher.contents(words.id).problems[0].version_id
        made = teacher.create_assignment(words.module_id, PRICED, [version])
        teacher.change_settings(made.id, hint_cost=Decimal("0.5"))
    with site.client("student2") as student:
        hand_in(student, made.challenge_ids[0], answers("counting-words", "plain-loops"))
        name = student.me().name

    lab = Lab.start(people("student2"))
    lab.courses.locator(".lct-item", has_text=PRICED).get_by_role("button").click()
    lab.wait_for_notebook(WORDS)  # the problem's own title
    lab.run_command("lectorium:hint")
    hints = lab.results.get_by_label("Hints", exact=True)
    hints.get_by_role("button", name="for 0.5 points").click()
    price = hints.get_by_role("group")
    expect(price).to_contain_text("This hint costs 0.5 points.")
    expect(price).to_be_focused()
    lab.picture("hint-price")
    assert_in_reach(lab.page)
    hints.get_by_role("button", name="Not now").click()
    hints.get_by_role("button", name="for 0.5 points").click()
    hints.get_by_role("button", name="Take it").click()
    expect(hints.get_by_label("Hint 1")).to_be_visible()
    expect(hints).to_contain_text("Your 1 hint cost 0.5 points.")
    lab.picture("hint-taken")

    entry = Pages.sign_in(people("teacher"), f"/classes/{made.class_id}/grades")
    entry.cell(name, PRICED).get_by_role("link").click()
    expect(entry.page.get_by_text("for 0.5 points")).to_be_visible()
    expect(entry.page.locator("dl")).to_contain_text("−0.5")
