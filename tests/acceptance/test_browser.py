"""The main job in a real browser with everything that goes wrong; a picture of every step in tests/output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Dialog, expect

from lectorium_client import Client
from tests.acceptance.browser import all_drafts, kill, newest_draft
from tests.e2e.lab import Lab
from tests.e2e.pages import Pages
from tests.e2e.school import COURSE, answers, hand_in, item_of
from tests.e2e.window import NOT_HERE, People, everybody, has_chromium
from tests.support.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not has_chromium(), reason=NOT_HERE),
]
OUTPUT = Path(__file__).parents[1] / "output" / "acceptance"
WORDS, WARM_UP = "Counting words", "The longest warm-up"
NARROW, WIDE = {"width": 420, "height": 860}, {"width": 1360, "height": 860}
AUTOSAVE_MS = 90_000
MENDED = """def count_words(words):
    ### BEGIN SOLUTION
    return {word: words.count(word) for word in words}
    ### END SOLUTION"""
OFFLINE = re.compile("Not saved: offline, will retry")


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[People]:
    """Browser profiles by sign-in name."""
    with everybody(site, OUTPUT) as get:
        yield get


@dataclass
class Desk:
    """A student at work: a tab with the notebook, and what the service holds of it."""

    lab: Lab
    client: Client
    challenge_id: UUID

    def type(self, text: str) -> str:
        """Put a line into the first solution cell; returns it."""
        source = f"def clean_words(text):\n    return {text!r}"
        self.lab.write(self.lab.cell_with("def clean_words"), source)
        expect(self.lab.cell_with("def clean_words")).to_contain_text(text)
        return text


@pytest.fixture
def desk(people: People, site: Site) -> Iterator[Desk]:
    """A new student who has just begun."""
    with site.client("teacher") as teacher:
        (name,) = site.add_students(teacher.me().classes[0].class_id, 1)
    with site.client(name) as client:
        someone = people(name)
        someone.pictures = OUTPUT / "student"
        lab = Lab.start(someone)
        lab.open_item(WORDS)
        yield Desk(lab, client, item_of(client, WORDS).challenge_ids[0])
        lab.page.close()


def test_from_sign_in_to_the_result(people: People) -> None:
    someone = people("student")
    page = someone.tab()
    page.goto(someone.url)
    someone.picture(page, "01-sign-in")
    page.close()
    lab = Lab.start(someone)
    expect(lab.courses.locator(".lct-card").first).to_be_visible()
    lab.picture("02-first-visit")
    lab.open_item(WORDS)
    lab.picture("03-opened")

    written = answers("counting-words", "plain-loops")
    lab.write(lab.cell_with("def clean_words"), written["clean_words"])
    lab.picture("04-typed")
    lab.wait_until_saved(AUTOSAVE_MS)
    lab.picture("05-saved-by-itself")
    lab.page.close()

    lab = Lab.open(someone)
    lab.open_item(WORDS)
    expect(lab.cell_with("def clean_words")).to_contain_text('if part != "":')
    lab.picture("06-reopened")
    lab.run_tests()
    lab.picture("07-tests-run")
    expect(lab.summary).to_have_text("1 of 3 tests, 2 of 6 points")
    lab.picture("08-tests-ran")

    lab.write(lab.cell_with("def count_words"), written["count_words"])
    lab.write(lab.cell_with("def most_frequent"), written["most_frequent"])
    lab.answer(lab.markdown_with("YOUR ANSWER HERE"), written["what_counts_miss"])
    lab.bar.get_by_role("button", name="Submit").click()
    expect(lab.dialog).to_contain_text("this is attempt 1")
    lab.picture("09-submit")
    lab.dialog.get_by_role("button", name="Submit").click()
    expect(lab.receipt).to_contain_text("Attempt 1")
    lab.picture("10-receipt")
    expect(lab.summary).to_have_text("3 of 3 tests")
    expect(lab.results).to_contain_text("Graded by hand")
    lab.picture("11-result")
    looks(lab)


