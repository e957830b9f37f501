"""The journey's page: evaluated and reviewed by form, gone along by key, and nothing of the staff's leaks."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from lectorium.rooms.submissions import api as submissions
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.test_pages_browser import chromium, go, page, pytestmark
from tests.server.world import World
from tests.support.journeys import DRAFT, SECRET_REASON, converse, guarded

__all__ = ["chromium", "page"]
browser_only = pytestmark


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def way(world: World, student_id: UUID) -> str:
    return f"/challenges/{world.challenge_id}/students/{student_id}/journey"


def stamp(page: str) -> str:
    found = re.search(r'name="updated_at" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def chosen(page: str) -> str:
    """The step that is shown."""
    found = re.search(r'id="step" data-id="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_journey_is_evaluated_and_shown(teacher: Browser, service: RunningService, world: World) -> None:
    path = way(world, world.student_id)
    student = Browser(service, world.login("student1"))
    link = f'{path}?shown=steps#seen">Your journey'
    form = {"marks": "7.5", "max_marks": "10", "comment": "Asked the <right> thing"}
    before = stamp(teacher.get(path).text)
    kept = teacher.send(path, path, updated_at=before, **form)
    assert "The student doesn’t see it." in kept.text
    assert "right" not in student.get(path).text.split("Time line")[1]
    assert link not in student.get("/me/grades").text
    shown = teacher.send(path, path, updated_at=stamp(kept.text), shown="yes", **form)
    assert "The student finds it under “Your journey”" in shown.text
    assert link in student.get("/me/grades").text
    own = student.get(path).text
    assert "Asked the &lt;right&gt; thing" in own
    assert "7.5 of 10" in own
    stale = teacher.send(path, path, updated_at=before, **{**form, "comment": "Written meanwhile"})
    assert (stale.status_code, "Written meanwhile" in stale.text) == (409, True)
    wrong = teacher.send(path, path, updated_at=stamp(shown.text), **{**form, "marks": "11"})
    assert (wrong.status_code, 'aria-invalid="true"' in wrong.text) == (422, True)


def test_evaluating_comes_back_to_the_step(teacher: Browser, world: World) -> None:
    student_id = world.fresh_student()
    path = way(world, student_id)
    with world.database.transaction() as session:
        for words in ("First?", "Second?"):
            last = converse(session, student_id, world.challenge_id, user_prompt=words)
    here = f"{path}?shown=talk&step=question-{last}"
    sent = re.findall(r'action="[^"]*/lectorium([^"]+)" data-evaluation', teacher.get(here).text)
    target = html.unescape(sent[0])
    form = {"updated_at": "", "max_marks": "10", "comment": "Went well"}
    refused = teacher.send(here, target, marks="11", **form)
    assert (refused.status_code, chosen(refused.text)) == (422, f"question-{last}")
    saved = teacher.send(here, target, marks="9", **form)
    asked = parse_qs(saved.url.query.decode())
    assert (asked["step"], asked["shown"]) == ([f"question-{last}"], ["talk"])
    assert saved.url.fragment == "evaluation"
    assert chosen(saved.text) == f"question-{last}"


def test_a_run_of_code_is_shown_whole_and_a_hint_is_no_question(teacher: Browser, world: World) -> None:
    student_id = world.fresh_student()
    ran = {"kind": "code_run", "user_prompt": None, "model_response": None}
    with world.database.transaction() as session:
        converse(session, student_id, world.challenge_id)
        converse(session, student_id, world.challenge_id, kind="hint", hint_step=1)
        last = converse(session, student_id, world.challenge_id, code="double(21)", stdout="42\n", **ran)
    page = teacher.get(f"{way(world, student_id)}?step=code_run-{last}").text
    step = page.partition('id="step"')[2].partition("Conversation before")[0]
    assert "double(21)</pre>" in step
    assert "42\n</pre>" in step
    assert page.count("double(21)") == 1
    assert "1 code run, 1 question and 1 tutor’s hint." in page


def test_an_answer_is_reviewed_where_it_stands(
    teacher: Browser, service: RunningService, world: World
) -> None:
    answer, path = world.fresh_answer(), way(world, world.student_id)
    place = f"step=question-{answer}&shown=talk"
    here, target = f"{path}?{place}", f"{path}/answers?{place}"
    form = {"interaction_id": str(answer)}
    done = teacher.send(here, target, verdict="gave_away", comment="Nearly", **form)
    assert chosen(done.text) == f"question-{answer}"
    assert "Saved. Staff see it beside the answer." in done.text
    assert "Gave the solution away</span>" in done.text
    assert DRAFT in done.text
    listed = teacher.get(f"/challenges/{world.challenge_id}/answers?wanted=reviewed").text
    assert f"question-{answer}" in listed
    refused = teacher.send(here, target, verdict="splendid", comment="Or not", **form)
    assert (refused.status_code, chosen(refused.text)) == (422, f"question-{answer}")
    assert "Or not</textarea>" in refused.text


def test_i08_a_student_reads_nothing_that_is_between_staff(service: RunningService, world: World) -> None:
    source = {"number": 1, "title": "Sums", "place": "page 3", "address": "/items/1/source", "chunk_id": None}
    with world.database.transaction() as session:
        answer = guarded(session, world.student_id, world.challenge_id, citations=[source])
    student, path = Browser(service, world.login("student1")), way(world, world.student_id)
    client = service.client(world.login("student1"))
    step = f"question-{answer}"
    texts = [student.get(path).text, student.get(f"{path}?step={step}").text]
    texts += [client.get(f"{path}{rest}").text for rest in ("", f"/steps/{step}", "/reviews")]
    for text in texts:
        assert DRAFT not in text
        assert SECRET_REASON not in text
    said = client.get(f"{path}/steps/{step}").json()["said"][-1]
    assert (said["notes"], said["citations"][0]["place"]) == (None, "page 3")
    assert '/lectorium/items/1/source">[1] Sums, page 3</a>' in texts[1]


def at_work(world: World) -> UUID:
    """A student with three saves and a question."""
    student_id = world.fresh_student()
    with world.database.transaction() as session:
        actor = world.school.actor("student1")
        mine = type(actor)(student_id, actor.organization_id, "student", "Fresh")
        for revision in range(3):
            content = world.fresh_work()
            submissions.save_draft(
                session, mine, world.challenge_id, revision=revision, content=content, focused=1
            )
    with world.database.transaction() as session:
        converse(session, student_id, world.challenge_id)
    return student_id


@pytest.mark.browser
@browser_only[1]
def test_a_journey_is_played_and_gone_along_by_key(page: Page, service: RunningService, world: World) -> None:
    go(page, service, way(world, at_work(world)))
    step, steps = page.locator("#step"), page.locator("[data-step]")
    expect(steps).to_have_count(5)
    page.keyboard.press("ArrowRight")
    expect(step).to_have_attribute("data-id", "save-00000002")
    expect(page.locator("[data-step][aria-current]")).to_have_attribute("data-step", "save-00000002")
    expect(page.locator("[data-evaluation]")).to_have_attribute("action", re.compile("step=save-00000002"))
    assert "step=save-00000002" in page.url
    page.keyboard.press("ArrowLeft")
    expect(step).to_have_attribute("data-id", "save-00000001")
    page.get_by_label("Speed").select_option("fast")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert step.get_attribute("data-id") == steps.last.get_attribute("data-step")
    expect(page.get_by_role("status").last).to_contain_text("Asked the tutor")
