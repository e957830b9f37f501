"""A quiz in a real browser: saved as it is answered, the same after a reload, handed in by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from lectorium.kit.clock import now_sql
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.submissions import api as submissions
from tests.server.quizzes import quizzed
from tests.server.service import PREFIX, RunningService
from tests.server.test_pages_browser import chromium, go, pytestmark
from tests.server.world import World
from tests.support.quizzes import KEY_MARK, Quizzed

__all__ = ["chromium", "pytestmark"]

SAVED = r"^Saved [0-2]\d:\d\d UTC$"
"""On the class's clock, whose zone is named since the reader's is another."""


@pytest.fixture
def quiz(world: World) -> Iterator[Quizzed]:
    """A quiz that nobody has begun, handed in once, in an order of one's own.

    As an exam it is over when its test is: others ask the same questions.
    """
    made = quizzed(world)
    fresh = Quizzed(made.database, made.store, made.school, made.versions)
    fresh.set(shuffle_questions=True, shuffle_choices=True)
    yield fresh
    with made.database.transaction() as session:
        of_this = courses.ContentItem.id == fresh.item_id
        session.execute(update(courses.ContentItem).where(of_this).values(due_date=now_sql()))


@pytest.fixture
def page(chromium: Browser, service: RunningService, world: World) -> Iterator[Page]:
    """A narrow window of a student's; any error in a script fails the test."""
    headers = {"Authorization": f"token {service.hub.token(world.login('student1'))}"}
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, extra_http_headers=headers, timezone_id="Asia/Tokyo"
    )
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def answer(page: Page) -> None:
    """Some questions by keyboard, some by mouse."""
    group = page.get_by_role("group", name=re.compile("Mutable"))
    group.get_by_role("radio", name="list").check()
    primes = page.get_by_role("group", name=re.compile("Primes"))
    primes.get_by_role("checkbox", name="2", exact=True).focus()
    page.keyboard.press("Space")
    primes.get_by_role("checkbox", name="3", exact=True).check()
    page.get_by_label(re.compile("Your answer to question \\d.* in m/s²")).fill("9,81")
    page.get_by_role("textbox", name=re.compile("What it prints")).fill("y-sss")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(SAVED), timeout=20_000)


def test_answers_are_saved_as_they_are_given_and_handed_in(
    page: Page, service: RunningService, quiz: Quizzed
) -> None:
    go(page, service, f"/items/{quiz.item_id}/quiz")
    order = page.locator("legend").all_inner_texts()
    gravity = page.get_by_label(re.compile("in m/s²"))
    gravity.fill("9,81 km")
    expect(gravity).to_have_accessible_description(re.compile("can’t be read as a number"), timeout=20_000)
    answer(page)
    expect(gravity).to_have_accessible_description("")
    page.reload()
    assert page.locator("legend").all_inner_texts() == order
    expect(page.get_by_role("radio", name="list")).to_be_checked()
    expect(page.get_by_label(re.compile("in m/s²"))).to_have_value("9,81")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Hand in…").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hand in now?")).to_be_visible()
    expect(page.get_by_text("4 of 5 questions are answered")).to_be_visible()
    assert KEY_MARK not in page.content()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("being graded").first).to_be_visible()
    quiz.grade()
    expect(page.get_by_text("7 of 8 points")).to_be_visible(timeout=20_000)
    assert KEY_MARK in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_was_changed_elsewhere_is_said_and_not_overwritten(
    page: Page, service: RunningService, quiz: Quizzed
) -> None:
    go(page, service, f"/items/{quiz.item_id}/quiz")
    with quiz.database.transaction() as session:
        drafts = quiz.drafts({"Mutable": "t"})
        submissions.save_answers(session, quiz.school.actor("student1"), quiz.item_id, drafts)
    page.get_by_role("radio", name="list").check()
    expect(page.locator("[data-saved]")).to_have_text(re.compile("changed elsewhere"), timeout=20_000)
    assert quiz.view().answer(quiz.challenges["Mutable"]) == "t"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("changed elsewhere")
    expect(page.get_by_text("Saved on the server: `tuple`").or_(page.get_by_text("tuple"))).not_to_have_count(
        0
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Nothing is handed in yet")).to_be_visible()
    assert quiz.view().answer(quiz.challenges["Mutable"]) == "l"


def test_without_scripts_it_is_a_form(
    chromium: Browser, service: RunningService, world: World, quiz: Quizzed
) -> None:
    headers = {"Authorization": f"token {service.hub.token(world.login('student2'))}"}
    context = chromium.new_context(java_script_enabled=False, extra_http_headers=headers)
    page = context.new_page()
    page.goto(f"{service.url}{PREFIX}/lectorium/items/{quiz.item_id}/quiz")
    page.get_by_role("checkbox", name="2", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=re.compile(SAVED))).to_be_visible()
    page.get_by_role("checkbox", name="4", exact=True).check()
    page.get_by_role("button", name="Hand in…").click()
    page.get_by_role("button", name="Hand in", exact=True).click()
    quiz.grade()
    page.reload()
    result: gradebook.QuizResult = quiz.result("student2")
    primes = next(each for each in result.questions if each.question.key.title == "Primes")
    assert (primes.given, primes.outcome) == ("four two", "wrong")
    expect(page.get_by_text("0 of 8 points")).to_be_visible()
    context.close()


def test_a_quiz_as_an_exam_shows_its_time_and_ends_the_sitting(
    page: Page, service: RunningService, quiz: Quizzed
) -> None:
    quiz.set(mode="exam", due_date=datetime.now(UTC) + timedelta(hours=2), time_limit_mins=45)
    go(page, service, f"/items/{quiz.item_id}/quiz")
    expect(page.get_by_role("alert")).to_contain_text("begins when you start it")
    go(page, service, f"/items/{quiz.item_id}/exam")
    page.get_by_role("button", name="Start the exam").click()
    page.get_by_role("link", name="Answer the questions").click()
    expect(page.get_by_role("heading", name="Time left")).to_be_visible()
    expect(page.locator("[data-shown]")).to_have_text("45 minutes")
    answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Hand in…").click()
    expect(page.get_by_text("This ends your exam")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("You handed in")).to_be_visible()
    go(page, service, f"/items/{quiz.item_id}/quiz")
    expect(page.get_by_role("alert")).to_contain_text("over for you")


def test_an_exam_is_ticked_as_hidden_while_it_is_made(
    chromium: Browser, service: RunningService, world: World, quiz: Quizzed
) -> None:
    headers = {"Authorization": f"token {service.hub.token(world.login('teacher'))}"}
    context = chromium.new_context(extra_http_headers=headers)
    page = context.new_page()
    go(page, service, f"/modules/{quiz.school.module_id}/quizzes/new")
    hidden, late = page.get_by_label("Hidden from students"), page.get_by_label("Taken after the due date")
    expect(hidden).not_to_be_checked()
    page.get_by_label("Taken as").select_option("exam")
    expect(hidden).to_be_checked()
    expect(late).to_be_hidden()
    page.get_by_label("Taken as").select_option("practice")
    expect(hidden).not_to_be_checked()
    expect(late).to_be_checked()
    context.close()
