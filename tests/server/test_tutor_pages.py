"""Pages about practice and the tutor's administration: what their forms do, with the real model server."""

from __future__ import annotations

import csv
import html
import io
import re
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from uuid import UUID

import pytest

from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.person import Person
from lectorium_server.pages.frame import View
from lectorium_server.pages.run import run_page
from lectorium_server.pages.table import PAGES
from lectorium_server.pages.tutor_costs import bars, summary
from lectorium_server.services import Services
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.tutor_admin import INSTRUCTION, a_replay
from tests.server.world import World
from tests.support.journeys import converse
from tests.support.models import *  # noqa: F403 # the real model server
from tests.support.models import SMOLLM2, ModelServer
from tests.support.postgres import TestServer


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


@pytest.fixture
def student(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("stranger"))


@pytest.fixture(scope="module")
def services(postgres_server: TestServer, model_server: ModelServer) -> Iterator[Services]:
    """The platform's parts with a language model, which the running service of the tests has not."""
    settings = model_server.settings().model_copy(
        update={"database_url": postgres_server.urls["database_url"], "redis_url": ""}
    )
    with closing(Services(Platform(settings))) as services:
        yield services


def admin_opens(services: Services, world: World, method: str, path: str, **form: str) -> View:
    """A page as the administrator gets it, or what a form brings."""
    person = Person(world.school.actor("admin"), world.login("admin"), frozenset())
    fields = {name: [value.encode()] for name, value in form.items()}
    answer = run_page(services, PAGES.resolve(method, path), person, {}, fields)
    assert isinstance(answer, View)
    return answer


def test_practice_is_set_found_renamed_and_taken_away(
    world: World, teacher: Browser, student: Browser
) -> None:
    title, problem = f"Sums {uuid.uuid4().hex[:6]}", f"/problems/{world.version.problem_id}"
    made = teacher.send(problem, f"{problem}/practice", title=title)
    assert "It is practice for the whole school now." in made.text
    page = re.findall(r"/practice/[0-9a-f-]{36}", str(made.url))[0]
    found = student.get(f"/practice?search={title.replace(' ', '+')}").text
    assert html.unescape(found).count(f">{title}<") == 1
    assert f"lab?lectorium={page.rpartition('/')[2]}" in found
    assert "Rename" not in student.get(page).text
    teacher.send(page, page, title=f"{title}!")
    assert f"{title}!" in student.get(f"/practice?search={title.replace(' ', '+')}&topics=&difficulty=").text
    assert "What students did in it is kept." in teacher.send(page, f"{page}/take-away").text
    assert student.get(page).status_code == 404


def test_practice_says_what_fits_and_how_to_go_on(student: Browser) -> None:
    nothing = student.get("/practice?search=nothing+is+called+so").text
    assert "Nothing fits all of that." in nothing
    assert "show all" in nothing


def test_of_two_editors_the_second_is_shown_what_holds(world: World, teacher: Browser) -> None:
    class_id = world.fresh_class()
    page = f"/classes/{class_id}/tutor"
    seen = html.unescape(re.findall(r'name="seen" value="([^"]+)"', teacher.get(page).text)[0])
    saved = teacher.send(page, page, help_level="open", solutions_in_context="yes", seen=seen)
    text = html.unescape(saved.text)
    assert "Open <span" in text
    assert "set for the class" in text
    assert "Students can be given whole solutions here." in text
    assert "Nothing checks its answers for them" in text
    late = teacher.send(page, page, help_level="concepts", daily_limit="7", seen=seen)
    assert late.status_code == 409
    assert "Somebody has changed these settings" in late.text
    assert 'value="7"' in late.text
    assert "set for the class" in late.text


def test_a_model_that_is_not_served_is_chosen_with_a_word_about_it(world: World, teacher: Browser) -> None:
    page = f"/classes/{world.fresh_class()}/tutor"
    form = html.unescape(teacher.get(page).text)
    assert "isn’t served now" not in form
    seen = re.findall(r'name="seen" value="(\{.+?\})"', form)[0]
    model_id = re.findall(r'<option value="([0-9a-f-]{36})">[^<]* · not served now</option>', form)[0]
    saved = html.unescape(teacher.send(page, page, model_id=model_id, seen=seen).text)
    assert "The chosen model isn’t served now. Until it is, the platform’s own answers instead" in saved


