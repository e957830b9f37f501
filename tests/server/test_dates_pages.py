"""Dates and exceptions as people set them: forms in the class's time, and a question before time is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import PROGRAM, World

WINTER = datetime(2031, 11, 30, 22, 59, tzinfo=UTC)


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


@pytest.fixture
def item_id(world: World) -> UUID:
    """An item of one's own, in a class of its own in Berlin with two students."""
    actor, users = world.school.actor("teacher"), world.school.users
    with world.database.transaction() as session:
        klass = courses.create_class(
            session, actor, courses.NewClass("Dates", time_zone="Europe/Berlin")
        ).klass
        courses.add_member(session, klass.id, users["ta"], "ta")
        for student in ("student1", "student2"):
            courses.add_member(session, klass.id, users[student], "student")
        module = courses.create_module(session, actor, klass.id, "Week 1", "", is_published=True)
        new = authoring.NewAssignment("Dated", due_date=WINTER)
        return authoring.create_assignment(session, actor, module.id, new, [world.version.id]).id


def due_of(world: World, item_id: UUID) -> datetime | None:
    with world.database.transaction() as session:
        return authoring.effective_of_all(session, item_id).due_date


def own_of(world: World, item_id: UUID) -> dict[Any, Any]:
    with world.database.transaction() as session:
        view = authoring.override_of(session, item_id, student_id=world.student_id)
        return view.values if view else {}


def typed(answer: httpx.Response, name: str) -> str:
    """What a form's field holds."""
    return str(re.findall(rf'name="{name}" type="[^"]+" value="([^"]*)"', answer.text)[0])


def test_i18_an_hour_to_midnight_is_that_in_summer_and_in_winter(
    teacher: Browser, world: World, item_id: UUID
) -> None:
    page = f"/items/{item_id}/dates"
    assert typed(teacher.get(page), "due_date") == "2031-11-30T23:59"
    teacher.send(page, page, release_date="", due_date="2032-07-01T23:59")
    assert due_of(world, item_id) == datetime(2032, 7, 1, 21, 59, tzinfo=UTC)
    assert typed(teacher.get(page), "due_date") == "2032-07-01T23:59"
    assert '23:59<span class="zone"> Europe/Berlin' in teacher.get(f"/items/{item_id}").text


def test_i18_the_hour_that_is_skipped_is_refused_and_what_was_typed_stays(
    teacher: Browser, world: World, item_id: UUID
) -> None:
    page = f"/items/{item_id}/dates"
    answer = teacher.send(page, page, release_date="", due_date="2032-03-28T02:30")
    assert answer.status_code == 422
    assert "02:30 doesn&#39;t exist that day in Europe/Berlin" in answer.text
    assert typed(answer, "due_date") == "2032-03-28T02:30"
    assert due_of(world, item_id) == WINTER


def test_i18_the_hour_that_comes_twice_is_the_later_and_saving_again_keeps_the_earlier(
    teacher: Browser, world: World, item_id: UUID
) -> None:
    page = f"/items/{item_id}/dates"
    teacher.send(page, page, release_date="", due_date="2032-10-31T02:30")
    later = datetime(2032, 10, 31, 1, 30, tzinfo=UTC)
    assert due_of(world, item_id) == later
    earlier = later.replace(hour=0)
    with world.database.transaction() as session:
        session.get_one(courses.ContentItem, item_id).due_date = earlier
    shown = typed(teacher.get(page), "due_date")
    assert shown == "2032-10-31T02:30"
    teacher.send(page, page, release_date="", due_date=shown)
    assert due_of(world, item_id) == earlier


@pytest.mark.parametrize("page", ["/items/{}/dates", "/items/{}/edit"])
def test_i05_an_earlier_date_asks_before_students_lose_time(
    teacher: Browser, world: World, item_id: UUID, page: str
) -> None:
    page = page.format(item_id)
    fields = {"release_date": "", "due_date": "2031-11-01T23:59"}
    fields |= {"title": "Dated"} if page.endswith("edit") else {}
    answer = teacher.send(page, page, **fields)
    assert answer.status_code == 409
    assert "This takes time away from 2 students." in answer.text
    assert 'name="confirm" value="yes"' in answer.text
    assert due_of(world, item_id) == WINTER
    assert teacher.send(page, page, **fields, confirm="yes").status_code == 200
    assert due_of(world, item_id) == datetime(2031, 11, 1, 22, 59, tzinfo=UTC)


