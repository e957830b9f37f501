"""Writing questions and making a quiz by the pages' forms."""

from __future__ import annotations

import re

import httpx
import pytest

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from tests.server.quizzes import quizzed
from tests.server.service import RunningService
from tests.server.test_pages import page_client
from tests.server.world import World
from tests.support.quizzes import Quizzed

SINGLE = {
    "type": "single",
    "title": "Odd one out",
    "prompt": "Which isn't prime?",
    "points": "2",
    "option_1": "2",
    "option_2": "4",
    "correct": "2",
    "explanation": "It is $2^2$.",
}
FORMS = [
    SINGLE,
    {"type": "multiple", "title": "M", "prompt": "?", "option_1": "a", "correct_1": "yes", "option_2": "b"},
    {"type": "numeric", "title": "N", "prompt": "?", "value": "1,5", "percent": "2", "units": "m"},
    {"type": "text", "title": "T", "prompt": "?", "accept": "one\r\ntwo\r\n", "wildcards": "yes"},
    {"type": "output", "title": "O", "prompt": "?", "code": "print(6 * 7)\r\nprint()"},
]


@pytest.fixture
def teacher(service: RunningService, world: World) -> httpx.Client:
    return page_client(service, world.login("teacher"))


def problem_of(answer: httpx.Response) -> str:
    found = re.search(r"/problems/([0-9a-f-]{36})", answer.headers["Location"])
    assert found is not None
    return found[1]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["type"])
def test_a_question_is_previewed_published_and_changed(
    teacher: httpx.Client, world: World, form: dict[str, str]
) -> None:
    previewed = teacher.post("/questions/new", data={**form, "do": "preview"})
    assert previewed.status_code == 200, previewed.text
    assert "Right answer" in previewed.text
    published = teacher.post("/questions/new", data={**form, "do": "publish"})
    assert published.status_code == 303, published.text
    problem = problem_of(published)
    shown = teacher.get(f"/problems/{problem}/question").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown))
    assert fields["type"] == form["type"]
    changed = {**form, "title": "Another title", "do": "publish"}
    changed |= {name: text for name, text in fields.items() if name.startswith("id_") and text}
    assert teacher.post(f"/problems/{problem}/question", data=changed).status_code == 303
    with world.database.transaction() as session:
        entry = authoring.find_entry(session, world.school.actor("teacher"), problem)  # type: ignore[arg-type]
        assert (entry.newest.number, entry.newest.title, entry.newest.kind) == (
            2,
            "Another title",
            "question",
        )


def test_a_refused_question_keeps_what_was_typed_and_marks_the_field(teacher: httpx.Client) -> None:
    form = {"type": "numeric", "title": "Kept", "prompt": "?", "value": "many", "do": "publish"}
    answer = teacher.post("/questions/new", data=form)
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    assert re.search(r'name="value"[^>]*aria-invalid="true"', answer.text.replace("\n", " "))


def test_a_text_of_questions_is_checked_and_published(teacher: httpx.Client) -> None:
    text = "# One\n\n?\n\n= 1\n\n# Two\ntype: output\n\n```python\nprint(1)\n```\n"
    checked = teacher.post("/questions/import", data={"text": text, "do": "check"})
    assert "2 questions" in checked.text
    assert teacher.post("/questions/import", data={"text": text, "do": "publish"}).status_code == 303
    refused = teacher.post("/questions/import", data={"text": "# One\n", "do": "publish"})
    assert refused.status_code == 422
    assert "Line 1" in refused.text


def test_a_quiz_that_is_an_exam_has_minutes_and_finds_questions_only(
    teacher: httpx.Client, world: World
) -> None:
    made = quizzed(world)
    actor = world.school.actor("teacher")
    with world.database.transaction() as session:  # in a class of its own: it closes its questions there
        klass = courses.create_class(session, actor, courses.NewClass("Timed")).klass
        module = courses.create_module(session, actor, klass.id, "Week 1", "", is_published=True)
    form = {"title": "Timed", "mode": "exam", "due_date": "2031-01-01T12:00", "time_limit_mins": "25"}
    address = f"/modules/{module.id}/quizzes/new"
    assert teacher.post(address, data={**form, "time_limit_mins": "0"}).status_code == 422
    answer = teacher.post(address, data={**form, f"q.{made.versions[0]}": "yes"})
    assert answer.status_code == 303, answer.text
    contents = answer.headers["Location"].rpartition("/lectorium")[2].partition("?")[0]
    assert re.search(r'name="time_limit_mins"[^>]+value="25"', teacher.get(contents).text)
    assert "Questions only are searched" in teacher.get(f"{contents}?find=nothing-like-it").text