@pytest.mark.parametrize("wrong", ["{}", "nonsense", '{"help_level": "everything"}'])
def test_what_the_form_was_made_of_is_looked_at_too(world: World, teacher: Browser, wrong: str) -> None:
    page = f"/classes/{world.school.class_id}/tutor"
    assert teacher.send(page, page, seen=wrong).status_code in {400, 422}


def test_the_file_of_costs_runs_no_formulas(world: World, teacher: Browser) -> None:
    with world.database.transaction() as session:
        actor = world.school.actor("teacher")
        klass = courses.create_class(session, actor, courses.NewClass("=1+1")).klass
        module = courses.create_module(session, actor, klass.id, "W", "", is_published=True)
        new = authoring.NewAssignment("Sums")
        item = authoring.create_assignment(session, actor, module.id, new, [world.version.id])
        challenge = authoring.challenges_of_item(session, item.id)[0]
        model_id = UUID("00000000-0000-7000-8000-000000000001")
        tokens = {"prompt_tokens": 12, "completion_tokens": 3}
        converse(session, world.student_id, challenge.id, model_id=model_id, **tokens)
    got = teacher.get(f"/classes/{klass.id}/tutor/costs.csv")
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert [(row["class"], row["tokens_read"], row["use"]) for row in rows] == [("'=1+1", "12", "tutor")]
    page = teacher.get(f"/classes/{klass.id}/tutor/costs").text
    assert "1 question, 12 tokens read and 3 written, at no cost." in page
    assert page.count("<rect") == 60
    assert "15 tokens a day" in page
    assert '<td data-value="12">12</td><td data-value="3">3</td>' in page


def test_a_vote_tells_which_was_which(world: World, teacher: Browser) -> None:
    page = f"/replays/{a_replay(world, answered=True)['replay_id']}"
    before = teacher.get(page).text
    assert "recorded one" not in before
    question = re.findall(r'name="question" value="([^"]+)"', before)[0]
    after = teacher.send(page, f"{page}/vote", question=question, choice="left").text
    assert re.search(r"(Left|Right) is the recorded one\.", after)
    assert "Of 1 decided vote," in after
    again = teacher.send(page, f"{page}/vote", question=question, choice="right")
    assert again.status_code == 409


def test_the_models_that_answer_now_are_told(services: Services, world: World) -> None:
    view = admin_opens(services, world, "GET", "/tutor/models")
    assert SMOLLM2 in view.context["reached"]["embedded"]
    choices = admin_opens(services, world, "GET", "/tutor").context
    served = [each.model for each in choices["models"] if choices["is_served"](each.model)]
    assert {model.served_name for model in served} == {SMOLLM2}


def test_an_instruction_is_tried_before_it_is_kept(services: Services, world: World) -> None:
    models = admin_opens(services, world, "GET", "/tutor/models").context["models"]
    small = next(each.model for each in models if each.model.served_name == SMOLLM2)
    form = {"alias": "tried", "body": INSTRUCTION, "question": "Say yes.", "model_id": str(small.id)}
    view = admin_opens(services, world, "POST", "/tutor/instructions", do="try", **form)
    assert view.context["answer"].text
    assert "tried" not in {each.alias for each in view.context["prompts"]}
    refused = admin_opens(services, world, "POST", "/tutor/instructions", **{**form, "body": "No help."})
    assert refused.status == 422
    assert refused.context["problem"].field == "body"


def test_what_replays_asked_is_told_from_what_students_asked() -> None:
    day = tutor.Daily(date(2026, 3, 29), 1, 2, 107, 23)
    words = "1 question and 2 asked again in replays"
    assert summary([day], []).startswith(f"{words}, 107 tokens read and 23 written, at no cost.")
    assert bars([day])[0].said.startswith(f"2026-03-29: {words}, ")
    assert (
        summary([tutor.Daily(date(2026, 3, 29), 0, 0, 0, 0)], [])
        == "Nobody has asked the tutor in these days."
    )