def looks(lab: Lab) -> None:
    """The same in the dark, and where there is little room."""
    lab.show_dark()
    lab.picture("12-dark")
    lab.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    lab.picture("13-dark-narrow")
    lab.show_light()
    lab.run_command("application:toggle-left-area")
    lab.picture("14-narrow-result")
    lab.run_command("application:toggle-right-area")
    expect(lab.bar.get_by_role("button", name="Assignment")).to_be_visible()
    lab.picture("15-narrow-work")
    lab.bar.get_by_role("button", name="Assignment").click()
    expect(lab.page.get_by_role("menuitem", name="Submit")).to_be_visible()
    lab.picture("16-narrow-menu")
    lab.page.keyboard.press("Escape")
    lab.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_the_teacher_grades_by_hand_and_returns(people: People, site: Site) -> None:
    with site.client("student2") as student:
        item = item_of(student, WORDS)
        hand_in(student, item.challenge_ids[0], answers("counting-words", "plain-loops"))
        name = student.me().name

    grades = Pages.sign_in(people("teacher"), f"/classes/{item.class_id}/grades")
    grades.picture("01-grades")
    grades.cell(name, WORDS).get_by_role("link", name="to grade").click()
    expect(grades.page.get_by_text("What was written")).to_be_visible()
    grades.picture("02-entry")
    grades.page.get_by_label("Adjust by").fill("2.5")
    grades.page.get_by_label("Comment for the student").fill("A good reason, well put.")
    grades.page.get_by_role("button", name="Save and return").click()
    expect(grades.page.get_by_role("status")).to_contain_text("Saved")
    grades.picture("03-returned")

    mine = Pages.sign_in(people("student2"), "/me/grades")
    row = mine.page.get_by_role("row", name=re.compile(WORDS))
    expect(row).to_contain_text("13.5 of 14")
    mine.picture("04-my-grades")
    mine.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    mine.picture("05-my-grades-narrow")


def test_a_refused_notebook_is_mended_and_published(people: People) -> None:
    lab = Lab.start(people("teacher"))
    source = (COURSE / "notebooks/counting-words.ipynb").read_text()
    lab.put_file("Broken.ipynb", source.replace("counts.get(word, 0) + 1", "counts.get(word, 0) + 2"))
    lab.open_file("Broken.ipynb")
    lab.picture("10-author")
    report = lab.publish(title="Broken", module="Data that answers")
    expect(report).to_contain_text("It can’t be published yet")
    expect(report).to_contain_text("Each word has its number")
    lab.picture("11-refused")
    report.get_by_role("button", name="Close").click()

    lab.write(lab.cell_with("counts.get(word, 0) + 2"), MENDED)
    report = lab.publish(title="Mended", module="Data that answers")
    expect(report).to_contain_text("“Mended” is version 1 now")
    lab.picture("12-published")
    report.get_by_role("button", name="Close").click()
    expect(lab.author_bar).to_contain_text("version 1 published")
    lab.show_dark()
    lab.picture("13-author-dark")
    lab.show_light()

    student = Lab.start(people("student"))
    student.open_row("Mended")
    expect(student.cell_with("def clean_words")).to_contain_text("YOUR CODE HERE")


def test_a_program_in_cpp_runs_in_the_cell_and_in_the_tests(people: People) -> None:
    lab = Lab.start(people("student2"))
    lab.open_item(WARM_UP)
    solution = answers("longest-warm-up", "three-facts")["solution"]
    magic = '%%cpp --input "7\\n81 80 84 90 90 95 99"'
    lab.write(lab.cell_with("#include"), solution.replace("%%cpp", magic, 1))
    lab.page.keyboard.press("Control+Enter")
    expect(lab.cell_with("#include").locator(".jp-OutputArea-output")).to_have_text(
        "3 2", timeout=AUTOSAVE_MS
    )
    lab.picture("20-cpp")
    lab.run_tests()
    expect(lab.summary).to_have_text("3 of 3 tests, 3 of 3 points")
    lab.write(lab.cell_with("#include"), "%%cpp\nint main() {\n    return missing;\n}")
    lab.page.keyboard.press("Control+Enter")
    expect(lab.cell_with("missing")).to_contain_text("This cell doesn't compile")
    lab.picture("21-cpp-error")


def test_a_reload_in_the_middle_loses_nothing(desk: Desk) -> None:
    desk.lab.page.on("dialog", Dialog.accept)  # "changes you made may not be saved": they are
    text = desk.type("typed just before the reload")
    desk.lab.page.reload()
    desk.lab.arrive()
    desk.lab.open_item(WORDS)
    expect(desk.lab.cell_with("def clean_words")).to_contain_text(text)
    desk.lab.wait_until_saved()
    assert text in newest_draft(desk.client, desk.challenge_id)


