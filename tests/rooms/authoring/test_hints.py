"""Hints in steps: taken once, at the price that was shown, and deducted the same however often (I12)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from tests.support.notebooks import PARTLY, RIGHT, SOURCE, cell
from tests.support.people import School
from tests.support.work import Course, found_course

TEXTS = ("Think of two.", "Multiply.", "2 * x")


@pytest.fixture
def course(database: Database, store: ObjectStore, sandbox: Sandbox, school: School) -> Course:
    """The doubling problem with three hints."""
    hints = [cell("markdown", text) for text in TEXTS]
    for made in hints:
        made["metadata"]["lectorium"] = {"role": "hint"}
    source = {**SOURCE, "cells": [*SOURCE["cells"], *hints]}
    prepared = authoring.prepare_notebook(source, "Doubling", {}, sandbox, run_solution=False)
    return found_course(database, store, sandbox, school, prepared)


def price(course: Course, cost: str, **more: Any) -> None:
    with course.database.transaction() as session:
        changes = {"hint_cost": Decimal(cost), **more}
        authoring.change_settings(session, course.school.actor("teacher"), course.item_id, changes)


def take(course: Course, step: int | None = None, who: str = "student1", **more: Any) -> authoring.Hints:
    with course.database.transaction() as session:
        actor = course.school.actor(who)
        return authoring.reveal_hint(session, actor, course.challenge_id, step=step, **more)


def entry(course: Course) -> gradebook.GradebookEntry | None:
    with course.database.transaction() as session:
        return gradebook.find_entry(session, course.school.users["student1"].id, course.item_id)


def figures(course: Course) -> tuple[Decimal | None, Decimal, Decimal | None]:
    found = entry(course)
    assert found is not None
    return found.raw_score, found.hint_deduction, found.score_obtained


def test_each_step_is_recorded_with_its_time_and_price(course: Course) -> None:
    price(course, "0.5")
    before = datetime.now(UTC)
    hints = [take(course) for _ in TEXTS][-1]
    assert [(taken.step, taken.cost) for taken in hints.taken] == [
        (number, Decimal("0.5")) for number in (1, 2, 3)
    ]
    assert all(before - timedelta(minutes=1) < taken.revealed_at for taken in hints.taken)
    assert (hints.left, hints.next_cost) == (0, None)
    with pytest.raises(NotFound) as over:
        take(course)
    assert over.value.code == "no_more_hints"


def test_the_price_is_shown_before_and_holds_only_if_it_is_still_that(course: Course) -> None:
    price(course, "0.5")
    with course.database.transaction() as session:
        shown = authoring.read_hints(session, course.school.actor("student1"), course.challenge_id)
    assert (shown.left, shown.next_cost, shown.taken) == (3, Decimal("0.5"), [])
    price(course, "2")
    with pytest.raises(Conflict) as changed:
        take(course, agreed=shown.next_cost)
    assert (changed.value.code, changed.value.extra["current"]) == ("cost_changed", {"cost": 2.0})
    assert take(course, agreed=Decimal(2)).taken[0].cost == Decimal(2)


def test_a_double_click_pays_once_and_gets_the_same(course: Course) -> None:
    price(course, "0.5")
    assert take(course, 1).taken == take(course, 1, agreed=Decimal(9)).taken
    with pytest.raises(Conflict) as skipped:
        take(course, 3)
    assert skipped.value.code == "not_next"


def test_sixteen_at_once_take_one_step(course: Course) -> None:
    price(course, "0.5")
    course.grade(course.submit(RIGHT))
    seen: list[int] = []

    def click() -> None:
        seen.append(len(take(course, 1).taken))

    threads = [threading.Thread(target=click) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 16
    assert figures(course) == (Decimal(3), Decimal("0.5"), Decimal("2.5"))


def test_i12_what_hints_cost_is_taken_away_before_and_after_grading_alike(course: Course) -> None:
    price(course, "0.5")
    take(course)
    assert entry(course) is None
    course.grade(course.submit(RIGHT))
    assert figures(course) == (Decimal(3), Decimal("0.5"), Decimal("2.5"))
    take(course)
    assert figures(course) == (Decimal(3), Decimal(1), Decimal(2))
    price(course, "9")
    with course.database.transaction() as session:
        student = course.school.users["student1"].id
        gradebook.recompute(session, student, course.item_id)
    assert figures(course) == (Decimal(3), Decimal(1), Decimal(2))


def test_hints_never_cost_more_than_the_problem_gave(course: Course) -> None:
    price(course, "100")
    take(course)
    course.grade(course.submit(PARTLY))
    raw, deduction, score = figures(course)
    assert raw == deduction
    assert score == 0
    course.grade(course.submit(RIGHT))
    assert figures(course) == (Decimal(3), Decimal(3), Decimal(0))


def test_an_adjustment_by_hand_comes_on_top(course: Course) -> None:
    price(course, "1")
    course.grade(course.submit(RIGHT))
    with course.database.transaction() as session:
        gradebook.change_grade(
            session,
            course.school.actor("teacher"),
            course.item_id,
            course.school.users["student1"].id,
            adjustment=Decimal("0.25"),
        )
    take(course)
    assert figures(course) == (Decimal(3), Decimal(1), Decimal("2.25"))


def test_a_problems_own_price_comes_before_the_assignments(course: Course) -> None:
    price(course, "1")
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        changes = {"hint_cost": Decimal("0.1")}
        authoring.change_place(session, teacher, course.item_id, course.challenge_id, changes)
    assert take(course).taken[0].cost == Decimal("0.1")


def test_practice_is_free_and_so_is_staff(course: Course) -> None:
    price(course, "1")
    assert take(course, who="teacher").taken[0].cost == 0
    price(course, "1", mode="practice")
    assert take(course).taken[0].cost == 0


def test_after_the_end_a_hint_cant_help_and_costs_nothing(course: Course, demo_database: Database) -> None:
    due = datetime.now(UTC) + timedelta(hours=1)
    course.set(due_date=due, accept_late=False)
    price(course, "1")
    assert take(course).taken[0].cost == 1
    course.database = demo_database.at(due + timedelta(microseconds=1))
    assert take(course).taken[1].cost == 0


def test_i08_an_exam_has_none(course: Course) -> None:
    course.set(mode="exam", due_date=datetime.now(UTC) + timedelta(hours=1))
    with course.database.transaction() as session:
        submissions.start_sitting(session, course.school.actor("student1"), course.item_id)
    for call in (take, read):
        with pytest.raises(Conflict) as closed:
            call(course)
        assert closed.value.code == "hints_closed"


def read(course: Course) -> authoring.Hints:
    with course.database.transaction() as session:
        return authoring.read_hints(session, course.school.actor("student1"), course.challenge_id)


def test_staff_see_them_with_the_students_work(course: Course) -> None:
    price(course, "0.5")
    take(course)
    with course.database.transaction() as session:
        student = course.school.users["student1"].id
        found = authoring.hints_taken(session, student, [course.challenge_id])
    assert [(taken.step, taken.cost) for taken in found[course.challenge_id]] == [(1, Decimal("0.5"))]


def test_i12_a_hint_taken_while_the_work_is_graded_is_paid_as_well(course: Course) -> None:
    for _ in range(3):
        course.set()
        price(course, "0.5")
        attempt_id = course.submit(RIGHT)
        both = [
            threading.Thread(target=course.grade, args=(attempt_id,)),
            threading.Thread(target=take, args=(course,)),
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert figures(course) == (Decimal(3), Decimal("0.5"), Decimal("2.5"))


def test_a_hint_before_anything_is_handed_in_makes_no_grade(course: Course) -> None:
    price(course, "0.5")
    take(course)
    with course.database.transaction() as session:
        card = home.item_card(session, course.school.actor("student1"), course.item_id)
    assert (entry(course), card.state, card.score) == (None, "not started", None)
