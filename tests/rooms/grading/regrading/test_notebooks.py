"""Regrading notebooks: a test that was added runs in the copies of those who never had it."""

from __future__ import annotations

import copy
from uuid import UUID

from sqlalchemy import select

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.grading import api as grading
from tests.support.notebooks import RIGHT, SOURCE, cell
from tests.support.work import Course

NUMBERS = "def double(x):\n    return x * 2 if x != 7 else 0"
"""Right but for 7, which only the newer version asks."""
NEWER = copy.deepcopy(SOURCE)
NEWER["cells"].append(
    cell("code", "assert double(7) == 14", grade=True, locked=True, points=1, grade_id="test_seven")
)


def publish_newer(course: Course) -> UUID:
    prepared = authoring.prepare_notebook(NEWER, "Doubling", {}, course.sandbox)
    with course.database.transaction() as session:
        problem_id = session.get_one(authoring.ProblemVersion, course.version_id).problem_id
        teacher = course.school.actor("teacher")
        return authoring.publish_version(session, course.store, teacher, problem_id, prepared).id


def passed(course: Course, attempt_id: UUID) -> list[tuple[str, str]]:
    with course.database.transaction() as session:
        run = grading.current_run(session, attempt_id)
        return [(case.key, result.status) for result, case in grading.results_of(session, run)]


def test_an_added_test_judges_old_copies_and_what_is_begun(course: Course) -> None:
    right, wrong = course.submit(RIGHT), course.submit(NUMBERS, who="student2")
    for attempt_id in (right, wrong):
        course.grade(attempt_id)
    begun = course.release
    publish_newer(course)
    teacher = course.school.actor("teacher")
    with course.database.transaction() as session:
        new = grading.NewRegrade(challenge_id=course.challenge_id)
        regrade_id = grading.plan_regrade(session, teacher, new).id
    with course.database.transaction() as session:
        grading.start_preview(session, teacher, regrade_id)
    for run_id in trials(course, regrade_id):
        course.grade_run(run_id)
    with course.database.transaction() as session:
        grading.start_apply(session, teacher, regrade_id)
    grading.regrade(course.database, regrade_id)
    others = [("test_double", "pass"), ("test_zero", "pass")]
    assert passed(course, right) == [*others, ("test_seven", "pass")]
    assert passed(course, wrong) == [*others, ("test_seven", "fail")]
    assert course.release == begun  # version_id is the first one: what the student began with
    again = course.submit(NUMBERS)
    course.grade(again)
    assert passed(course, again) == [*others, ("test_seven", "fail")]


def trials(course: Course, regrade_id: UUID) -> list[UUID]:
    with course.database.transaction() as session:
        item = grading.RegradeItem
        found = session.scalars(select(item.new_run_id).where(item.regrade_job_id == regrade_id))
        return [run_id for run_id in found if run_id is not None]
