"""Making an assignment by the page's form."""

from __future__ import annotations

import re
import uuid

import httpx
import pytest
from sqlalchemy import select

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from tests.server.quizzes import quizzed
from tests.server.service import RunningService
from tests.server.test_pages import page_client
from tests.server.world import PROGRAM, World


@pytest.fixture
def teacher(service: RunningService, world: World) -> httpx.Client:
    return page_client(service, world.login("teacher"))


@pytest.fixture
def module(world: World) -> courses.Module:
    actor = world.school.actor("teacher")
    with world.database.transaction() as session:
        klass = courses.create_class(session, actor, courses.NewClass("Of the library")).klass
        return courses.create_module(session, actor, klass.id, "Week 1", "", is_published=True)


def test_an_assignment_is_made_of_what_is_ticked(
    teacher: httpx.Client, world: World, module: courses.Module
) -> None:
    address = f"/modules/{module.id}/assignments/new"
    assert (
        f'href="/services/lectorium/lectorium{address}"'
        in teacher.get(f"/classes/{module.class_id}/structure").text
    )
    form = {"title": "Of two", "max_attempts": "3", "due_date": "2031-01-01T12:00"}
    nothing = teacher.post(address, data=form)
    assert nothing.status_code == 422
    assert "No problem is chosen" in nothing.text
    assert 'value="Of two"' in nothing.text
    made = teacher.post(address, data={**form, f"q.{world.version.id}": "yes"})
    assert made.status_code == 303, made.text
    with world.database.transaction() as session:
        item = session.scalars(select(courses.ContentItem).filter_by(module_id=module.id)).one()
        (challenge,) = authoring.challenges_of_item(session, item.id)
        assert challenge.problem_version_id == world.version.id
        assert session.get_one(authoring.Assignment, item.id).config["max_attempts"] == 3
    assert made.headers["Location"].endswith(f"/items/{item.id}/contents?done=assignment_made")


def test_problems_are_found_by_their_words_and_questions_stay_out(
    teacher: httpx.Client, world: World, module: courses.Module
) -> None:
    quizzed(world)
    title = f"Tallying {uuid.uuid4().hex[:8]}"
    prepared = authoring.Prepared(freeze_program({**PROGRAM, "title": title}), authoring.Report(()))
    with world.database.transaction() as session:
        actor = world.school.actor("teacher")
        version = authoring.publish_problem(session, world.store, actor, prepared)
    address = f"/modules/{module.id}/assignments/new"
    everything = teacher.get(address).text  # the newest first, and there are more than fit
    assert re.search(rf'name="q\.{version.id}"', everything)
    assert "<td>question</td>" not in everything
    found = teacher.get(address, params={"search": title}).text
    assert found.count('name="q.') == 1
    assert title in found
    assert "has all of these words" in teacher.get(address, params={"search": "nothing-like-it"}).text


def test_a_question_is_no_assignment(teacher: httpx.Client, world: World, module: courses.Module) -> None:
    question = quizzed(world).versions[0]
    refused = teacher.post(
        f"/modules/{module.id}/assignments/new", data={"title": "Wrong", f"q.{question}": "yes"}
    )
    assert refused.status_code == 422
    with world.database.transaction() as session:
        assert not session.scalars(select(courses.ContentItem).filter_by(module_id=module.id)).all()


@pytest.mark.parametrize(("more", "is_shown"), [({}, False), ({"as_ticked": "yes"}, True)])
def test_an_exam_is_made_hidden_unless_the_tick_was_taken_away(
    teacher: httpx.Client, world: World, module: courses.Module, more: dict[str, str], is_shown: bool
) -> None:
    form = {"title": "Exam", "mode": "exam", "due_date": "2031-01-01T12:00", **more}
    address = f"/modules/{module.id}/assignments/new"
    again = teacher.post(address, data=form).text  # nothing is chosen yet
    assert bool(re.search(r'name="hidden" value="yes" checked', again)) is not is_shown
    version = quizzed(world).versions[0]
    made = teacher.post(address.replace("assignments", "quizzes"), data={**form, f"q.{version}": "yes"})
    assert made.status_code == 303, made.text
    with world.database.transaction() as session:
        item = session.scalars(select(courses.ContentItem).filter_by(module_id=module.id)).one()
        assert item.is_published is is_shown
