"""The job that judges an answer: what it writes, for whom, and that it errs on the side of silence."""

from __future__ import annotations

import json
from typing import NoReturn, cast
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.jobs import Outbox
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.guard.loading import load
from lectorium.rooms.tutor.guard.notebooks import Runner
from lectorium.sandbox import Sandbox, SandboxUnavailable
from tests.rooms.tutor.test_asking import BOTH, ECHO, ask
from tests.support.work import Course

OWN = "def double(x):\n    return x"
SOLVES = "Here it is:\n\n```python\ndef double(x):\n    return x * 2\n```\n"
HARMLESS = "Another one:\n\n```python\ndef half(y):\n    return y / 2\n```\n\nNow try yours with 2."


def waiting(course: Course, reply: str, code: str = OWN) -> UUID:
    """A question under way, whose draft waits for a verdict."""
    with course.database.transaction() as session:
        row = ask(session, course, code=code).interaction
        assert tutor.take_up(session, row.id, BOTH) is not None
        tutor.ask_verdict(session, row.id, "draft", reply)
        return row.id


def owed(course: Course, interaction_id: UUID) -> list[UUID]:
    """The jobs that are owed for it."""
    with course.database.transaction() as session:
        payload = Outbox.payload["interaction_id"].as_string() == str(interaction_id)
        return list(session.scalars(select(Outbox.id).where(payload)))


def judge(course: Course, interaction_id: UUID, job: UUID) -> tutor.GuardNotes:
    """As a worker does it."""
    tutor.judge_answer(course.database, course.store, course.sandbox, job, interaction_id)
    return notes(course, interaction_id)


def notes(course: Course, interaction_id: UUID) -> tutor.GuardNotes:
    with course.database.transaction() as session:
        return tutor.read_notes(session, interaction_id)


@pytest.mark.parametrize(("reply", "solves"), [(SOLVES, True), (HARMLESS, False)])
def test_a_notebooks_tests_judge_what_a_reply_makes_of_the_students_cell(
    course: Course, reply: str, *, solves: bool
) -> None:
    interaction_id = waiting(course, reply)
    assert notes(course, interaction_id).waits_for == "draft"
    (job,) = owed(course, interaction_id)
    found = judge(course, interaction_id, job)
    assert found.waits_for is None
    assert found.draft is not None
    assert found.draft.solves is solves
    assert owed(course, interaction_id) == []
    assert tutor.judge_answer(course.database, course.store, course.sandbox, job, interaction_id) is None


def test_a_notebook_that_never_ends_is_told_from_a_slow_one(course: Course) -> None:
    """As in a notebook that is given as long as the teacher's needs, and not the ten seconds there are."""
    endless = "```python\ndef double(x):\n    while True:\n        pass\n```"
    interaction_id = waiting(course, endless)
    with course.database.transaction() as session:
        loaded = load(session, interaction_id)
    assert loaded is not None
    full = json.loads(course.store.get(loaded.view.version.full_ref))
    runner = Runner(loaded, full, course.store, course.sandbox)
    assert runner.passed(full) == {case.key for case in loaded.view.cases if case.kind == "cell"}
    assert not runner.is_paced
    (job,) = owed(course, interaction_id)
    found = judge(course, interaction_id, job)
    assert found.draft is not None
    assert (found.draft.solves, found.draft.reason) == (False, "clear")


def test_a_programs_printed_lines_judge_too(course: Course) -> None:
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        prepared = authoring.Prepared(freeze_program(ECHO), authoring.Report(()))
        version = authoring.publish_problem(session, course.store, teacher, prepared)
        item = authoring.create_assignment(
            session, teacher, course.school.module_id, authoring.NewAssignment("Echo"), [version.id]
        )
        course.challenge_id = authoring.challenges_of_item(session, item.id)[0].id
    interaction_id = waiting(course, "```python\nword = input()\nprint(word)\n```", code="print('a?')")
    (job,) = owed(course, interaction_id)
    found = judge(course, interaction_id, job)
    assert found.draft is not None
    assert (found.draft.solves, found.draft.reason, found.draft.passed) == (True, "tests", 1)


def test_what_was_stopped_meanwhile_gets_no_verdict(course: Course) -> None:
    interaction_id = waiting(course, HARMLESS)
    with course.database.transaction() as session:
        tutor.stop(session, course.school.actor("student1"), interaction_id)
    (job,) = owed(course, interaction_id)
    assert judge(course, interaction_id, job).draft is None
    assert owed(course, interaction_id) == []


class Away:
    """A machine that can't confine code."""

    def run_notebook(self, _job: object) -> NoReturn:
        raise SandboxUnavailable


def test_without_a_sandbox_nothing_is_cleared(course: Course) -> None:
    interaction_id = waiting(course, HARMLESS)
    (job,) = owed(course, interaction_id)
    away = cast("Sandbox", Away())
    verdict = tutor.judge_answer(course.database, course.store, away, job, interaction_id)
    assert verdict is not None
    assert (verdict.solves, verdict.reason) == (True, "unsure")
