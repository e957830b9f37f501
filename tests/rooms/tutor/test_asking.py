"""Asking: who may, how often, one at a time, and once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany
from lectorium.kit.paging import PageRequest
from lectorium.llm import EMBEDDED
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from tests.support.exams import Exam
from tests.support.people import found_school
from tests.support.work import Course

SMOLLM2, QWEN = "smollm2-135m", "qwen2.5-coder-1.5b"
ECHO = {
    "title": "Echo",
    "statement": "Write what you read.",
    "solution": "print(input())",
    "tests": [{"name": "one", "stdin": "a\n", "stdout": "a\n", "points": 1}],
}
BOTH = tutor.Serving({EMBEDDED: None}, {EMBEDDED: (SMOLLM2, QWEN)})
DONE = tutor.Said("An answer.", "An answer.", 10, 5)


def question(**changes: Any) -> tutor.Question:
    usual = {"message_key": uuid.uuid4(), "kind": "chat", "text": "Why does my loop never end?"}
    return tutor.Question(**{**usual, **changes})


def ask(session: Session, course: Course, who: str = "student1", **changes: Any) -> tutor.Asked:
    return tutor.ask(session, course.school.actor(who), course.challenge_id, question(**changes))


def refusal(session: Session, course: Course, who: str = "student1", **changes: Any) -> DomainError:
    with pytest.raises(DomainError) as refused, session.begin_nested():
        ask(session, course, who, **changes)
    return refused.value


def change(session: Session, course: Course, scope: tutor.Scope | None = None, **changes: Any) -> None:
    scope = scope or tutor.Scope(class_id=course.school.class_id)
    tutor.change_policy(session, course.school.actor("admin"), scope, changes)


def test_k01_another_schools_challenge_and_question_are_404(session: Session, course: Course) -> None:
    neighbour = found_school(session).actor("student1")
    asked = ask(session, course).interaction
    for step in (
        lambda: tutor.ask(session, neighbour, course.challenge_id, question()),
        lambda: tutor.find_interaction(session, neighbour, asked.id),
        lambda: tutor.stop(session, neighbour, asked.id),
        lambda: tutor.status_of(session, neighbour, course.challenge_id, BOTH),
        lambda: tutor.read_policy(session, neighbour, tutor.Scope(challenge_id=course.challenge_id)),
    ):
        with pytest.raises((NotFound, Forbidden)) as refused:
            step()
        assert refused.value.status == (404 if refused.type is NotFound else 403)


def test_k03_a_question_is_never_deleted(session: Session, course: Course) -> None:
    asked = ask(session, course).interaction
    with pytest.raises(DBAPIError, match="stay"), session.begin_nested():
        session.execute(text("DELETE FROM llm_interactions WHERE id = :id"), {"id": asked.id})


def test_k04_asking_opens_the_session_of_work_and_uses_the_open_one(session: Session, course: Course) -> None:
    first = ask(session, course).interaction
    tutor.complete(session, first.id, DONE)
    opened = submissions.open_session(
        session, course.store, course.school.actor("student1"), course.challenge_id
    )
    second = ask(session, course).interaction
    assert first.session_id == opened.id == second.session_id


def test_k07_a_question_is_stored_with_the_code_before_any_model_is_asked(
    session: Session, course: Course
) -> None:
    row = ask(session, course, code="x = 1", error="NameError: y").interaction
    session.expire_all()
    kept = session.get_one(tutor.LlmInteraction, row.id)
    assert (kept.state, kept.code, kept.context["error"]) == ("asked", "x = 1", "NameError: y")
    assert kept.model_id is None
    assert kept.model_response is None


def test_the_drafts_solution_is_the_code_where_no_cell_is_named(course: Course) -> None:
    course.submit("def double(x):\n    return 'mine'", type="test_run")
    with course.database.transaction() as session:
        row = ask(session, course).interaction
        assert "return 'mine'" in row.code
        assert "assert" not in row.code
        assert row.solution_revision == 1
        tutor.complete(session, row.id, DONE)
        assert ask(session, course, use={"code": False}).interaction.code == ""


def test_k08_of_sixteen_at_once_one_is_answered(course: Course) -> None:
    codes: list[str] = []

    def one() -> None:
        try:
            with course.database.transaction() as session:
                ask(session, course)
        except Conflict as refused:
            codes.append(refused.code)

    together([one] * 16)
    assert codes == ["answering"] * 15


def test_k08_the_limit_holds_among_many_challenges_at_once(course: Course) -> None:
    with course.database.transaction() as session:
        change(session, course, daily_limit=3)
    challenges = [course.set() for _ in range(6)]
    codes: list[str] = []

    def one(challenge_id: uuid.UUID) -> None:
        try:
            with course.database.transaction() as session:
                tutor.ask(session, course.school.actor("student1"), challenge_id, question())
        except TooMany as refused:
            codes.append(refused.code)

    together([lambda each=each: one(each) for each in challenges])  # type: ignore[misc]
    assert codes == ["daily_limit"] * 3


def at_practice(exam: Exam) -> Course:
    """The exam's class with another problem to practise, which stands in no exam."""
    school, store = exam.course.school, exam.course.store
    prepared = authoring.Prepared(freeze_program(ECHO), authoring.Report(()))
    with exam.course.database.transaction() as session:
        version = authoring.publish_problem(session, store, school.actor("teacher"), prepared)
    made = replace(exam.course, version_id=version.id)
    made.set(mode="practice")
    return made


