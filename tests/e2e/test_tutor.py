"""Asking the tutor beside the notebook, in a real browser, of a real model: streamed, kept, stopped."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.examined import class_with_an_exam
from tests.e2e.lab import Lab
from tests.e2e.tutored import class_with_a_tutor
from tests.e2e.window import People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
TITLE, WHO = "Sums with help", "student2"
WRONG = "def add(a, b):\n    return a + c\n\nadd(1, 2)\n"


class Chat:
    """The tutor's panel."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.panel = lab.page.locator("#lectorium-tutor")
        self.question = self.panel.get_by_role("textbox", name="Your question")
        self.answers = self.panel.locator(".lct-answer")
        self.stop = self.panel.get_by_role("button", name="Stop", exact=True)

    def open(self) -> None:
        """By the keyboard, as everything here is."""
        self.lab.page.keyboard.press("Alt+Shift+q")
        expect(self.question).to_be_focused()

    def ask(self, text: str) -> None:
        """Type and send."""
        self.lab.page.keyboard.type(text)
        self.lab.page.keyboard.press("Enter")
        expect(self.question).to_have_value("")

    def wait(self) -> None:
        """Until the newest answer has ended."""
        expect(self.stop).to_have_count(0)
        expect(self.answers.last).to_have_attribute("aria-busy", "false")

    def expect_answer(self, markdown: str) -> None:
        """Its beginning and its end, as they are drawn."""
        marks = re.compile(r"^```.*$|^[\s#>*+\-\d.]+|[`*]", re.MULTILINE)
        lines = [line for line in marks.sub("", markdown).splitlines() if line.strip()]
        for line in (lines[0], lines[-1]):
            expect(self.answers.last).to_contain_text(line.strip())

    def left(self) -> Locator:
        """How many questions there are still."""
        return self.panel.locator(".lct-tutor-head")


def test_a_student_asks_and_nothing_is_lost(people: People, site: Site) -> None:
    home = class_with_a_tutor(site, TITLE, [WHO])
    student = site.client(WHO)
    kept = student.tutor(home.challenge_id)
    lab = Lab.start(people(WHO))
    lab.courses.locator(".lct-item", has_text=TITLE).get_by_role("button").click()
    lab.wait_for_notebook(TITLE)
    chat = Chat(lab)
    chat.open()
    chat.ask("What is a sum?")

    # The page goes while the answer comes; what was said stands there again, and it goes on to its end.
    expect(chat.answers.locator("p").nth(1)).not_to_be_empty()
    lab.page.reload()
    lab.arrive()
    lab.wait_for_notebook(TITLE)
    expect(chat.panel.locator(".lct-asked")).to_have_text(re.compile("What is a sum\\?$"))
    chat.wait()
    (first,) = kept.history()
    assert first.state == "completed"
    chat.expect_answer(first.answer)
    chat.answers.get_by_role("button", name="Helpful", exact=True).click()
    expect(chat.left()).to_contain_text("8 of 9 questions left today")

    # The error of a cell: run, explained, kept with the code; and the run is part of the journey.
    lab.write(lab.cell_with("def add"), WRONG)
    lab.page.keyboard.press("Control+Enter")
    expect(lab.page.get_by_role("button", name="Explain this error")).to_be_visible()
    lab.page.keyboard.press("Alt+Shift+e")
    expect(chat.panel.get_by_text("Its error: NameError: name 'c' is not defined")).to_be_visible()
    chat.stop.click()
    chat.wait()
    expect(chat.answers.last).to_contain_text("You stopped this answer.")
    lab.picture("stopped")
    rows = sorted(kept.history(), key=lambda row: row.id)
    assert [row.kind for row in rows] == ["chat", "code_run", "explain"]
    run, explained = (kept.interaction(row.id) for row in rows[1:])
    assert run.code == explained.code == WRONG.strip("\n") + "\n"
    assert run.stdout is not None
    assert "NameError" in run.stdout
    assert (explained.state, explained.help_level) == ("stopped", "steps")
    assert rows[0].rating == 1

    # An exam closes it, whatever window it was open in.
    exam = class_with_an_exam(site, "Sums alone", [WHO])
    student.start_exam(exam.item_id)
    expect(chat.panel).to_contain_text("The tutor is closed while you sit an exam")
    expect(chat.question).to_have_count(0)
    expect(chat.answers).to_have_count(0)
    lab.picture("exam")
    student.hand_in_exam(exam.item_id)
    expect(chat.question).to_be_visible()
    expect(chat.answers).to_have_count(2)
