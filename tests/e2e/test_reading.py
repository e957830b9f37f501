"""What a class reads, in JupyterLab: an announcement with mathematics, a file saved in one's folder."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.lab import Lab
from tests.e2e.pages import Pages
from tests.e2e.window import People

pytestmark = [pytest.mark.browser, pytest.mark.stack]
FILE = "Thinking in Python and Data Autumn term/Materials/twelve-readings.csv"


@pytest.mark.timeout(600)
def test_a_student_reads_and_saves_and_a_teacher_restructures(people: People) -> None:
    lab = Lab.start(people("student"))
    row = lab.courses.get_by_role("button", name=re.compile("Welcome aboard"))
    expect(row).to_contain_text("Announcement")
    expect(row.locator(".lct-news")).to_have_text("new")
    row.focus()
    lab.page.keyboard.press("Enter")
    reader = lab.page.locator(".lct-reader")
    expect(reader.get_by_role("heading", name="Welcome aboard")).to_be_visible()
    expect(reader.locator("mjx-container").first).to_be_visible()
    expect(row.locator(".lct-news")).to_have_count(0)
    lab.picture("reading")

    lab.courses.get_by_role("button", name=re.compile("Means, medians")).click()
    save = lab.page.get_by_role("button", name="Save twelve-readings.csv")
    save.click()
    expect(lab.page.get_by_text(f"Saved as {FILE}.")).to_be_visible()
    save.click()  # once more: the same file stays the only one
    lab.picture("saved")
    count = """async path => {
      const folder = await window.jupyterapp.serviceManager.contents.get(path);
      return folder.content.map(each => each.name);
    }"""
    assert lab.page.evaluate(count, FILE.rpartition("/")[0]) == ["twelve-readings.csv"]

    structure = Pages.sign_in(people("teacher"), "/").page
    structure.get_by_role("link", name="Thinking in Python and Data").first.click()
    structure.get_by_role("link", name="Structure").click()
    structure.get_by_role("button", name="Move Welcome aboard down").click()
    expect(structure.locator("#news")).to_have_text(re.compile("Saved"))
    people("teacher").picture(structure, "structure")
    lab.page.get_by_role("button", name="Refresh").click()
    expect(lab.courses.locator(".lct-item").nth(1)).to_contain_text("Welcome aboard")