def together(steps: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_same_message_key_is_the_same_question(session: Session, course: Course) -> None:
    key = uuid.uuid4()
    first = ask(session, course, message_key=key)
    again = ask(session, course, message_key=key, text="Something else")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.interaction.id == first.interaction.id
    course.set()
    assert refusal(session, course, message_key=key).code == "idempotency_mismatch"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Santiago"])  # the second skips a midnight
def test_k08_the_day_ends_at_the_classs_midnight(exam: Exam, zone: str) -> None:
    course = at_practice(exam)
    with course.database.transaction() as session:
        courses.change_class(
            session, course.school.actor("teacher"), course.school.class_id, {"time_zone": zone}
        )
        change(session, course, daily_limit=1)
    noon = datetime(2030, 9, 7, 16, tzinfo=UTC)
    with course.database.transaction() as session:
        setting = authoring.find_setting(session, course.school.actor("student1"), course.challenge_id)
    assert setting.access is not None
    _, midnight = tutor.day_around(noon, zone)
    asked = []
    for moment in (midnight - timedelta(microseconds=2), midnight - timedelta(microseconds=1), midnight):
        with exam.demo.at(moment).transaction() as session:
            try:
                tutor.complete(session, ask(session, course).interaction.id, DONE)
                asked.append(True)
            except TooMany:
                asked.append(False)
    assert asked == [True, False, True]


def test_what_failed_uses_nothing_up_and_left_is_told(session: Session, course: Course) -> None:
    change(session, course, daily_limit=1)
    tutor.fail(session, ask(session, course).interaction.id, DONE, "We failed.")
    tutor.complete(session, ask(session, course).interaction.id, DONE)
    refused = refusal(session, course)
    assert (refused.status, refused.code) == (429, "daily_limit")
    assert 0 < int(str(refused.extra["retry_after"])) <= 86_400
    status = tutor.status_of(session, course.school.actor("student1"), course.challenge_id, BOTH)
    assert (status.code, status.day.used, status.day.left) == ("daily_limit", 1, 0)


def test_k09_no_tutor_during_an_exam_wherever_it_is_asked_from(exam: Exam) -> None:
    course = at_practice(exam)
    practice = course.challenge_id
    with course.database.transaction() as session:
        other = authoring.create_challenge(session, course.school.actor("teacher"), course.version_id, None)
        row = ask(session, course).interaction
        tutor.complete(session, row.id, DONE)
    exam.at(0).start()

    def asks(minutes: float, challenge_id: uuid.UUID) -> str:
        def look(session: Session) -> str:
            tutor.ask(session, course.school.actor("student1"), challenge_id, question())
            return "asked"

        try:
            return exam.at(minutes).do(look)
        except Conflict as refused:
            return refused.code

    assert [asks(10, each) for each in (exam.challenge_id, practice, other.id)] == ["exam"] * 3
    for read in (
        lambda session: tutor.find_interaction(session, course.school.actor("student1"), row.id),
        lambda session: tutor.list_interactions(
            session, course.school.actor("student1"), practice, PageRequest()
        ),
    ):
        with pytest.raises(Conflict):
            exam.at(10).do(read)
    assert asks(400, practice) == "asked"
    assert asks(400, exam.challenge_id) == "exam"  # what was an exam stays without


def test_k09_an_answer_under_way_ends_when_an_exam_begins(exam: Exam) -> None:
    course = at_practice(exam)
    row = exam.at(-1).do(lambda session: ask(session, course).interaction)
    keep = lambda session: tutor.keep(session, row.id, DONE)  # noqa: E731
    assert exam.at(-0.5).do(keep) == "goes on"
    exam.at(0).start()
    assert exam.at(1).do(keep) == "exam"


def test_closed_work_and_a_switched_off_tutor(session: Session, course: Course) -> None:
    change(session, course, help_level="off")
    assert (refusal(session, course).status, refusal(session, course).code) == (403, "tutor_off")
    change(session, course, tutor.Scope(challenge_id=course.challenge_id), help_level="open")
    tutor.complete(session, ask(session, course).interaction.id, DONE)
    teacher = course.school.actor("teacher")
    courses.change_class(session, teacher, course.school.class_id, {"is_archived": True})
    assert refusal(session, course).code == "archived"
    with pytest.raises(Conflict):
        change(session, course, help_level="steps")


def test_an_unreleased_assignment_is_unknown(session: Session, course: Course) -> None:
    course.set(release_date=datetime(2100, 1, 1, tzinfo=UTC))
    assert refusal(session, course).status == 404


def test_bad_questions_are_named(session: Session, course: Course) -> None:
    assert refusal(session, course, text=" ").field == "text"
    other = course.submit("def double(x):\n    return 1", who="student2", type="test_run")
    with pytest.raises((Invalid, NotFound)):
        ask(session, course, attempt_id=other)


def test_the_ladder_of_hints_goes_as_far_as_the_policy(session: Session, course: Course) -> None:
    change(session, course, help_level="concepts")
    steps = []
    for _ in range(3):
        row = ask(session, course, kind="hint", text="").interaction
        steps.append(row.hint_step)
        tutor.complete(session, row.id, DONE)
    assert steps == [1, 2, 2]
    assert row.user_prompt == "Give me a hint."


def test_runs_are_kept_once_and_use_nothing_up(session: Session, course: Course) -> None:
    student, run = course.school.actor("student1"), tutor.Run(uuid.uuid4(), "print(1)", "", "1\n", "c1")
    first = tutor.record_run(session, student, course.challenge_id, run)
    again = tutor.record_run(session, student, course.challenge_id, run)
    rows = session.scalars(
        select(tutor.LlmInteraction).where(tutor.LlmInteraction.user_id == student.user_id)
    )
    assert [row.id for row in rows] == [first.id] == [again.id]
    assert (first.kind, first.stdout) == ("code_run", "1\n")
    assert tutor.status_of(session, student, course.challenge_id, BOTH).day.used == 0
