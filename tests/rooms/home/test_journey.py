"""A student's way on one time line: its order, what changed at each step, and who may follow it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, DomainError, Forbidden, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from tests.support.exams import Exam
from tests.support.journeys import DRAFT, Walk, guarded
from tests.support.notebooks import PARTLY, RIGHT
from tests.support.people import found_school
from tests.support.quizzes import Quizzed
from tests.support.statements import counting
from tests.support.work import Course

FIRST = "def double(x):\n    return x\n"
WAY = ["opened", "save", "save", "question", "save", "test_run", "code_run", "save", "submission"]
PAGE = PageRequest(200)


@pytest.fixture
def walk(course: Course, demo_database: Database) -> Walk:
    return Walk(course, demo_database)


def walked(walk: Walk) -> Walk:
    """Some saves, a question, a test run, a run of code and a submission that is right."""
    walk.open(0)
    walk.save(1, FIRST)
    walk.save(2, "def double(x):\n    return x + 1\n")
    walk.ask(3, user_prompt="Why?", guarding="rewritten", draft_response=DRAFT)
    walk.run(5, PARTLY)
    walk.ask(6, kind="code_run", user_prompt=None, model_response=None, code="double(2)", stdout="0")
    walk.run(20, RIGHT, final=True)
    return walk


def follow(walk: Walk, who: str = "teacher", page: PageRequest = PAGE, **asked: Any) -> home.Journey:
    with walk.course.database.transaction() as session:
        actor = walk.course.school.actor(who)
        return home.journey(session, actor, walk.course.challenge_id, walk.student_id, page, **asked)


def look(walk: Walk, step: str, who: str = "teacher", against: home.Against = "step") -> home.StepView:
    with walk.course.database.transaction() as session:
        actor = walk.course.school.actor(who)
        found = submissions.follow(session, actor, walk.course.challenge_id, walk.student_id)
        return home.journey_step(session, walk.course.store, actor, found, step, against=against)


def step_of(journey: home.Journey, kind: str) -> home.Step:
    return next(step for step in journey.steps.items if step.kind == kind)


def test_a_journey_is_in_order_and_pages_by_keyset(walk: Walk) -> None:
    whole = follow(walked(walk))
    assert [step.kind for step in whole.steps.items] == WAY
    assert whole.counts["save"] == 4
    assert whole.worked_seconds > 0
    run, final = step_of(whole, "test_run"), step_of(whole, "submission")
    assert (run.passed, run.total, final.passed, final.total) == (1, 2, 2, 2)
    pages, after = list[str](), None
    while True:
        page = follow(walk, page=PageRequest(2, after))
        pages += [step.id for step in page.steps.items]
        after = page.steps.next
        if after is None:
            break
    assert pages == [step.id for step in whole.steps.items]
    talk = follow(walk, shown="talk")
    assert [step.kind for step in talk.steps.items] == ["question", "code_run"]
    late = follow(walk, page=PageRequest(3), around=final.id)
    assert late.steps.items[0].id == final.id


def test_a_step_tells_what_changed(walk: Walk) -> None:
    whole = follow(walked(walk))
    saves = [step for step in whole.steps.items if step.kind == "save"]
    first, second = look(walk, saves[0].id), look(walk, saves[1].id)
    assert first.since.revision == 0
    assert [line.text for line in second.cells[0].lines if line.kind == "added"] == ["    return x + 1"]
    assert second.cells[0].source == "def double(x):\n    return x + 1\n"
    assert (second.before, second.after) == (saves[0].id, step_of(whole, "question").id)

    asked = look(walk, step_of(whole, "question").id)
    assert [said.interaction.user_prompt for said in asked.said] == ["Why?"]
    assert asked.said[0].draft == DRAFT
    assert asked.since.step is None

    run = look(walk, step_of(whole, "test_run").id)
    assert run.since.step is not None
    assert run.since.step.kind == "question"
    assert run.result is not None
    assert run.result.passed == 1
    final = look(walk, step_of(whole, "submission").id, against="given")
    assert final.since.revision == 0
    assert final.cells[0].source == RIGHT
    assert final.after is None
    with pytest.raises(NotFound):
        look(walk, "save-99999999")


def test_an_answer_to_a_quiz_is_told_in_its_options_words(quizzed: Quizzed) -> None:
    quizzed.hand_in({"Primes": ["four", "two"], "Mutable": "t", "Capital": "two"})
    teacher, student = (quizzed.school.actor(who) for who in ("teacher", "student1"))
    for title, told in {"Primes": "2\n4", "Mutable": "`tuple`", "Capital": "two"}.items():
        with quizzed.database.transaction() as session:
            place = (quizzed.challenges[title], student.user_id)
            steps = home.journey(session, teacher, *place, PAGE).steps.items
            found = submissions.follow(session, teacher, *place)
            saved, handed_in = (
                home.journey_step(session, quizzed.store, teacher, found, step.id) for step in steps
            )
        assert [line.text for line in saved.cells[0].lines] == told.split("\n")
        assert handed_in.cells[0].source == told


def test_cells_added_and_taken_out_are_told(course: Course) -> None:
    given = course.release
    before = authoring.own_cells(None, given)
    more = {**given, "cells": [*given["cells"], {**given["cells"][0], "id": "mine", "source": "# Mine"}]}
    added = authoring.compare_cells(before, authoring.own_cells(more, given))
    assert [(cell.key, cell.fate) for cell in added] == [("double", "same"), ("mine", "added")]
    gone = authoring.compare_cells(authoring.own_cells(more, given), before)
    assert gone[-1].fate == "removed"
    assert [cell.source for cell in authoring.own_cells({"answer": ["a", "b"]}, {})] == ["a\nb"]


def test_i15_a_student_is_not_told_what_is_not_returned(walk: Walk) -> None:
    course, teacher = walk.course, walk.course.school.actor("teacher")
    with course.database.transaction() as session:
        courses.change_class(session, teacher, course.school.class_id, {"hold_grades": True})
    walked(walk)
    own = step_of(follow(walk, "student1"), "submission")
    assert (own.state, own.passed, own.total) == ("held", None, None)
    view = look(walk, own.id, "student1")
    assert view.result is not None
    assert (view.result.status, view.result.score, view.result.hidden) == ("held", None, None)
    assert view.step.state == "held"
    with course.database.transaction() as session:
        gradebook.return_grades(session, teacher, course.item_id)
    assert step_of(follow(walk, "student1"), "submission").passed == 2


def test_a_student_never_sees_what_is_between_staff(walk: Walk) -> None:
    walk.open(0)
    with walk.at(1).transaction() as session:
        asked = guarded(session, walk.student_id, walk.course.challenge_id)
        teacher = walk.course.school.actor("teacher")
        tutor.review_answer(session, teacher, asked, verdict="good", comment="Among us")
    own = look(walk, f"question-{asked}", "student1").said[0]
    assert (own.draft, own.notes, list(own.reviews)) == (None, None, [])
    staff = look(walk, f"question-{asked}").said[0]
    assert staff.draft == DRAFT
    assert staff.notes is not None
    assert [review.comment for review in staff.reviews] == ["Among us"]


def test_i16_who_may_follow(walk: Walk, database: Database) -> None:
    school, challenge_id = walk.course.school, walk.course.challenge_id
    with database.transaction() as session:
        neighbours = found_school(session)
        alone = authoring.create_challenge(session, school.actor("teacher"), walk.course.version_id, None)
    wrong: list[tuple[object, object, type[DomainError]]] = [
        (school.actor("student2"), challenge_id, Forbidden),
        (school.actor("stranger"), challenge_id, NotFound),
        (school.actor("other"), challenge_id, NotFound),
        (neighbours.actor("admin"), challenge_id, NotFound),
        (school.actor("other"), alone.id, Forbidden),
        (school.actor("student2"), alone.id, Forbidden),
    ]
    right = [("ta", challenge_id), ("admin", challenge_id), ("student1", challenge_id)]
    with database.transaction() as session:
        for actor, where, refusal in wrong:
            with pytest.raises(refusal):
                submissions.follow(session, actor, where, walk.student_id)  # type: ignore[arg-type]
        for who, where in [*right, ("teacher", alone.id), ("admin", alone.id), ("student1", alone.id)]:
            submissions.follow(session, school.actor(who), where, walk.student_id)
        with pytest.raises(NotFound):
            submissions.follow(session, school.actor("ta"), challenge_id, school.users["stranger"].id)


def test_i16_an_assistant_follows_the_own_section(walk: Walk, database: Database) -> None:
    school = walk.course.school
    with database.transaction() as session:
        teacher, class_id = school.actor("teacher"), school.class_id
        places = {
            name: courses.find_enrollment(session, class_id, school.users[name].id)
            for name in ("ta", "student2")
        }
        label = courses.create_label(session, teacher, class_id, "Monday", "section")
        assert places["ta"] is not None
        assert places["student2"] is not None
        courses.put_students(session, teacher, label.id, put_in=[places["student2"].id])
        courses.change_enrollment(session, teacher, places["ta"].id, section_ids=[label.id])
    with database.transaction() as session:
        ta, challenge_id = school.actor("ta"), walk.course.challenge_id
        submissions.follow(session, ta, challenge_id, school.users["student2"].id)
        with pytest.raises(NotFound):
            submissions.follow(session, ta, challenge_id, walk.student_id)


def test_i08_who_sits_an_exam_looks_back_on_nothing(exam: Exam) -> None:
    course = exam.course
    practice = course.set()
    at_work = exam.at(10)
    at_work.start()
    actor = course.school.actor("student1")
    for challenge_id in (practice, exam.challenge_id):
        with pytest.raises(Conflict), at_work.database.transaction() as session:
            submissions.follow(session, actor, challenge_id, actor.user_id)
    with exam.at(24 * 60).database.transaction() as session:
        submissions.follow(session, actor, exam.challenge_id, actor.user_id)


def test_i22_a_long_journey_asks_no_oftener(walk: Walk) -> None:
    walk.save(1, FIRST)
    counts = []
    for _ in range(2):
        with counting(walk.course.database.engine) as statements:
            follow(walk)
        counts.append(len(statements))
        for minute in range(3):
            walk.save(10 + minute, f"{FIRST}# {minute}\n")
            walk.ask(20 + minute)
        walk = Walk(walk.course, walk.demo, began=walk.began + timedelta(hours=1))
    assert counts[0] == counts[1] <= 10
