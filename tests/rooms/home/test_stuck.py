"""Who is stuck: what counts, since when, for whom, and what is asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lectorium.kit.database import Database
from lectorium.kit.errors import Forbidden
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.home.topics import counted
from lectorium.rooms.people import api as people
from tests.support.journeys import Walk, converse
from tests.support.notebooks import RIGHT, WRONG
from tests.support.people import School
from tests.support.statements import counting
from tests.support.work import Course

PAGE = PageRequest(50)


@pytest.fixture
def walk(course: Course, demo_database: Database) -> Walk:
    return Walk(course, demo_database)


def seen(course: Course, who: str = "teacher", page: PageRequest = PAGE, **asked: Any) -> home.StuckView:
    where: dict[str, Any] = {} if "challenge_id" in asked else {"class_id": course.school.class_id}
    with course.database.transaction() as session:
        return home.who_is_stuck(session, course.school.actor(who), page, **where, **asked)


def names(view: home.StuckView) -> list[str]:
    return [row.student.name for row in view.rows.items]


def fails(walk: Walk, times: int, first: int = 0) -> None:
    for number in range(times):
        walk.run(first + number, f"{WRONG}  # {number}\n")


def test_failing_runs_without_a_passing_one_since_are_being_stuck(walk: Walk) -> None:
    course = walk.course
    fails(walk, 2)
    assert names(seen(course)) == []
    assert names(seen(course, whom="all")) == ["Student1"]
    fails(walk, 1, first=10)
    (row,) = seen(course).rows.items
    assert (row.since, row.failing, row.runs) == (walk.began, 3, 3)
    assert row.item_id == course.item_id
    walk.run(20, RIGHT)
    assert names(seen(course)) == []
    fails(walk, 3, first=30)
    (row,) = seen(course, challenge_id=course.challenge_id).rows.items
    assert (row.since, row.failing, row.runs) == (walk.began + timedelta(minutes=30), 3, 7)


def test_questions_without_a_passing_run_since_are_being_stuck(walk: Walk) -> None:
    course = walk.course
    walk.ask(0, user_prompt="My loop gives a TypeError")
    walk.ask(1, user_prompt="Why does the loop stop?", context={"v": 1, "error": "IndexError: list index"})
    walk.ask(2, kind="code_run", user_prompt=None, model_response=None)
    assert names(seen(course)) == []
    assert names(seen(course, whom="asking")) == ["Student1"]
    walk.ask(3, kind="hint", user_prompt="")
    view = seen(course)
    (row,) = view.rows.items
    assert (row.since, row.questions, row.asked_since, row.runs) == (walk.began, 3, 3, 0)
    assert row.topics.errors == [("IndexError", 1), ("TypeError", 1)]
    assert row.topics.words == view.topics.words == [("loop", 2), ("stop", 1)]


def test_topics_are_counted_once_a_question_and_chance_is_left_out() -> None:
    asked = [
        ("recursion recursion?", "ValueError: x\nValueError"),
        ("Recursion!", ""),
        ("base case", ""),
        ("", ""),
    ]
    found = counted(asked, 3)
    assert found.errors == [("ValueError", 1)]
    assert found.words == [("recursion", 2)]
    assert counted([], 3) == home.Topics([], [])


def newcomers(course: Course, count: int) -> list[people.User]:
    with course.database.transaction() as session:
        found = []
        for number in range(count):
            name = f"n{number}-{course.school.slug}"
            new = people.NewUser(name, f"{name}@example.org", f"New {number}")
            user = people.add_user(session, course.school.organization_id, new)
            courses.add_member(session, course.school.class_id, user, "student")
            found.append(user)
    return found


def asks(walk: Walk, student: people.User, times: int, first: int = 0) -> None:
    for number in range(times):
        with walk.at(first + number).transaction() as session:
            converse(session, student.id, walk.course.challenge_id, user_prompt=f"Question {number}")


def test_orders_page_by_keyset_and_names_are_found(walk: Walk) -> None:
    course = walk.course
    students = newcomers(course, 3)
    for number, (student, times) in enumerate(zip(students, (5, 3, 4), strict=True)):
        asks(walk, student, times, first=10 * number)
    wanted: dict[home.Sort, list[str]] = {
        "since": ["New 0", "New 1", "New 2"],
        "questions": ["New 0", "New 2", "New 1"],
        "last": ["New 2", "New 1", "New 0"],
    }
    for sort, order in wanted.items():
        found, after = list[str](), None
        for _ in order:
            page = seen(course, page=PageRequest(1, after), sort=sort)
            found += names(page)
            after = page.rows.next
        assert (found, after) == (order, None)
    assert names(seen(course, search="new 1")) == ["New 1"]


def test_i16_an_assistant_sees_the_own_section_and_others_nothing(walk: Walk) -> None:
    course = walk.course
    school: School = course.school
    student, other = newcomers(course, 2)
    for each in (student, other):
        asks(walk, each, 3)
    with course.database.transaction() as session:
        teacher = school.actor("teacher")
        ta = courses.find_enrollment(session, school.class_id, school.users["ta"].id)
        place = courses.find_enrollment(session, school.class_id, student.id)
        assert ta is not None
        assert place is not None
        label = courses.create_label(session, teacher, school.class_id, "Monday", "section")
        courses.put_students(session, teacher, label.id, put_in=[place.id])
        courses.change_enrollment(session, teacher, ta.id, section_ids=[label.id])
    places: list[dict[str, Any]] = [{}, {"challenge_id": course.challenge_id}]
    for asked in places:
        view = seen(course, "ta", **asked)
        assert names(view) == ["New 0"]
        assert view.topics == home.Topics([], [])
        with pytest.raises(Forbidden):
            seen(course, "student1", **asked)


def test_a_standalone_challenge_is_its_makers(walk: Walk) -> None:
    course, school = walk.course, walk.course.school
    with course.database.transaction() as session:
        alone = authoring.create_challenge(session, school.actor("teacher"), course.version_id, "Alone")
        for _ in range(3):
            converse(session, school.users["stranger"].id, alone.id)
    assert names(seen(course, challenge_id=alone.id)) == ["Stranger"]
    with pytest.raises(Forbidden):
        seen(course, "other", challenge_id=alone.id)
    assert names(seen(course)) == []


def test_i22_more_students_ask_no_oftener(walk: Walk) -> None:
    counts = []
    for student in newcomers(walk.course, 2):
        asks(walk, student, 3)
        with counting(walk.course.database.engine) as statements:
            seen(walk.course)
        counts.append(len(statements))
        assert not any("draft_response" in statement for statement in statements)
    assert counts[0] == counts[1] <= 6


def test_a_class_counts_what_is_recent_and_a_problem_everything(walk: Walk) -> None:
    old = Walk(walk.course, walk.demo, began=datetime(2020, 3, 3, tzinfo=UTC))
    (student,) = newcomers(walk.course, 1)
    asks(old, student, 3)
    assert names(seen(walk.course)) == []
    assert names(seen(walk.course, challenge_id=walk.course.challenge_id)) == ["New 0"]
