"""Sittings begin once and end by the server's clock (I4, I6, K9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.submissions.models import ExamSitting
from tests.support.exams import CLOSES, MINUTES, OPENS, TICK, Exam
from tests.support.notebooks import RIGHT
from tests.support.work import Course

HOUR = timedelta(minutes=MINUTES)


def is_over(session: Session, exam: Exam) -> bool:
    return not session.scalar(select(authoring.is_on(exam.item_id)))


def rows(exam: Exam) -> int:
    with exam.course.database.transaction() as session:
        counted = select(func.count()).select_from(ExamSitting)
        return session.scalar(counted.where(ExamSitting.content_item_id == exam.item_id)) or 0


def test_i06_sixteen_starts_at_once_are_one_sitting_with_one_deadline(exam: Exam) -> None:
    with ThreadPoolExecutor(16) as pool:
        views = list(pool.map(lambda number: exam.at(number / 60).start(), range(16)))
    assert rows(exam) == 1
    assert len({(view.started_at, view.deadline_at) for view in views}) == 1


def test_i06_coming_again_changes_nothing(exam: Exam) -> None:
    began = exam.at(5).start()
    again = exam.at(30).start()
    assert (again.started_at, again.deadline_at) == (began.started_at, began.deadline_at)
    assert again.deadline_at == OPENS + timedelta(minutes=5) + HOUR
    assert (began.remaining_seconds, again.remaining_seconds) == (3600, 2100)


def test_i06_the_windows_end_cuts_a_late_beginning_short(exam: Exam) -> None:
    assert exam.at(150).start().deadline_at == CLOSES


def test_i06_extra_time_extends_the_window_too(exam: Exam) -> None:
    exam.slower("student1", "1.5")
    assert exam.at(0).start().deadline_at == OPENS + HOUR * 1.5
    exam.slower("student2", "1.5")
    assert exam.at(175).start("student2").deadline_at == CLOSES + HOUR * 0.5


def test_i06_without_a_limit_the_window_is_the_time(exam: Exam) -> None:
    exam.set(time_limit_mins=None)
    exam.slower("student2", "1.25")
    assert exam.at(0).start().deadline_at == CLOSES
    assert exam.at(20).start("student2").deadline_at == CLOSES + timedelta(minutes=45)


def test_i06_a_window_without_a_beginning_is_longer_by_what_was_left_of_it(exam: Exam) -> None:
    """Nothing of it counts from when the exam was written, be that weeks ago."""
    exam.set(time_limit_mins=None, release_date=None)
    exam.slower("student2", "1.5")
    assert exam.at(120).start().deadline_at == CLOSES
    seen = exam.at(120).look("student2")
    assert (seen.seconds, seen.would_end_at) == (None, CLOSES + timedelta(minutes=30))
    assert exam.at(120).list().over_at == CLOSES + timedelta(minutes=30)
    assert exam.at(CLOSES).start("student2").deadline_at == CLOSES
    assert exam.at(CLOSES + TICK).do(lambda session: is_over(session, exam))


def test_i04_it_can_be_begun_exactly_when_the_window_opens_and_ends_and_not_a_microsecond_off(
    exam: Exam,
) -> None:
    with pytest.raises(NotFound):
        exam.at(OPENS - TICK).start()
    assert exam.at(OPENS).start().started_at == OPENS
    with pytest.raises(Conflict, match="time to start") as refused:
        exam.at(CLOSES + TICK).start("student2")
    assert refused.value.code == "closed"
    assert exam.at(CLOSES).start("student2").deadline_at == CLOSES


def test_an_archived_class_and_who_has_left_begin_nothing(exam: Exam) -> None:
    school, teacher = exam.course.school, exam.actor("teacher")
    with exam.course.database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, exam.id_of("student2"))
        assert place is not None
        courses.change_enrollment(session, teacher, place.id, status="dropped")
    with pytest.raises((Conflict, NotFound)):
        exam.at(1).start("student2")
    with exam.course.database.transaction() as session:
        courses.change_class(session, teacher, school.class_id, {"is_archived": True})
    with pytest.raises(Conflict, match="archived") as refused:
        exam.at(1).start()
    assert refused.value.code == "archived"
    assert rows(exam) == 0


def test_staff_and_strangers_dont_sit_it(exam: Exam) -> None:
    with pytest.raises(Forbidden):
        exam.at(1).start("teacher")
    with pytest.raises(NotFound):
        exam.at(1).start("stranger")
    assert rows(exam) == 0


def test_what_is_no_exam_has_no_sitting(course: Course) -> None:
    with course.database.transaction() as session, pytest.raises(NotFound, match="exam"):
        submissions.start_sitting(session, course.school.actor("student1"), course.item_id)


def test_before_it_is_begun_only_its_rules_are_told(exam: Exam) -> None:
    exam.slower("student1", "1.5")
    view = exam.at(10).look()
    assert (view.state, view.work, view.started_at) == ("ready", [], None)
    assert (view.opens_at, view.closes_at, view.seconds) == (OPENS, CLOSES, 90 * 60)
    assert view.would_end_at == OPENS + timedelta(minutes=100)
    assert exam.at(CLOSES + TICK).look().state == "missed"


def test_k09_it_is_known_who_sits_an_exam(exam: Exam) -> None:
    def sits(minutes: float, who: str = "student1") -> bool:
        return exam.at(minutes).do(lambda session: submissions.sits_exam(session, exam.id_of(who)))

    assert not sits(0)
    exam.at(0).start()
    assert sits(0)
    assert sits(MINUTES)
    assert not sits(10, "student2")
    assert not sits(MINUTES + 0.001)
    exam.at(20).hand_in()
    assert not sits(20)


def test_i06_minutes_reach_who_sits_and_who_begins_later_and_pass_the_windows_end(exam: Exam) -> None:
    exam.at(150).start()
    assert exam.at(170).extend(10) == submissions.Extended(running=1, not_started=1)
    assert exam.at(171).look().deadline_at == CLOSES + timedelta(minutes=10)
    later = exam.at(CLOSES + timedelta(minutes=5)).start("student2")
    assert (later.deadline_at, later.extra_minutes) == (CLOSES + timedelta(minutes=10), 10)
    exam.at(CLOSES + timedelta(minutes=6)).extend(5, "student2")
    assert exam.at(CLOSES + timedelta(minutes=7)).look("student2").deadline_at == CLOSES + timedelta(
        minutes=15
    )
    assert exam.at(CLOSES + timedelta(minutes=7)).look().deadline_at == CLOSES + timedelta(minutes=10)


def test_minutes_given_by_mistake_are_taken_back_once_it_is_confirmed(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).extend(50)
    exam.at(2).extend(10, "student1")
    with pytest.raises(Conflict) as asked:
        exam.at(3).take_back(50, confirmed=False)
    assert (asked.value.code, asked.value.extra["current"]) == (
        "takes_time",
        {"running": 1, "over": 0, "not_started": 1},
    )
    assert exam.at(3).look().deadline_at == OPENS + timedelta(minutes=120)
    assert exam.at(3).take_back(50) == submissions.TakenBack(running=1, over=0, not_started=1)
    found = exam.at(4).look()
    assert (found.deadline_at, found.extra_minutes) == (OPENS + timedelta(minutes=70), 10)
    later = exam.at(5).start("student2")
    assert (later.deadline_at, later.extra_minutes) == (OPENS + timedelta(minutes=65), 0)


def test_nobody_ends_below_their_own_time_nor_in_the_past(exam: Exam) -> None:
    exam.slower("student1", "1.5")
    exam.at(0).start()
    exam.at(0).start("student2")
    for student in ("student1", None):
        with pytest.raises(Conflict) as refused:
            exam.at(1).take_back(10, student)
        assert refused.value.code == "nothing_given"
    exam.at(1).extend(5)
    exam.at(62).take_back(600, "student1")
    assert exam.at(62).look().deadline_at == OPENS + HOUR * 1.5
    exam.at(62).save(RIGHT, who="student2")
    assert exam.at(63).take_back(600) == submissions.TakenBack(running=1, over=1, not_started=0)
    found = exam.at(64).look("student2")
    assert (found.state, found.deadline_at) == ("closed", OPENS + timedelta(minutes=63))
    exam.at(64).hand_in("student1")
    exam.at(88.5).reopen(5)
    exam.at(89).take_back(600)
    ends = exam.at(89).look().deadline_at
    assert ends is not None
    assert ends >= OPENS + HOUR * 1.5
    exam.at(64).sweep()
    assert exam.attempts("student2")[0].accepted_at == OPENS + timedelta(minutes=63)


def test_minutes_for_somebody_who_cant_use_them_are_refused(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(10).hand_in()
    with pytest.raises(Conflict, match="handed in"):
        exam.at(20).extend(10, "student1")
    with pytest.raises(Conflict, match="handed in"):
        exam.at(CLOSES + TICK).extend(10, "student2")
    assert exam.at(20).extend(10) == submissions.Extended(running=0, not_started=1)
    with pytest.raises(NotFound):
        exam.at(20).extend(10, "stranger")
    with pytest.raises(Forbidden):
        exam.at(20).extend(10, by="student1")


def test_i06_a_start_and_minutes_for_all_at_the_same_moment_miss_nobody(exam: Exam) -> None:
    room = exam.at(5)
    with ThreadPoolExecutor(8) as pool:
        minutes, starts = pool.submit(room.extend, 10), [pool.submit(room.start) for _ in range(7)]
    assert minutes.result().running + minutes.result().not_started == 2
    assert len({start.result().started_at for start in starts}) == 1
    assert exam.at(6).look().deadline_at == OPENS + timedelta(minutes=15) + HOUR


def test_reopening_gives_minutes_from_now_and_takes_no_time_away(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).save(RIGHT)
    exam.at(10).hand_in()
    assert exam.at(15).reopen(5).state == "running"
    assert exam.at(15).look().deadline_at == OPENS + HOUR
    exam.at(16).hand_in()
    exam.at(200).reopen(5)
    view = exam.at(201).look()
    assert (view.state, view.deadline_at) == ("running", OPENS + timedelta(minutes=205))
    with pytest.raises(Conflict, match="is running"):
        exam.at(202).reopen(5)


def test_i17_time_given_is_audited_with_before_and_after(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(1).extend(10)
    exam.at(1.5).take_back(4)
    exam.at(2).hand_in()
    exam.at(3).reopen(120)
    with exam.course.database.transaction() as session:
        events = session.execute(
            text("SELECT action, before, after, actor_id FROM audit_events WHERE class_id = :id ORDER BY id"),
            {"id": exam.course.school.class_id},
        ).all()
    found = {event.action: event for event in events if event.action.startswith("exam.")}
    extended, reopened = found["exam.extend"], found["exam.reopen"]
    one, two = str(exam.id_of("student1")), str(exam.id_of("student2"))
    assert extended.before[one] == {"extra_minutes": 0, "deadline_at": (OPENS + HOUR).isoformat()}
    assert extended.after[one]["deadline_at"] == (OPENS + HOUR + timedelta(minutes=10)).isoformat()
    assert (extended.before[two], extended.after[two]) == ({"extra_minutes": 0}, {"extra_minutes": 10})
    taken = found["exam.take_back"]
    assert (taken.before[one], taken.before[two]) == (extended.after[one], extended.after[two])
    assert taken.after[one] == {
        "extra_minutes": 6,
        "deadline_at": (OPENS + HOUR + timedelta(minutes=6)).isoformat(),
    }
    assert taken.after[two] == {"extra_minutes": 6}
    assert reopened.before["closed_by"] == "student"
    assert reopened.after["deadline_at"] == (OPENS + timedelta(minutes=123)).isoformat()
    assert {extended.actor_id, reopened.actor_id} == {exam.id_of("teacher")}


def test_staff_see_how_far_everybody_is(exam: Exam) -> None:
    exam.at(0).start()
    exam.at(2).save(RIGHT)
    seen = exam.at(10).list()
    assert seen.counts == {"not started": 1, "running": 1, "closed": 0}
    assert (seen.problems, seen.over_at) == (1, CLOSES)
    row = exam.at(10).row()
    assert (row.state, row.remaining_seconds, row.saved, row.handed_in) == ("running", 3000, 1, 0)
    assert row.last_saved_at == OPENS + timedelta(minutes=2)
    exam.at(20).hand_in()
    closed = exam.at(21).row(by="ta")
    assert (closed.state, closed.closed_by, closed.handed_in) == ("closed", "student", 1)
    only = exam.at(21).list(state="not started").rows.items
    assert [each.student.id for each in only] == [exam.id_of("student2")]
    with pytest.raises(Forbidden):
        exam.at(21).list(by="student1")


def plain_end(
    began: datetime, opens: datetime, closes: datetime, minutes: int | None, multiplier: Decimal, extra: int
) -> datetime:
    """The rule as it is written: begun + time × multiplier, within a window that is longer by as much."""
    window = Decimal((closes - opens) // TICK)
    given = Decimal(minutes * 60_000_000) if minutes is not None else window
    whole = Decimal(1)

    def after(moment: datetime, share: Decimal) -> datetime:
        return moment + int((given * share).quantize(whole, ROUND_HALF_UP)) * TICK

    return min(after(began, multiplier), after(closes, multiplier - 1)) + timedelta(minutes=extra)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    window=st.integers(1, 14 * 24 * 3600),
    late=st.floats(0, 1),
    minutes=st.none() | st.integers(1, 600),
    multiplier=st.decimals(1, 5, places=4),
    extra=st.integers(0, 600),
)
def test_i06_the_deadline_is_what_the_rule_says(
    database: Database, window: int, late: float, minutes: int | None, multiplier: Decimal, extra: int
) -> None:
    closes = OPENS + timedelta(seconds=window)
    began = OPENS + timedelta(microseconds=int(window * late * 1_000_000))
    values = (began, OPENS, closes, minutes, multiplier, extra)
    names = ("began", "opens", "closes", "minutes", "multiplier", "extra")
    with database.transaction() as session:
        found = session.scalar(
            text(
                "SELECT lectorium_exam_end(:began, :opens, :closes, CAST(:minutes AS integer), "
                "CAST(:multiplier AS numeric), :extra)"
            ),
            dict(zip(names, values, strict=True)),
        )
    assert found == plain_end(*values)


def test_authoring_says_what_an_exam_needs(exam: Exam) -> None:
    with pytest.raises(Invalid, match="due date") as refused:
        exam.set(due_date=None)
    assert refused.value.field == "due_date"
    endless: authoring.Values = {"due_date": None}
    for step in (
        lambda session: submissions.change_work(
            session, exam.actor("teacher"), exam.item_id, {"due_date": None}, confirmed=True
        ),
        lambda session: submissions.put_override(
            session, exam.actor("teacher"), exam.item_id, endless, student_id=exam.id_of("student1")
        ),
    ):
        with pytest.raises(Invalid) as refused:
            exam.at(0).do(step)
        assert refused.value.field == "due_date"


def test_i06_other_dates_and_exceptions_reach_running_sittings_and_take_nothing_away(exam: Exam) -> None:
    exam.at(150).start()
    exam.at(150).start("student2")
    teacher = exam.actor("teacher")

    def except_one(session: Session) -> None:
        values: authoring.Values = {"due_date": CLOSES + timedelta(minutes=20)}
        student_id = exam.id_of("student1")
        submissions.put_override(session, teacher, exam.item_id, values, student_id=student_id)

    def change(session: Session) -> None:
        submissions.change_work(
            session, teacher, exam.item_id, {"due_date": CLOSES + timedelta(minutes=10)}, confirmed=True
        )

    exam.at(151).do(except_one)
    assert exam.at(152).look().deadline_at == CLOSES + timedelta(minutes=20)
    assert exam.at(152).look("student2").deadline_at == CLOSES
    exam.at(153).do(change)
    assert exam.at(154).look().deadline_at == CLOSES + timedelta(minutes=20)
    assert exam.at(154).look("student2").deadline_at == CLOSES + timedelta(minutes=10)
    earlier = {"due_date": CLOSES - timedelta(minutes=10)}
    exam.at(155).do(
        lambda session: submissions.change_work(session, teacher, exam.item_id, earlier, confirmed=True)
    )
    assert exam.at(156).look("student2").deadline_at == CLOSES + timedelta(minutes=10)


def test_i06_a_multiplier_given_late_reaches_running_sittings(exam: Exam) -> None:
    exam.at(0).start()

    def longer(session: Session) -> None:
        place = courses.find_enrollment(session, exam.course.school.class_id, exam.id_of("student1"))
        assert place is not None
        courses.change_enrollment(session, exam.actor("teacher"), place.id, time_multiplier=Decimal("1.5"))

    exam.at(5).do(longer)
    assert exam.at(6).look().deadline_at == OPENS + HOUR * 1.5
