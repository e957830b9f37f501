"""From a page into JupyterLab, in a real browser: the problem that was chosen there is open."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.lab import Lab
from tests.e2e.pages import Pages
from tests.e2e.window import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
WORDS, WARM_UP = "Counting words", "The longest warm-up"


def test_an_item_opens_its_problem_in_lab(people: People) -> None:
    student = people("student2")
    lab = _open(student, WORDS)
    lab.picture("from-its-page")
    _open(student, WARM_UP)  # where JupyterLab is open already, in a second window


def _open(student: Person, title: str) -> Lab:
    pages = Pages.sign_in(student, "/")
    pages.page.get_by_role("link", name="Thinking in Python and Data", exact=True).click()
    pages.page.get_by_role("link", name=title, exact=True).click()
    pages.page.get_by_role("link", name="Work in JupyterLab").click()
    pages.page.wait_for_url(re.compile(rf"/hub/spawn|/user/{student.name}/lab"))
    if "/hub/spawn" in pages.page.url:
        pages.page.get_by_role("button", name="Start").click()
    lab = Lab(student, pages.page).arrive()
    lab.wait_for_notebook(title)
    expect(lab.page).not_to_have_url(re.compile("lectorium=|reset="))
    return lab
