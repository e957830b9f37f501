"""Asking the tutor beside the notebook, in a real browser, of a real model: streamed, kept, stopped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from lectorium_client import Client
from tests.e2e.examined import class_with_an_exam
from tests.e2e.lab import Lab
from tests.e2e.reach import assert_in_reach
from tests.e2e.tutored import CITED, READING, READING_FILE, answer_that_cites, class_with_a_tutor
from tests.e2e.window import SIZE, People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
TITLE, WHO = "Sums with help", "student2"
FROM_THE_FIELD_TO_HELPFUL = 2
"""Nothing is saved that the tutor could read: then come the thumbs of the newest answer, last one first."""
# Everything that a screen reader is told of an answer, as often as it is told.
LISTEN = """() => {
  window.said = [];
  const log = document.querySelector('#lectorium-tutor [role=log]');
  const hear = changes => changes.forEach(change => {
    const nodes = change.type === 'characterData' ? [change.target] : [...change.addedNodes];
    nodes.forEach(node => window.said.push(node.textContent));
  });
  new MutationObserver(hear).observe(log, { childList: true, characterData: true, subtree: true });
}"""
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


def test_a_student_asks_and_nothing_is_lost(people: People, site: Site, tmp_path: Path) -> None:
    home = class_with_a_tutor(site, TITLE, [WHO])
    answer_that_cites(site, home, WHO, tmp_path)
    student = site.client(WHO)
    kept = student.tutor(home.challenge_id)
    lab = Lab.start(people(WHO))
    lab.open_row(TITLE)
    chat = Chat(lab)
    chat.open()
    chat.ask("What is a sum?")

    # The tab goes while the answer comes: the answer goes on to its end, and stands whole in the next one.
    expect(chat.answers.last.locator("p").nth(1)).not_to_be_empty()
    lab.page.close()
    lab = Lab.open(people(WHO))
    lab.open_row(TITLE)
    chat = Chat(lab)
    chat.open()
    expect(chat.panel.locator(".lct-asked").last).to_have_text(re.compile("What is a sum\\?$"))
    chat.wait()
    asked = next(row for row in kept.history() if row.text == "What is a sum?")
    assert asked.state == "completed"
    chat.expect_answer(asked.answer)
    expect(chat.left()).to_contain_text("7 of 9 questions left today")
    check_sources(lab, chat)
    check_keyboard(lab, chat)
    check_room(lab, chat)

    # The error of a cell: run, explained, kept with the code; and the run is part of the journey.
    wrong = lab.cell_with("def add")
    lab.write(wrong, WRONG)
    lab.page.keyboard.press("Control+Enter")
    expect(lab.page.get_by_role("button", name="Explain this error")).to_be_visible()
    expect(wrong.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))
    lab.page.keyboard.press("Alt+Shift+e")
    expect(chat.panel.get_by_text("Its error: NameError: name 'c' is not defined")).to_be_visible()
    expect(chat.stop).to_be_visible()
    lab.page.keyboard.press("Alt+Shift+x")
    chat.wait()
    expect(chat.answers.last).to_contain_text("You stopped this answer.")
    lab.picture("stopped")
    assert_in_reach(lab.page)
    rows = sorted(kept.history(), key=lambda row: row.id)
    assert [row.kind for row in rows] == ["chat", "chat", "hint", "code_run", "explain"]
    run, explained = (kept.interaction(row.id) for row in rows[3:])
    assert run.code == explained.code == WRONG.strip("\n") + "\n"
    assert run.stdout is not None
    assert "NameError" in run.stdout
    assert (explained.state, explained.help_level) == ("stopped", "steps")
    assert rows[2].rating == 1

    check_exam(site, student, lab, chat)


def check_sources(lab: Lab, chat: Chat) -> None:
    """A source opens where it is cited: on its page, and in Lab once the student has that notebook."""
    source = chat.panel.get_by_role("link", name=f"{READING}, cell 3")
    with lab.page.context.expect_page() as opened:
        source.click()
    expect(opened.value.locator("#piece-2")).to_contain_text(CITED)
    opened.value.close()
    lab.courses.get_by_role("button", name=re.compile(READING)).click()
    lab.page.get_by_role("button", name=f"Save {READING_FILE}").click()
    expect(lab.page.get_by_text("Saved as")).to_be_visible()
    source.click()
    expect(lab.page.get_by_role("tab", name=READING_FILE)).to_be_visible()
    expect(lab.cell_with(CITED)).to_have_class(re.compile("jp-mod-active"))
    expect(chat.answers).to_have_count(2)
    lab.picture("source")
    lab.open_row(TITLE)


def check_keyboard(lab: Lab, chat: Chat) -> None:
    """A hint by the keys alone, said aloud once, liked, and back to the notebook; nothing is out of reach."""
    keys = lab.page.keyboard
    chat.open()
    aloud = chat.panel.get_by_role("log").locator("p")
    before = aloud.count()
    lab.page.evaluate(LISTEN)
    keys.press("Alt+Shift+h")
    expect(chat.answers).to_have_count(3)
    expect(chat.question).to_be_focused()
    chat.wait()
    said = lab.page.evaluate("window.said")
    assert said == aloud.all_inner_texts()[before:]
    assert said
    assert_in_reach(lab.page)
    lab.show_dark()
    assert_in_reach(lab.page)
    lab.picture("dark")
    lab.show_light()
    chat.question.focus()
    for _ in range(FROM_THE_FIELD_TO_HELPFUL):
        keys.press("Shift+Tab")
    keys.press("Enter")
    expect(chat.answers.last.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    keys.press("Alt+Shift+q")
    expect(chat.panel).to_be_hidden()
    expect(lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) :focus")).to_have_count(1)
    chat.open()
    keys.press("Escape")
    expect(lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) :focus")).to_have_count(1)
    expect(chat.panel).to_be_visible()


def check_room(lab: Lab, chat: Chat) -> None:
    """One panel beside the work in a narrow window; in the narrowest it lies over it until it is closed."""
    lab.page.set_viewport_size(ViewportSize(width=900, height=860))
    expect(lab.courses).to_be_hidden()
    lab.page.keyboard.press("Alt+Shift+c")
    expect(chat.panel).to_be_hidden()
    expect(lab.courses).to_be_visible()
    lab.page.set_viewport_size(ViewportSize(width=600, height=860))
    chat.open()
    expect(lab.courses).to_be_hidden()
    box = chat.panel.bounding_box()
    assert box is not None
    assert box["width"] > 500
    lab.picture("narrow")
    lab.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    lab.page.set_viewport_size(SIZE)
    expect(lab.courses).to_be_visible()


def check_exam(site: Site, student: Client, lab: Lab, chat: Chat) -> None:
    """An exam closes it, whatever window it was open in, and its end opens it again."""
    exam = class_with_an_exam(site, "Sums alone", [WHO])
    student.start_exam(exam.item_id)
    expect(chat.panel).to_contain_text("The tutor is closed while you sit an exam")
    expect(chat.question).to_have_count(0)
    expect(chat.answers).to_have_count(0)
    lab.picture("exam")
    student.hand_in_exam(exam.item_id)
    expect(chat.question).to_be_visible()
    expect(chat.answers).to_have_count(4)