def test_an_exception_is_found_made_explained_and_removed(
    teacher: Browser, world: World, item_id: UUID
) -> None:
    dates = f"/items/{item_id}/dates"
    page = f"{dates}/students/{world.student_id}"
    assert f'href="/services/lectorium/lectorium{page}"' in teacher.get(f"{dates}?find=student1").text
    done = teacher.send(page, page, due_date="2031-12-02T23:59", no_max_attempts="yes", reason="Was ill")
    assert "The exception holds from now on." in done.text
    assert own_of(world, item_id) == {
        "due_date": datetime(2031, 12, 2, 22, 59, tzinfo=UTC),
        "max_attempts": None,
    }
    assert "The student’s own exception goes before everything else." in done.text
    assert "Was ill" in teacher.get(dates).text

    refused = teacher.send(page, page, due_date="2031-11-29T23:59")
    assert refused.status_code == 422
    assert "An exception gives more, never less." in refused.text
    both = teacher.send(page, page, due_date="2031-12-05T23:59", no_due_date="yes")
    assert both.status_code == 422

    with world.database.transaction() as session:
        own = authoring.override_of(session, item_id, student_id=world.student_id)
    assert own is not None
    asked = teacher.send(page, f"{dates}/remove", override_id=str(own.override.id))
    assert asked.status_code == 409
    assert "Remove it all the same" in asked.text
    gone = teacher.send(page, f"{dates}/remove", override_id=str(own.override.id), confirm="yes")
    assert "The exception is removed." in gone.text
    assert own_of(world, item_id) == {}


def test_an_exams_minutes_are_excepted_too(teacher: Browser, world: World) -> None:
    actor = world.school.actor("teacher")
    with world.database.transaction() as session:
        new = authoring.NewAssignment("Sat", mode="exam", due_date=WINTER, release_date=WINTER.replace(day=1))
        prepared = authoring.Prepared(freeze_program({**PROGRAM, "title": "Sat alone"}), authoring.Report(()))
        version = authoring.publish_problem(session, world.store, actor, prepared)  # closed meanwhile
        exam = authoring.create_assignment(session, actor, world.school.module_id, new, [version.id])
        authoring.change_settings(session, actor, exam.id, {"time_limit_mins": 60})
    page = f"/items/{exam.id}/dates/students/{world.student_id}"
    assert "60 minutes" in teacher.get(page).text
    assert teacher.send(page, page, duration_minutes="45").status_code == 422
    assert teacher.send(page, page, duration_minutes="ninety").status_code == 422
    assert "Time: 90 minutes" in teacher.send(page, page, duration_minutes="90").text
    assert own_of(world, exam.id) == {"duration_minutes": 90}
    dates = teacher.get(f"/items/{exam.id}/dates").text
    assert f'href="/services/lectorium/lectorium/items/{exam.id}/sittings"' in dates


def test_who_may_only_look_gets_no_forms(service: RunningService, world: World, item_id: UUID) -> None:
    assistant = Browser(service, world.login("ta"))
    page = assistant.get(f"/items/{item_id}/dates").text
    assert "2031" in page
    assert 'name="due_date"' not in page
    teacher = world.school.actor("teacher")
    with world.database.transaction() as session:
        module_id = session.get_one(courses.ContentItem, item_id).module_id
        class_id = session.get_one(courses.Module, module_id).class_id
        label_id = courses.create_label(session, teacher, class_id, "Later", "label").id
    label = assistant.get(f"/items/{item_id}/dates/labels/{label_id}").text
    assert "Later" in label
    assert 'name="due_date"' not in label
    assert 'name="due_date"' in assistant.get(f"/items/{item_id}/dates/students/{world.student_id}").text
