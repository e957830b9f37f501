"""The lock around a sitting, and its end: the last acknowledged draft is what was handed in (I4, I7, I24)."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium.storage import open_store
from tests.support.exams import MINUTES, OPENS, TICK, Exam, Room
from tests.support.notebooks import PARTLY, RIGHT, WRONG, answered
from tests.support.statements import counting

END = OPENS + timedelta(minutes=MINUTES)
Step = Callable[[Session, Exam], Any]


def handed_in(exam: Exam, who: str = "student1") -> list[str]:
    """The answers that were handed in, as they can be told apart."""
    names = {RIGHT: "RIGHT", PARTLY: "PARTLY", WRONG: "WRONG"}
    notebooks = [
        json.loads(submissions.read_submitted(exam.course.store, each)) for each in exam.attempts(who)
    ]
    return [names[cell["source"]] for each in notebooks for cell in each["cells"] if cell["source"] in names]


def swept(exam: Exam) -> int:
    with exam.course.database.transaction() as session:
        statement = (
            "SELECT count(*) FROM exam_sittings WHERE content_item_id = :item AND swept_at IS NOT NULL"
        )
        return session.scalar(text(statement), {"item": exam.item_id}) or 0


SEEN: dict[str, Step] = {
    "the challenge": lambda session, exam: authoring.find_setting(
        session, exam.actor("student1"), exam.challenge_id
    ),
    "all of the item's challenges": lambda session, exam: authoring.settings_of_item(
        session, exam.actor("student1"), exam.item_id
    ),
    "the notebook": lambda session, exam: submissions.open_session(
        session, exam.course.store, exam.actor("student1"), exam.challenge_id
    ),
    "the draft": lambda session, exam: submissions.own_draft(
        session, exam.actor("student1"), exam.challenge_id
    ),
    "the history": lambda session, exam: submissions.list_history(
        session, exam.actor("student1"), exam.challenge_id, PageRequest()
    ),
    "a saved state": lambda session, exam: submissions.read_history(
        session, exam.actor("student1"), exam.challenge_id, 1
    ),
}


@pytest.mark.parametrize("step", SEEN.values(), ids=SEEN)
def test_i08_nothing_of_it_is_shown_before_it_is_begun_nor_after_its_end(exam: Exam, step: Step) -> None:
    def refused(room: Room) -> str:
        with pytest.raises(Conflict) as error:
            room.do(lambda session: step(session, exam))
        return error.value.code

    assert refused(exam.at(0)) == "not_begun"
    exam.at(0).start()
    exam.at(1).save(RIGHT)
    exam.at(2).do(lambda session: step(session, exam))
    exam.at(3).hand_in()
    assert refused(exam.at(4)) == "closed"
    exam.at(200).do(lambda session: step(session, exam))


def test_nothing_is_saved_run_or_handed_in_before_it_is_begun(exam: Exam) -> None:
    for step in (exam.at(0).save, exam.at(0).run_tests, exam.at(0).submit):
        with pytest.raises(Conflict) as refused:
            step(RIGHT)
        assert refused.value.code == "not_begun"
    with pytest.raises(Conflict) as refused:
        exam.at(0).hand_in()
    assert refused.value.code == "not_begun"


def test_i04_a_save_exactly_at_the_deadline_counts_and_one_a_microsecond_later_doesnt(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(WRONG)
    assert exam.at(END).save(PARTLY, 1).revision == 2
    with pytest.raises(Conflict) as refused:
        exam.at(END + TICK).save(RIGHT, 2)
    assert refused.value.code == "closed"
    exam.at(END + TICK).sweep()
    assert handed_in(exam) == ["PARTLY"]


def test_i04_the_first_save_is_held_against_the_deadline_too(exam: Exam) -> None:
    exam.at(0).start()
    with pytest.raises(Conflict) as refused:
        exam.at(END + TICK).save(RIGHT)
    assert refused.value.code == "closed"


def test_i07_after_hand_in_every_other_tab_is_refused(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(PARTLY)
    view = exam.at(10).hand_in()
    assert (view.state, view.closed_at, view.closed_by) == (
        "closed",
        OPENS + timedelta(minutes=10),
        "student",
    )
    assert view.work[0].handed_in_at == view.closed_at
    steps: list[Callable[[], Any]] = [
        lambda: exam.at(11).save(RIGHT, 1),
        lambda: exam.at(11).save(PARTLY, 1),
        lambda: exam.at(11).save(RIGHT, 0),
        lambda: exam.at(11).run_tests(RIGHT, 1),
        lambda: exam.at(11).submit(RIGHT, 1),
        lambda: exam.at(11).hand_in(),
    ]
    for step in steps:
        with pytest.raises(Conflict) as refused:
            step()
        assert refused.value.code == "closed"
    assert handed_in(exam) == ["PARTLY"]


def test_one_problem_by_itself_is_not_handed_in(exam: Exam) -> None:
    exam.at(0).start()
    with pytest.raises(Conflict, match="as a whole") as refused:
        exam.at(1).submit(RIGHT)
    assert refused.value.code == "exam_whole"
    assert handed_in(exam) == []


def test_tests_run_while_it_runs_the_visible_ones_only(exam: Exam) -> None:
    exam.at(0).start()
    run = exam.course.grade(exam.at(1).run_tests(RIGHT))
    with exam.course.database.transaction() as session:
        cases = [case for _, case in grading.results_of(session, run)]
    assert cases
    assert {case.visibility for case in cases} == {"always"}


def test_i24_when_time_is_up_the_last_acknowledged_draft_is_handed_in(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(WRONG)
    exam.at(50).save(PARTLY, 1)
    assert exam.at(END).sweep() >= 0
    assert handed_in(exam) == []
    exam.at(END + timedelta(minutes=3)).sweep()
    attempt = exam.attempts()[0]
    assert handed_in(exam) == ["PARTLY"]
    assert (attempt.accepted_at, attempt.due_at, attempt.is_late) == (END, END, False)
    view = exam.at(90).look()
    assert (view.state, view.closed_at, view.closed_by) == ("closed", END, "time")
    with exam.course.database.transaction() as session:
        run = grading.current_run(session, attempt.id)
    assert run.urgency == grading.URGENCIES.index("exam") == 0


def test_i07_the_sweeper_twice_at_once_or_again_hands_in_once(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(RIGHT)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: exam.at(100).sweep(), range(8)))
    exam.at(101).sweep()
    assert handed_in(exam) == ["RIGHT"]
    assert swept(exam) == 1


def test_a_problem_without_a_draft_makes_no_attempt(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).hand_in()
    exam.at(0).start("student2")
    exam.at(100).sweep()
    assert handed_in(exam) == handed_in(exam, "student2") == []
    assert swept(exam) == 2


def test_i07_what_could_not_be_stored_at_the_end_is_handed_in_by_the_sweeper(
    exam: Exam, tmp_path: Path
) -> None:
    exam.at(0).start()
    exam.at(1).save(PARTLY)
    good = exam.course.store
    exam.course.store = open_store(f"folder://{tmp_path}/gone")
    shutil.rmtree(tmp_path / "gone")
    (tmp_path / "gone").write_text("a file where the folder was")
    assert exam.at(5).hand_in().state == "closed"
    assert (exam.attempts(), swept(exam)) == ([], 0)
    room = exam.at(6)
    with counting(room.database.engine) as statements:
        room.sweep()
    assert swept(exam) == 0
    assert [each for each in statements if "pg_notify" in each] == []  # its end was told already
    exam.course.store = good
    with pytest.raises(Conflict):
        exam.at(6).save(RIGHT, 1)
    room = exam.at(7)
    with counting(room.database.engine) as statements:
        room.sweep()
    assert any("pg_notify" in each for each in statements)
    assert handed_in(exam) == ["PARTLY"]
    assert exam.attempts()[0].accepted_at == OPENS + timedelta(minutes=5)


def test_i07_a_crash_while_handing_in_leaves_it_running_and_the_sweeper_ends_it(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(RIGHT)

    def killed(session: Session) -> None:
        submissions.hand_in(session, exam.course.store, exam.actor("student1"), exam.item_id)
        raise SystemExit

    with pytest.raises(SystemExit):
        exam.at(5).do(killed)
    assert exam.attempts() == []
    assert exam.at(6).look().state == "running"
    exam.at(61).sweep()
    assert handed_in(exam) == ["RIGHT"]


def test_one_sitting_that_fails_keeps_nobody_waiting(exam: Exam) -> None:
    for who in ("student1", "student2"):
        exam.at(0).start(who)
        exam.at(1).save(RIGHT, who=who)
    with exam.course.database.transaction() as session:
        session.execute(
            text("UPDATE solutions SET revision = 99 WHERE student_id = :student"),
            {"student": exam.id_of("student1")},
        )
        session.execute(
            text(
                "INSERT INTO solution_history SELECT student_id, challenge_id, 99, session_id, sha256, "
                "'not packed', size, saved_at FROM solution_history WHERE student_id = :student"
            ),
            {"student": exam.id_of("student1")},
        )
    exam.at(100).sweep()
    assert (exam.attempts(), handed_in(exam, "student2")) == ([], ["RIGHT"])


def test_i07_a_save_on_its_way_is_waited_for_and_handed_in(exam: Exam) -> None:
    """The save holds its sitting, and commits after the hand-in has begun."""
    exam.at(0).start()
    exam.at(1).save(WRONG)
    asked, ended = threading.Event(), []

    def end() -> None:
        asked.set()
        ended.append(exam.at(5).hand_in())

    other = threading.Thread(target=end)
    with exam.at(4).database.transaction() as session:
        save(session, exam, RIGHT, 1)
        other.start()
        asked.wait()
        wait_for_a_lock(exam)
        assert not ended
    other.join()
    assert ended[0].state == "closed"
    assert handed_in(exam) == ["RIGHT"]


def test_i07_a_save_behind_a_hand_in_is_refused(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(PARTLY)
    refused: list[Conflict] = []

    def late() -> None:
        try:
            exam.at(5).save(RIGHT, 1)
        except Conflict as error:
            refused.append(error)

    other = threading.Thread(target=late)
    with exam.at(4).database.transaction() as session:
        submissions.hand_in(session, exam.course.store, exam.actor("student1"), exam.item_id)
        other.start()
        wait_for_a_lock(exam)
    other.join()
    assert [error.code for error in refused] == ["closed"]
    assert handed_in(exam) == ["PARTLY"]


def test_handing_in_again_after_reopening_counts_what_changed(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(PARTLY)
    exam.at(2).hand_in()
    exam.at(3).reopen(10)
    exam.at(4).hand_in()
    assert handed_in(exam) == ["PARTLY"]
    exam.at(5).reopen(10)
    exam.at(6).save(RIGHT, 1)
    exam.at(7).hand_in()
    assert handed_in(exam) == ["PARTLY", "RIGHT"]
    assert [attempt.attempt_number for attempt in exam.attempts()] == [1, 2]


def test_i06_minutes_before_the_sweeper_comes_keep_it_open(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(PARTLY)
    exam.at(END).extend(10, "student1")
    exam.at(65).sweep()
    assert exam.at(65).save(RIGHT, 1).revision == 2
    exam.at(71).sweep()
    assert handed_in(exam) == ["RIGHT"]


def save(session: Session, exam: Exam, answer: str, revision: int) -> submissions.Saved:
    content = answered(exam.course.release, answer)
    return submissions.save_draft(
        session, exam.actor("student1"), exam.challenge_id, revision=revision, content=content, focused=0
    )


def wait_for_a_lock(exam: Exam) -> None:
    """Until some transaction of this database waits for another one's row."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while True:
        with exam.demo.transaction() as session:
            if session.scalar(waiting):
                return
