"""A class's structure, edited in JupyterLab: by keys, by drag, by two editors at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.lab import Lab
from tests.e2e.pages import Pages
from tests.e2e.reach import assert_in_reach
from tests.e2e.window import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.stack]


class Editor:
    """The structure editor of a class made for this test."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.all = lab.page.locator(".lct-structure")
        self.news = self.all.locator(".lct-structure-news")

    def module(self, title: str) -> Locator:
        return self.all.locator(".lct-structure-module", has=self.lab.page.get_by_role("heading", name=title))

    def add_module(self, title: str) -> None:
        field = self.all.get_by_label("New module")
        field.fill(title)
        field.press("Enter")
        expect(self.news).to_have_text(f"Module “{title}” added.")

    def announce(self, module: str, title: str, text: str) -> None:
        self.all.get_by_role("button", name=f"Announcement to {module}").click()
        form = self.all.get_by_role("form", name="New announcement")
        form.get_by_label("Title").fill(title)
        form.get_by_label("Text").fill(text)
        form.get_by_role("button", name="Announce").click()
        expect(self.news).to_have_text(f"“{title}” is announced.")

    def titles(self, module: str) -> list[str]:
        return self.module(module).locator(".lct-structure-what a").all_text_contents()


@pytest.mark.timeout(600)
def test_a_teacher_structures_a_class_in_lab(people: People) -> None:
    teacher = people("teacher")
    page = _new_class(teacher)
    lab = Lab.start(teacher)
    lab.courses.get_by_role("button", name="Refresh").click()
    section = lab.courses.get_by_role("region", name="Editors at Work")
    section.get_by_role("button", name="Structure").click()
    editor = Editor(lab)
    expect(editor.all).to_contain_text("This class has no modules yet.")
    editor.add_module("Week 1")
    editor.add_module("Week 2")
    editor.announce("Week 1", "Welcome", "Half of it is $\\frac{1}{2}$.")
    editor.announce("Week 1", "Rooms", "Room 2.")
    assert_in_reach(lab.page)
    lab.picture("structure-editor")

    _move_by_keys(editor)
    _move_by_drag(editor)
    _edit_words(editor)
    _come_second(editor, page)
    _take_away(editor)
    lab.picture("structure-edited")

    lab.page.reload()
    lab.arrive()
    expect(editor.module("Week 1")).to_contain_text("Rooms and hours")


def _new_class(teacher: Person) -> Page:
    page = Pages.sign_in(teacher, "/").page
    page.get_by_label("Name", exact=True).fill("Editors at Work")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Time zone").press("Enter")
    page.wait_for_url(re.compile("/classes/[0-9a-f-]+"))
    return page


def _move_by_keys(editor: Editor) -> None:
    """Down in its module, and on into the next one; the keyboard goes along."""
    grip = editor.all.get_by_role("button", name="Move Welcome: drag")
    grip.focus()
    editor.lab.page.keyboard.press("Alt+ArrowDown")
    expect(editor.news).to_have_text("Welcome: place 2 of 2 in Week 1. Saved.")
    editor.lab.page.keyboard.press("Alt+ArrowDown")
    expect(editor.news).to_have_text("Welcome: place 1 of 1 in Week 2. Saved.")
    expect(grip).to_be_focused()
    assert editor.titles("Week 2") == ["Welcome"]


def _move_by_drag(editor: Editor) -> None:
    """Back, above the other one."""
    mouse = editor.lab.page.mouse
    editor.all.get_by_role("button", name="Move Welcome: drag").hover()
    mouse.down()
    target = editor.all.locator(".lct-structure-item", has_text="Rooms").bounding_box()
    assert target is not None
    mouse.move(target["x"] + 60, target["y"] + target["height"] / 2, steps=5)
    mouse.move(target["x"] + 60, target["y"] + 3, steps=5)
    mouse.up()
    expect(editor.news).to_have_text("Welcome: place 1 of 2 in Week 1. Saved.")
    assert editor.titles("Week 1") == ["Welcome", "Rooms"]


def _edit_words(editor: Editor) -> None:
    """In the class's time; what is wrong stands at its field, and nothing typed is lost."""
    editor.all.get_by_role("button", name="Edit Rooms").click()
    form = editor.all.get_by_role("form", name="Edit Rooms")
    expect(form.get_by_label("Text")).to_have_value("Room 2.")
    assert_in_reach(editor.lab.page)
    editor.lab.picture("structure-form")
    form.get_by_label("Title").fill(" ")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Give it a title")
    form.get_by_label("Title").fill("Rooms and hours")
    form.get_by_label("Seen from").fill("2030-01-07T08:00")
    form.get_by_role("button", name="Save").click()
    row = editor.all.locator(".lct-structure-item", has_text="Rooms and hours")
    expect(row).to_contain_text("students see it Mon 7 Jan 2030, 08:00")
    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    row.get_by_role("button", name="Hide").click()
    expect(row).to_contain_text("hidden from students")


def _come_second(editor: Editor, page: Page) -> None:
    """Of two editors the second is shown what the first did, and overwrites nothing."""
    page.goto(page.url.split("?")[0] + "/structure")
    page.get_by_role("button", name="Move Welcome down").click()
    expect(page.locator("#news")).to_have_text(re.compile("Saved"))
    up = editor.all.get_by_role("button", name="Move the module Week 2 up")
    up.click()
    expect(editor.all.get_by_role("alert")).to_contain_text("You had moved “Week 2”.")
    assert editor.titles("Week 1") == ["Rooms and hours", "Welcome"]
    up.click()
    expect(editor.news).to_have_text("Week 2: place 1 of 2 of the modules. Saved.")


def _take_away(editor: Editor) -> None:
    """What is lost is named first."""
    editor.all.get_by_role("button", name="Delete… Welcome").click()
    expect(editor.lab.dialog).to_contain_text("It is lost with its text.")
    editor.lab.dialog.get_by_role("button", name="Delete for good").click()
    expect(editor.news).to_have_text("Welcome is deleted.")
    editor.all.get_by_role("button", name="Remove the module Week 2").click()
    expect(editor.module("Week 2")).to_have_count(0)
