"""An exam is called one, and what it closes meanwhile says so: to its author, and to students."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from tests.server.exams import examined
from tests.server.quizzes import quizzed
from tests.server.service import RunningService
from tests.server.test_pages import page_client
from tests.server.world import World


@pytest.fixture
def teacher(service: RunningService, world: World) -> httpx.Client:
    return page_client(service, world.login("teacher"))


@pytest.fixture
def learner(world: World) -> people.User:
    """Somebody new, whose home shows nothing else."""
    new = people.NewUser(**world.new_user())
    with world.database.transaction() as session:
        return people.add_user(session, world.school.organization_id, new)


@pytest.fixture
def student(service: RunningService, learner: people.User) -> httpx.Client:
    return page_client(service, learner.login_name)


@pytest.fixture
def clash(world: World, learner: people.User) -> tuple[UUID, UUID, str]:
    """A quiz and, of the same class, an exam with one of its questions; ids, and the quiz's title."""
    made = quizzed(world)
    title, teacher = f"Reading code {uuid4().hex[:6]}", world.school.actor("teacher")
    with world.database.transaction() as session:
        klass = courses.create_class(session, teacher, courses.NewClass("Clash")).klass
        module = courses.create_module(session, teacher, klass.id, "Week 1", "", is_published=True)
        courses.add_member(session, klass.id, learner, "student")
        due = datetime.now(UTC) + timedelta(hours=1)
        questions = [authoring.NewQuestion(each) for each in made.versions[:2]]
        quiz = authoring.create_quiz(
            session, teacher, module.id, authoring.NewQuiz(title, due_date=due), questions
        )
    with world.database.transaction() as session:
        soon = datetime.now(UTC) + timedelta(hours=3)
        new = authoring.NewQuiz("Midterm", mode="exam", due_date=soon, time_limit_mins=60)
        exam = authoring.create_quiz(session, teacher, module.id, new, questions[:1])
    return quiz.id, exam.id, title


def row_of(page: str, item_id: UUID) -> str:
    """What stands about an item in a list."""
    rows: list[str] = re.findall(r"(?s)<li [^>]*(?:class=\"(?:row|item)\").*?</li>", page)
    return next(row for row in rows if str(item_id) in row)


def test_an_exam_is_called_one_wherever_it_stands(
    teacher: httpx.Client, student: httpx.Client, clash: tuple[UUID, UUID, str], world: World
) -> None:
    quiz, exam, _ = clash
    klass = f"/classes/{class_of(world, exam)}"
    for who, page in ((teacher, klass), (student, klass), (teacher, f"{klass}/structure"), (student, "/")):
        text = who.get(page).text
        assert "Exam · 60 minutes" in row_of(text, exam), page
        assert "Quiz · " in row_of(text, quiz), page
    for who in (teacher, student):
        assert '<span class="quiet">Exam · 60 minutes</span></h1>' in who.get(f"/items/{exam}").text
        assert '<span class="quiet">Quiz</span></h1>' in who.get(f"/items/{quiz}").text
    dates = teacher.get(f"/items/{exam}/dates").text
    assert "Exam, sat once · 60 minutes" in dates
    assert "Attempts without limit" not in dates
    homework = teacher.get(f"/items/{world.item_id}").text
    assert '<span class="quiet">Assignment</span></h1>' in homework


def class_of(world: World, item_id: UUID) -> UUID:
    with world.database.transaction() as session:
        item = session.get_one(courses.ContentItem, item_id)
        return session.get_one(courses.Module, item.module_id).class_id


def test_its_author_reads_what_it_closes(
    service: RunningService, world: World, teacher: httpx.Client, clash: tuple[UUID, UUID, str]
) -> None:
    quiz, exam, title = clash
    words = f"students of this class can’t work on “{title}”"
    assert words in teacher.get(f"/items/{exam}/contents").text
    assert words not in teacher.get(f"/items/{quiz}/contents").text
    api = service.client(world.login("teacher"))
    assert words in " ".join(api.get(f"/items/{exam}/contents").json()["warnings"])


def test_who_sets_an_exam_by_the_interface_is_warned(service: RunningService, world: World) -> None:
    made = examined(world)
    api = service.client(world.login("teacher"))
    homework = {"title": "Homework with it", "problem_version_ids": [str(made.version_id)]}
    assert api.post(f"/modules/{made.module_id}/assignments", json=homework).json()["warnings"] == []
    due = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    exam = {**homework, "title": "Final", "mode": "exam", "due_date": due}
    warned = api.post(f"/modules/{made.module_id}/assignments", json=exam).json()["warnings"]
    assert any("“Homework with it”" in each and "opens again by itself" in each for each in warned)


@pytest.mark.parametrize("page", ["", "/quiz", "/quiz/hand-in", "/quiz/result"])
def test_a_closed_quiz_says_why_and_until_when(
    student: httpx.Client, clash: tuple[UUID, UUID, str], page: str
) -> None:
    quiz, _, title = clash
    answer = student.get(f"/items/{quiz}{page}")
    assert answer.status_code == (409 if page else 200)
    assert title in answer.text
    assert "Closed for now: the same stands in an exam that isn’t over." in answer.text
    assert "at the earliest" in answer.text
    assert "What you did here is safe" in answer.text
    assert "Open the quiz" not in answer.text


def test_answers_sent_to_a_closed_quiz_are_refused_with_the_reason(
    student: httpx.Client, clash: tuple[UUID, UUID, str]
) -> None:
    answer = student.post(f"/items/{clash[0]}/quiz", data={"do": "save"})
    assert answer.status_code == 409
    assert "Closed for now" in answer.text


def test_home_does_not_lead_into_what_is_closed(student: httpx.Client, clash: tuple[UUID, UUID, str]) -> None:
    quiz, exam, _ = clash
    page = student.get("/").text
    row = row_of(page, quiz)
    assert "closed for now" in row
    assert "at the earliest" in row
    assert "Start" not in row
    assert "Continue" not in row
    assert "Start" in row_of(page, exam)


def test_staff_and_other_classes_go_on(
    teacher: httpx.Client, service: RunningService, world: World, clash: tuple[UUID, UUID, str]
) -> None:
    page = teacher.get(f"/items/{clash[0]}").text
    assert "Closed for now" not in page
    assert "Open the quiz" in page
    other = quizzed(world)
    stays = page_client(service, world.login("student1")).get(f"/items/{other.item_id}/quiz")
    assert stays.status_code == 200


def test_ones_own_length_is_said_everywhere(
    student: httpx.Client, world: World, learner: people.User, clash: tuple[UUID, UUID, str]
) -> None:
    _, exam_id, _ = clash
    with world.database.transaction() as session:
        place = select(courses.Enrollment).filter_by(user_id=learner.id)
        place_of = session.scalars(place).one()
        place_of.time_multiplier = Decimal("1.5")
    for page in ("/", f"/classes/{place_of.class_id}", f"/items/{exam_id}"):
        shown = student.get(page).text
        assert "Exam · 90 minutes" in shown, page
        assert "60 minutes" not in shown, page
    rules = student.get(f"/items/{exam_id}/exam").text
    assert "You have <strong>90 minutes</strong>" in rules
    assert re.search(r"If you start now, it ends \w+ \d", rules)
