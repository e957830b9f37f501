"""The pages of exams: begun, extended, handed in and reopened by forms, and a clock that staff set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from lectorium.rooms.courses.api import ContentItem
from tests.server.exams import Examined, examined
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.test_pages_browser import chromium, go, pytestmark
from tests.server.world import World

__all__ = ["chromium", "pytestmark"]
WIDTH = 360


@pytest.fixture
def exams(world: World) -> Examined:
    return examined(world)


@pytest.fixture
def student(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("student1"))


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def test_from_the_rules_to_handed_in(student: Browser, exams: Examined) -> None:
    page = f"/items/{exams.fresh()}/exam"
    rules = student.get(page).text
    assert "You have <strong>60 minutes</strong> from the moment you start." in rules
    assert "Add in an exam" not in rules  # nothing of its problems before it has begun
    begun = student.send(page, f"{page}/start").text
    assert "Time left" in begun
    assert "Add in an exam" in begun
    to_lab = re.findall(r'user-redirect/lab\?lectorium=[0-9a-f-]{36}"', begun)
    assert len(to_lab) == 2  # the button, and the row
    done = student.send(page, f"{page}/hand-in").text
    assert "You handed in" in done
    assert "Hand in the exam now" not in done


def test_the_rules_of_an_exam_without_minutes_count_ones_extra_time_in(
    student: Browser, exams: Examined
) -> None:
    page = f"/items/{exams.extended(exams.fresh(None))}/exam"
    rules = student.get(page).text
    assert "You have until the end of the exam, your extra time included. If you start now, it ends " in rules
    assert "10 more minutes included" in student.send(page, f"{page}/start").text


def test_my_grades_say_ones_own_end(student: Browser, exams: Examined) -> None:
    item_id = exams.running()
    with exams.world.database.transaction() as session:
        title = session.get_one(ContentItem, item_id).title
        session.get_one(ContentItem, item_id).title = title = f"{title} {item_id}"
    running = _line(student, title)
    assert "Running." in running
    assert re.search("in (59|60) minutes|in 1 hour", running), running
    student.send(f"/items/{item_id}/exam", f"/items/{item_id}/exam/hand-in")
    done = _line(student, title)
    assert "handed in " in done
    assert " in 59 minutes" not in done
    assert "Your teacher returns the grade." in done


def _line(student: Browser, title: str) -> str:
    return student.get("/me/grades").text.partition(title)[2].partition("</tr>")[0]


def test_the_second_hand_in_is_told_that_it_is_over(student: Browser, exams: Examined) -> None:
    page = f"/items/{exams.running()}/exam"
    proof = student.proof(page)
    student.send(page, f"{page}/hand-in")
    again = student.http.post(f"{student.root}{page}/hand-in", data={"_xsrf": proof})
    assert again.status_code == 409
    assert "You handed in" in again.text


def test_staff_give_time_and_reopen(teacher: Browser, exams: Examined) -> None:
    item_id = exams.running()
    page = f"/items/{item_id}/sittings"
    refused = teacher.send(page, f"{page}/extend", minutes="0")
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    given = teacher.send(page, f"{page}/extend", minutes="7", reason="Fire alarm").text
    assert "More time is given." in given
    assert given.count("7 min added") >= 2  # who hasn't begun has it, too
    running = teacher.send(page, f"{page}/reopen", sitting_id=str(exams.sitting(item_id)), minutes="5")
    assert running.status_code == 409
    assert "This sitting is running." in running.text


def test_time_is_given_to_those_ticked_and_taken_back_once_it_is_confirmed(
    teacher: Browser, exams: Examined, world: World
) -> None:
    page = f"/items/{exams.running()}/sittings"
    one = {f"who.{world.school.users['student1'].id}": "yes", "minutes": "9"}
    nobody = teacher.send(page, f"{page}/extend", minutes="9", whom="chosen")
    assert "Nobody is ticked." in nobody.text
    given = teacher.send(page, f"{page}/extend", whom="chosen", **one).text
    assert given.count("9 min added") == 1
    asked = teacher.send(page, f"{page}/take-back", whom="chosen", **one)
    assert asked.status_code == 409
    assert "1 student at work now would have less." in asked.text
    assert "Take it back all the same" in asked.text
    assert len(re.findall(r'name="who\.[0-9a-f-]+" value="yes" checked', asked.text)) == 1
    taken = teacher.send(page, f"{page}/take-back", whom="chosen", confirm="yes", **one).text
    assert "Taken back." in taken
    assert "min added" not in taken


def test_a_finished_student_goes_on(
    service: RunningService, world: World, teacher: Browser, student: Browser, exams: Examined
) -> None:
    item_id = exams.running()
    work, path = service.client(world.login("student1")), f"/challenges/{exams.challenge(item_id)}"
    release = work.post(f"{path}/session").json()["release"]
    work.put(f"{path}/draft", json={"revision": 0, "content": release}).raise_for_status()
    assert "instead of what you handed in before" not in student.get(f"/items/{item_id}/exam").text
    student.send(f"/items/{item_id}/exam", f"/items/{item_id}/exam/hand-in")
    page = f"/items/{item_id}/sittings"
    assert re.search("handed in (<time[^>]*>)?just now", teacher.get(page).text)
    sitting_id = str(exams.sitting(item_id))
    assert "can go on" in teacher.send(page, f"{page}/reopen", sitting_id=sitting_id, minutes="5").text
    again = student.get(f"/items/{item_id}/exam").text
    assert "Time left" in again
    assert "It counts instead of what you handed in before." in again


def test_more_time_is_seen_without_a_reload(
    chromium: Chromium, service: RunningService, world: World, teacher: Browser, exams: Examined
) -> None:
    item_id = exams.running()
    with opened(chromium, service, world.login("student1")) as page:
        go(page, service, f"/items/{item_id}/exam")
        expect(page.locator("[data-shown]")).to_have_text(re.compile("^(59|60) minutes$"))
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        teacher.send(f"/items/{item_id}/sittings", f"/items/{item_id}/sittings/extend", minutes="30")
        expect(page.locator("[data-shown]")).to_have_text(re.compile("^(89|90) minutes$"), timeout=20_000)


def test_the_room_is_renewed_by_itself(
    chromium: Chromium, service: RunningService, world: World, student: Browser, exams: Examined
) -> None:
    """By what the server tells: nothing is asked from time to time here."""
    item_id = exams.running()
    with opened(chromium, service, world.login("teacher")) as page:
        page.add_init_script("window.setInterval = () => 0")
        go(page, service, f"/items/{item_id}/sittings")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("at work")
        expect(page.locator("[data-fresh]")).to_contain_text("it is renewed by itself")
        left = "(each) => each.getBoundingClientRect().left"
        name, login = row.locator("th .check > span"), row.locator("th .under")
        assert name.evaluate(left) == login.evaluate(left)
        student.send(f"/items/{item_id}/exam", f"/items/{item_id}/exam/hand-in")
        expect(row).to_contain_text("finished", timeout=30_000)
        expect(row.get_by_role("button", name=re.compile("Reopen"))).to_be_visible()


@contextmanager
def opened(chromium: Chromium, service: RunningService, login: str) -> Iterator[Page]:
    """A narrow window; any error in a script fails the test."""
    headers = {"Authorization": f"token {service.hub.token(login)}"}
    context = chromium.new_context(viewport={"width": WIDTH, "height": 740}, extra_http_headers=headers)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def test_who_watches_finds_the_room_wherever_the_exam_stands(teacher: Browser, exams: Examined) -> None:
    item = f"/items/{exams.fresh()}"
    for page in (f"/classes/{exams.class_id}", f"/classes/{exams.class_id}/structure", item):
        text = teacher.get(page).text
        for there, words in (("sittings", "Watch the exam"), ("dates", "Dates"), ("contents", "Contents")):
            assert re.search(rf'href="[^"]*{item}/{there}">{words}<', text), (page, there)
    assert "<h1>Watch the exam" in teacher.get(f"{item}/sittings").text
