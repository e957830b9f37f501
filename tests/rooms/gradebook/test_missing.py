"""In the class's grades, what is over with nothing handed in is missing, as for its student (I5, I14)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from tests.rooms.submissions.test_exceptions import except_student, submit_at
from tests.support.exams import CLOSES, OPENS, TICK, Exam
from tests.support.work import Course

STUDENTS = ("student1", "student2")
HOUR = timedelta(hours=1)


def table_at(demo: Database, course: Course, moment: datetime) -> gradebook.Table:
    with demo.transaction() as session:
        set_clock(session, moment)
        teacher = course.school.actor("teacher")
        return gradebook.gradebook(session, teacher, course.school.class_id, PageRequest(50))


def missing(demo: Database, course: Course, moment: datetime) -> set[str]:
    """For whom it is missing at a moment; of each, what their own card says agrees."""
    school, table = course.school, table_at(demo, course, moment)
    found = {who for who in STUDENTS if (school.users[who].id, course.item_id) in table.missing}
    with demo.transaction() as session:
        set_clock(session, moment)
        cards = {who: home.item_card(session, school.actor(who), course.item_id) for who in STUDENTS}
    assert found == {who for who, card in cards.items() if card.state in ("missing", "closed")}
    return found


def test_i04_an_exam_is_missing_once_it_cant_be_begun_any_more(exam: Exam) -> None:
    exam.at(10).start()
    assert missing(exam.demo, exam.course, CLOSES) == set()
    assert missing(exam.demo, exam.course, CLOSES + TICK) == {"student2"}
    exam.at(CLOSES).extend(5, "student2")
    assert missing(exam.demo, exam.course, CLOSES + timedelta(minutes=5)) == set()
    assert missing(exam.demo, exam.course, CLOSES + timedelta(minutes=5) + TICK) == {"student2"}


@pytest.mark.parametrize("late", [True, False])
def test_i05_homework_is_missing_by_ones_own_date(
    course: Course, demo_database: Database, late: bool
) -> None:
    course.set(due_date=CLOSES, accept_late=late)
    submit_at(demo_database, course, OPENS)
    except_student(course, {"due_date": CLOSES + HOUR}, "student2")
    assert missing(demo_database, course, CLOSES + HOUR) == set()
    assert missing(demo_database, course, CLOSES + HOUR + TICK) == {"student2"}


def test_missing_counts_as_before_and_what_students_dont_see_isnt(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=CLOSES)
    before, after = (table_at(demo_database, course, moment) for moment in (OPENS, CLOSES + TICK))
    assert missing(demo_database, course, CLOSES + TICK) == set(STUDENTS)
    assert [(row.entries[-1], row.total, row.maximum) for row in after.rows] == [
        (None, row.total, row.maximum) for row in before.rows
    ]
    with course.database.transaction() as session:
        session.get_one(courses.ContentItem, course.item_id).is_published = False
    assert table_at(demo_database, course, CLOSES + TICK).missing == frozenset()
