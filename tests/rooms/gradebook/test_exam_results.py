"""Nobody knows what an exam came to before the last student's time is over (I8, I15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from tests.support.exams import CLOSES, MINUTES, TICK, Exam
from tests.support.notebooks import PARTLY, RIGHT


def result(exam: Exam, minutes: Any, attempt_id: UUID, who: str = "student1") -> gradebook.ResultView:
    return exam.at(minutes).do(lambda session: gradebook.view_result(session, exam.actor(who), attempt_id))


def give_back(exam: Exam, minutes: Any) -> int:
    return exam.at(minutes).do(
        lambda session: gradebook.return_grades(session, exam.actor("teacher"), exam.item_id)
    )


def state(exam: Exam, minutes: Any, who: str = "student1") -> str | None:
    return exam.at(minutes).do(lambda session: home.item_card(session, exam.actor(who), exam.item_id)).state


def sat(exam: Exam, who: str = "student1") -> UUID:
    """Begun, saved, handed in after ten minutes, and graded; returns the attempt."""
    exam.at(0).start(who)
    exam.at(1).save(RIGHT, who=who)
    exam.at(10).hand_in(who)
    attempt_id = exam.attempts(who)[0].id
    exam.course.grade(attempt_id)
    return attempt_id


def test_i08_a_held_result_says_nothing_but_that_it_was_handed_in(exam: Exam) -> None:
    attempt_id = sat(exam)
    for minutes in (10, 170, CLOSES + timedelta(days=30)):
        view = result(exam, minutes, attempt_id)
        assert (view.status, view.tests, view.hidden, view.flags) == ("held", (), None, ())
        told = (view.score, view.points, view.passed, view.total)
        assert told == (None, None, None, None)
        assert (view.execution_time_ms, view.memory_usage_kb, view.finished_at) == (None, None, None)
    staff = result(exam, 20, attempt_id, "teacher")
    assert staff.score is not None
    assert staff.tests


def test_i15_grades_are_not_returned_before_the_last_students_end(exam: Exam) -> None:
    sat(exam)
    exam.at(170).start("student2")
    exam.at(175).extend(30, "student2")
    for minutes in (20, 179, CLOSES + timedelta(minutes=30)):
        with pytest.raises(Conflict, match="still have time") as refused:
            give_back(exam, minutes)
        assert refused.value.code == "exam_running"
    assert refused.value.extra["until"] == (CLOSES + timedelta(minutes=30)).isoformat()
    assert give_back(exam, CLOSES + timedelta(minutes=30) + TICK) == 1


def test_i15_nor_one_by_one(exam: Exam) -> None:
    sat(exam)

    def change(session: Session) -> None:
        student_id = exam.id_of("student1")
        gradebook.change_grade(session, exam.actor("teacher"), exam.item_id, student_id, returned=True)

    with pytest.raises(Conflict, match="still have time"):
        exam.at(20).do(change)
    exam.at(CLOSES + TICK).do(change)


def test_the_last_students_end_counts_who_has_not_begun_and_has_longer(exam: Exam) -> None:
    sat(exam)
    exam.slower("student2", "1.5")
    end = CLOSES + timedelta(minutes=MINUTES / 2)
    with pytest.raises(Conflict) as refused:
        give_back(exam, CLOSES + TICK)
    assert refused.value.extra["until"] == end.isoformat()
    with pytest.raises(Conflict):
        give_back(exam, end)
    assert give_back(exam, end + TICK) == 1


def test_when_all_have_handed_in_grades_can_be_returned_but_are_not_shown_before_the_window_ends(
    exam: Exam,
) -> None:
    attempt_id = sat(exam)
    sat(exam, "student2")
    assert give_back(exam, 20) == 2
    assert result(exam, 20, attempt_id).status == "held"
    shown = result(exam, CLOSES + TICK, attempt_id)
    assert shown.status == "completed"
    assert shown.score == 3
    assert "hand in" not in shown.next_step


def test_an_exams_grade_is_never_returned_by_itself(exam: Exam) -> None:
    sat(exam)
    assert state(exam, CLOSES + timedelta(days=1)) == "submitted"
    assert give_back(exam, CLOSES + timedelta(days=1)) == 1
    assert state(exam, CLOSES + timedelta(days=1)) == "returned"


def test_reopening_seals_what_was_returned(exam: Exam) -> None:
    attempt_id = sat(exam)
    give_back(exam, CLOSES + TICK)
    exam.at(CLOSES + timedelta(hours=1)).reopen(20)
    assert state(exam, CLOSES + timedelta(hours=1)) == "in progress"
    assert state(exam, CLOSES + timedelta(days=1)) == "submitted"
    assert result(exam, CLOSES + timedelta(hours=1), attempt_id).status == "held"


def test_after_reopening_what_was_handed_in_last_counts(exam: Exam) -> None:
    """The last acknowledged draft is the submission, also where an earlier one was worth more."""
    sat(exam)
    exam.at(12).reopen(20)
    exam.at(13).save(PARTLY, 1)
    exam.at(14).hand_in()
    _, second = exam.attempts()
    run = exam.course.grade(second.id)
    assert run.score is not None
    assert 0 < run.score < 3

    def counting(session: Session) -> tuple[Any, Any]:
        student = exam.id_of("student1")
        entry = gradebook.find_entry(session, student, exam.item_id)
        counts = gradebook.best_attempts(session, student, [exam.challenge_id])[exam.challenge_id]
        return entry and entry.raw_score, counts.attempt_id

    assert exam.at(20).do(counting) == (run.score, second.id)


def test_a_test_runs_result_is_shown_while_the_sitting_runs(exam: Exam) -> None:
    exam.at(0).start()
    attempt_id = exam.at(1).run_tests(RIGHT)
    exam.course.grade(attempt_id)
    view = result(exam, 2, attempt_id)
    assert (view.status, view.hidden) == ("completed", None)
    assert {test.visibility for test in view.tests} == {"always"}
    assert view.next_step == "All visible tests pass. Hand in when you are ready."
    exam.at(3).hand_in()
    with pytest.raises(Conflict) as refused:
        result(exam, 4, attempt_id)
    assert refused.value.code == "closed"


def test_own_grades_and_the_outline_say_ones_own_end(exam: Exam) -> None:
    exam.slower("student1", "1.5")

    def said(minutes: Any, who: str) -> tuple[Any, Any, Any, Any]:
        actor = exam.actor(who)

        def look(session: Session) -> tuple[Any, Any, Any, Any]:
            lines = gradebook.own_grades(session, actor, exam.course.school.class_id)
            line = next(each for each in lines if each.assignment.item.id == exam.item_id)
            card = home.item_card(session, actor, exam.item_id)
            return line.due_date, line.message, card.due_date, card.state

        return exam.at(minutes).do(look)

    exam.at(10).start()
    end = CLOSES - timedelta(minutes=80)
    assert said(20, "student1") == (end, "Running.", end, "in progress")
    exam.at(170).extend(30, "student2")
    end = CLOSES + timedelta(minutes=30)
    for minutes in (175, 200, end):
        assert said(minutes, "student2") == (end, "Not handed in yet.", end, "not started")
    over = "Nothing was handed in before it was due."
    assert said(end + TICK, "student2") == (end, over, end, "missing")


def test_the_state_follows_the_sitting(exam: Exam) -> None:
    assert state(exam, 0) == "not started"
    exam.slower("student1", "2")
    exam.at(170).start()
    assert state(exam, 171) == "in progress"
    assert state(exam, CLOSES + timedelta(minutes=MINUTES)) == "in progress"
    card = exam.at(171).do(lambda session: home.item_card(session, exam.actor("student1"), exam.item_id))
    assert card.due_date == CLOSES + timedelta(minutes=MINUTES)
    assert state(exam, CLOSES + timedelta(minutes=MINUTES) + TICK) == "submitted"
    assert state(exam, CLOSES + TICK, "student2") == "missing"
    view = exam.at(175).do(
        lambda session: home.challenge_view(session, exam.actor("student1"), exam.challenge_id)
    )
    assert (view.closed_reason, view.setting.rules.mode) == (None, "exam")
    assert view.setting.rules.due_date == CLOSES + timedelta(minutes=MINUTES)
    late = exam.at(CLOSES + timedelta(minutes=1)).do(
        lambda session: home.challenge_view(session, exam.actor("student1"), exam.challenge_id)
    )
    assert late.closed_reason is None