def test_a_quiz_is_made_of_what_is_ticked(teacher: httpx.Client, world: World) -> None:
    made = quizzed(world)
    address = f"/modules/{made.school.module_id}/quizzes/new"
    form = {"title": "From the page", "max_attempts": "", "show_key": "never", "shuffle_choices": "yes"}
    nothing = teacher.post(address, data=form)
    assert nothing.status_code == 422
    assert "No question is chosen" in nothing.text
    shown = teacher.get(address).text
    for kind in ("one choice", "several choices", "a number", "a few words", "what it prints"):
        assert f"<td>{kind}</td>" in shown
    ticked = {f"q.{version}": "yes" for version in reversed(made.versions[:2])}  # the newest stand first
    answer = teacher.post(address, data={**form, **ticked})
    assert answer.status_code == 303, answer.text
    found = re.search(r"/items/([0-9a-f-]{36})/contents", answer.headers["Location"])
    assert found is not None
    settings = f"/items/{found[1]}/quiz/settings"
    assert "nobody would ever see it" in teacher.get(settings).text
    assert teacher.post(settings, data={"show_key": "after_return"}).status_code == 303
    quiz = teacher.get(f"/items/{found[1]}/quiz").text
    assert re.findall(r"<legend>(\d\. \w+)", quiz) == ["1. Mutable", "2. Primes"]
    refused = teacher.post(settings, data={"show_key": "after_due"})
    assert refused.status_code == 422


def test_what_is_no_number_is_said_when_it_is_saved_and_before_it_is_handed_in(
    service: RunningService, world: World
) -> None:
    made = quizzed(world)
    fresh = Quizzed(made.database, made.store, made.school, made.versions)
    fresh.set()
    student = page_client(service, world.login("student1"))
    field, quiz = fresh.challenges["Gravity"], f"/items/{fresh.item_id}/quiz"
    for revision, (given, is_said) in enumerate([("9,8 km/h", True), ("9,8 m/s²", False)]):
        saved = student.post(quiz, data={f"a.{field}": given, f"r.{field}": str(revision)})
        assert saved.status_code == 303, saved.text
        assert (f"Saved, but “{given}” can’t be read as a number" in student.get(quiz).text) is is_said
        asked = student.get(f"{quiz}/hand-in").text
        assert (f"Question 3</a> can’t be read as a number: “{given}”" in asked) is is_said
        assert "<button>Hand in</button>" in asked


@pytest.mark.parametrize(
    ("hold_grades", "form", "chosen", "said"),
    [
        (False, {"due_date": "2031-01-01T12:00"}, "after_due", "for the last time, since grades aren’t held"),
        (False, {}, "after_return", "for the last time, since grades aren’t held"),
        (False, {"mode": "practice"}, "after_return", "since practice is graded at once"),
        (True, {"due_date": "2031-01-01T12:00"}, "after_return", "once you return it, since grades are held"),
    ],
)
def test_the_key_waits_for_the_others_unless_it_is_chosen(
    teacher: httpx.Client, world: World, hold_grades: bool, form: dict[str, str], chosen: str, said: str
) -> None:
    made, actor = quizzed(world), world.school.actor("teacher")
    with world.database.transaction() as session:
        klass = courses.create_class(session, actor, courses.NewClass("Keys")).klass
        klass.hold_grades = hold_grades
        module = courses.create_module(session, actor, klass.id, "Week 1", "", is_published=True)
    data = {"title": "Keys", f"q.{made.versions[0]}": "yes", **form}
    answer = teacher.post(f"/modules/{module.id}/quizzes/new", data=data)
    found = re.search(r"/items/([0-9a-f-]{36})/contents", answer.headers["Location"])
    assert found is not None
    settings = teacher.get(f"/items/{found[1]}/quiz/settings").text
    assert re.search(rf'value="{chosen}" selected', settings)
    assert said in settings