def test_the_service_dies_while_somebody_types(desk: Desk, site: Site) -> None:
    desk.type("before")
    desk.lab.save()
    desk.lab.wait_until_saved()
    kill(site, "api")
    text = desk.type("typed while the service was dead")
    desk.lab.save()
    expect(desk.lab.draft).to_have_text(OFFLINE)
    desk.lab.picture("30-service-dead")
    desk.lab.wait_until_saved(AUTOSAVE_MS)
    assert text in newest_draft(desk.client, desk.challenge_id)
    expect(desk.lab.courses).not_to_contain_text("can’t be reached")
    desk.lab.picture("31-service-back")


def test_the_network_goes_and_comes(desk: Desk) -> None:
    desk.lab.someone.context.set_offline(True)
    text = desk.type("typed in the train")
    desk.lab.run_command("lectorium:save-draft")
    expect(desk.lab.draft).to_have_text(OFFLINE)
    desk.lab.picture("40-offline")
    desk.lab.someone.context.set_offline(False)
    desk.lab.wait_until_saved(AUTOSAVE_MS)
    assert text in newest_draft(desk.client, desk.challenge_id)
    desk.lab.picture("41-online")


def test_the_own_server_does_not_answer(desk: Desk) -> None:
    # Lab fetches what shows news with the first news; later there is nobody to fetch it from.
    desk.lab.run_command("apputils:notify", message="Good morning", options={"autoClose": 5000})
    expect(desk.lab.page.get_by_text("Good morning")).to_be_visible()
    everything = re.compile("/user/")
    desk.lab.page.route(everything, lambda route: route.abort())
    text = desk.type("typed without a server")
    desk.lab.run_command("lectorium:save-draft")
    expect(desk.lab.draft).to_have_text(OFFLINE)
    calm = desk.lab.page.get_by_text("Your server doesn’t answer. Your work stays in this tab")
    expect(calm).to_be_visible()
    expect(desk.lab.dialog).to_have_count(0)
    desk.lab.picture("42-no-server")
    desk.lab.page.unroute(everything)
    desk.lab.wait_until_saved(AUTOSAVE_MS)
    assert text in newest_draft(desk.client, desk.challenge_id)
    expect(calm).to_have_count(0)


def test_hands_that_stay_on_the_keyboard(desk: Desk) -> None:
    keys = desk.lab.page.keyboard
    desk.type("typed")
    keys.press("Escape")
    keys.press("Alt+Shift+T")
    expect(desk.lab.summary).to_have_text("0 of 3 tests, 0 of 6 points")
    keys.press("Alt+Shift+S")
    expect(desk.lab.dialog.get_by_role("button", name="Submit")).to_be_focused()
    keys.press("Enter")
    expect(desk.lab.receipt).to_contain_text("Attempt 1")
    keys.press("Alt+Shift+C")
    keys.press("Tab")
    focused = desk.lab.page.evaluate("document.activeElement.closest('#lectorium-courses') !== null")
    assert focused, "the Courses panel is not reached by keyboard"


def test_two_tabs_and_neither_loses(desk: Desk) -> None:
    other = Lab.open(desk.lab.someone)
    other.open_row(WORDS)
    followed = desk.type("seen by the tab that was only looking")
    desk.lab.save()
    desk.lab.wait_until_saved()
    other.come_back()
    expect(other.cell_with("def clean_words")).to_contain_text(followed)

    first = desk.type("written in the first tab")
    desk.lab.save()
    desk.lab.wait_until_saved()
    second = Desk(other, desk.client, desk.challenge_id).type("written in the second tab")
    other.run_command("lectorium:save-draft")

    expect(other.dialog).to_contain_text("was changed in two places")
    expect(other.dialog).to_contain_text(first)
    expect(other.dialog).to_contain_text(second)
    other.picture("50-conflict")
    assert first in newest_draft(desk.client, desk.challenge_id)
    other.dialog.get_by_role("button", name="Keep both").click()
    other.wait_until_saved()
    expect(other.page.get_by_role("tab", name=re.compile("Counting words"))).to_have_count(2)
    other.picture("51-kept-both")
    kept = all_drafts(desk.client, desk.challenge_id)
    assert first in kept
    assert second in kept
    assert second in newest_draft(desk.client, desk.challenge_id)
