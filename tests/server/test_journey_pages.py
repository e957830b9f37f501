"""The journey's page: evaluated and reviewed by form, gone along by key, and nothing of the staff's leaks."""

from __future__ import annotations

import re
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


def test_a_journey_is_evaluated_and_shown(teacher: Browser, service: RunningService, world: World) -> None:
    path = way(world, world.student_id)
    student = Browser(service, world.login("student1"))
    form = {"marks": "7.5", "max_marks": "10", "comment": "Asked the <right> thing"}
    before = stamp(teacher.get(path).text)
    kept = teacher.send(path, path, updated_at=before, **form)
    assert "The student doesn’t see it." in kept.text
    assert "right" not in student.get(path).text.split("Time line")[1]
    shown = teacher.send(path, path, updated_at=stamp(kept.text), shown="yes", **form)
    assert "The student sees it on this page." in shown.text
    own = student.get(path).text
    assert "Asked the &lt;right&gt; thing" in own
    assert "7.5 of 10" in own
    stale = teacher.send(path, path, updated_at=before, **{**form, "comment": "Written meanwhile"})
    assert (stale.status_code, "Written meanwhile" in stale.text) == (409, True)
    wrong = teacher.send(path, path, updated_at=stamp(shown.text), **{**form, "marks": "11"})
    assert (wrong.status_code, 'aria-invalid="true"' in wrong.text) == (422, True)


def test_an_answer_is_reviewed_where_it_stands(
    teacher: Browser, service: RunningService, world: World
) -> None:
    answer, path = world.fresh_answer(), way(world, world.student_id)
    here = f"{path}?step=question-{answer}&shown=talk"
    form = {"interaction_id": str(answer), "step": f"question-{answer}", "shown": "talk"}
    done = teacher.send(here, f"{path}/answers", verdict="gave_away", comment="Nearly", **form)
    assert "Saved. Staff see it beside the answer." in done.text
    assert "Gave the solution away</span>" in done.text
    assert DRAFT in done.text
    listed = teacher.get(f"/challenges/{world.challenge_id}/answers?wanted=reviewed").text
    assert f"question-{answer}" in listed
    refused = teacher.send(here, f"{path}/answers", verdict="splendid", **form)
    assert refused.status_code == 422


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
    assert "step=save-00000002" in page.url
    page.keyboard.press("ArrowLeft")
    expect(step).to_have_attribute("data-id", "save-00000001")
    page.get_by_label("Speed").select_option("fast")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert step.get_attribute("data-id") == steps.last.get_attribute("data-step")
    expect(page.get_by_role("status").last).to_contain_text("Asked the tutor")
