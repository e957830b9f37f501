"""A student takes the sample course's quiz: begun in JupyterLab, ended on its page, and looked at in both."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.lab import Lab
from tests.e2e.school import item_of
from tests.e2e.window import People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
# No other test of this school uses it.
QUIZ = "Reading code"
SAVED = re.compile(r"^Saved \d")


def test_a_quiz_is_begun_in_lab_and_handed_in_on_its_page(people: People, site: Site) -> None:
    student = people("student2")
    lab = Lab.start(student)
    lab.courses.get_by_role("button", name=re.compile(rf"^{QUIZ}")).first.click()
    quiz = lab.page.locator(".lct-quiz")
    first = quiz.get_by_role("group", name=re.compile("One word too many"))
    first.get_by_label("Your answer").fill("4")
    several = quiz.get_by_role("group", name=re.compile("Two ways"))
    several.get_by_role("checkbox", name=re.compile("for n in range")).first.check()
    expect(quiz.locator(".lct-quiz-bar [role=status]")).to_have_text(SAVED)
    lab.picture("quiz-in-lab")

    with site.client("student2") as client:
        item = item_of(client, QUIZ)
        saved = {each.title: each.answer for each in client.quiz(item.id).questions}
    assert saved["One word too many"] == "4"

    page = student.tab()
    student.sign_in(page, f"/services/lectorium/lectorium/items/{item.id}/quiz")
    expect(page.get_by_label(re.compile("^Your answer to question 1"))).to_have_value("4")
    page.get_by_role("radio", name=re.compile("^B,")).check()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    student.picture(page, "quiz-on-its-page")
    page.get_by_role("button", name="Hand in…").click()
    expect(page.get_by_text("3 of 5 questions are answered")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text(re.compile(r"of 7 points"))).to_be_visible()
    student.picture(page, "quiz-result")

    lab.page.bring_to_front()
    quiz.get_by_role("textbox", name="Your answer").last.fill("ValueError")
    quiz.get_by_role("button", name="Hand in…").click()
    lab.page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(quiz.get_by_text(re.compile(r"of 7 points"))).to_be_visible()
    expect(quiz.get_by_text("ZeroDivisionError").first).to_be_visible()
    lab.picture("quiz-result-in-lab")
