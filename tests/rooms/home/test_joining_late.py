"""I14: what was due before a student joined is excused or missing, as the class says, never silently 0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import func, select

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import RIGHT
from tests.support.work import Course, course, doubling, sandbox, store

__all__ = ["course", "doubling", "sandbox", "store"]
DUE = datetime(2031, 5, 4, 21, 59, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SEEN = DUE + timedelta(days=1)
LATE = "stranger"
"""Who joins after the class has begun."""


def joins(course: Course, demo: Database, moment: datetime) -> None:
    school = course.school
    with demo.transaction() as session:
        set_clock(session, moment)
        code = courses.access(session, school.actor("teacher"), school.class_id).klass.join_code
        assert code is not None
        courses.join_class(session, school.actor(LATE), code)


def policy(course: Course, chosen: courses.BeforeJoining) -> None:
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        courses.change_class(session, teacher, course.school.class_id, {"before_joining": chosen})


def state(course: Course, demo: Database, who: str = LATE) -> tuple[str | None, bool]:
    """The item's state for somebody, and whether it stands in Up next."""
    actor = course.school.actor(who)
    with demo.transaction() as session:
        set_clock(session, SEEN)
        card = home.item_card(session, actor, course.item_id)
        parts = home.outline(session, actor, course.school.class_id).modules
        listed = {each.item.id: each.state for part in parts for each in part.cards}
        assert listed[course.item_id] == card.state
        return card.state, course.item_id in {each.item.id for each in home.up_next(session, actor)}


def in_grades(course: Course, demo: Database, who: str = LATE) -> tuple[str | None, Decimal | None, Decimal]:
    """Status, total and maximum in the class's table; what the student's own line says agrees."""
    school, student = course.school, course.school.users[who]
    with demo.transaction() as session:
        set_clock(session, SEEN)
        table = gradebook.gradebook(session, school.actor("teacher"), school.class_id, PageRequest(50))
        row = next(each for each in table.rows if each.student.id == student.id)
        place = [column.item.id for column in table.columns].index(course.item_id)
        entry = row.entries[place]
        own = gradebook.own_grades(session, school.actor(who), school.class_id)
        line = next(each for each in own if each.assignment.item.id == course.item_id)
        alike = (student.id, course.item_id) in table.before_joining
        assert alike == ("before you joined" in line.message)
        if alike:
            assert entry is not None
            assert line.entry is not None
            assert line.entry.status == entry.status
            assert (entry.score_obtained, line.entry.score_obtained) == (None, None)
        return entry.status if entry else None, row.total, row.maximum


def stored(course: Course) -> int:
    with course.database.transaction() as session:
        rows = select(func.count()).select_from(GradebookEntry)
        return session.scalars(rows.where(GradebookEntry.content_item_id == course.item_id)).one()


@pytest.mark.parametrize(
    ("after", "found"),
    [(-TICK, ("missing", True)), (timedelta(0), ("missing", True)), (TICK, ("excused", False))],
    ids=["a tick before", "at the due date", "a tick after"],
)
def test_i14_excused_from_the_first_microsecond_after_the_due_date(
    course: Course, demo_database: Database, after: timedelta, found: tuple[str, bool]
) -> None:
    course.set(due_date=DUE)
    joins(course, demo_database, DUE + after)
    assert state(course, demo_database) == found
    assert state(course, demo_database, "student1") == ("missing", True)
    status, total, maximum = in_grades(course, demo_database)
    assert status == ("excused" if after > timedelta(0) else None)
    assert total is None
    everybody = in_grades(course, demo_database, "student1")[2]
    assert maximum == (everybody / 2 if status else everybody), "the other item has as many points"
    assert stored(course) == 0


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, ("missing", True)),
        ({"accept_late": False}, ("missing", False)),
        ({"mode": "exam", "time_limit_mins": 60}, ("missing", False)),
    ],
    ids=["homework", "nothing late", "exam"],
)
def test_i14_missing_where_the_class_says_so(
    course: Course, demo_database: Database, settings: dict[str, object], found: tuple[str, bool]
) -> None:
    course.set(release_date=DUE - timedelta(days=3), due_date=DUE, **settings)
    joins(course, demo_database, DUE + TICK)
    assert state(course, demo_database) == ("excused", False)
    policy(course, "missing")
    assert state(course, demo_database) == found
    status, total, maximum = in_grades(course, demo_database)
    assert (status, total) == ("missing", None)
    assert maximum == in_grades(course, demo_database, "student1")[2]


def test_i14_a_later_date_opens_it_again(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    joins(course, demo_database, DUE + timedelta(hours=1))
    with course.database.transaction() as session:
        submissions.put_override(
            session,
            course.school.actor("teacher"),
            course.item_id,
            {"due_date": SEEN + TICK},
            student_id=course.school.users[LATE].id,
        )
    assert state(course, demo_database) == ("not started", True)
    assert in_grades(course, demo_database)[0] is None


def test_i14_what_is_handed_in_late_counts(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    joins(course, demo_database, DUE + timedelta(hours=1))
    course.database = demo_database.at(SEEN)
    attempt = course.submit(RIGHT, who=LATE)
    assert in_grades(course, demo_database)[0] is None, "waiting to be graded, it is neither excused nor 0"
    assert state(course, demo_database)[0] == "grading"
    course.grade(attempt)
    assert in_grades(course, demo_database)[0] == "graded"


def test_i14_coming_back_excuses_nothing_old(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    joins(course, demo_database, DUE - timedelta(days=30))
    school = course.school
    with demo_database.transaction() as session:
        set_clock(session, DUE - timedelta(days=20))
        place = courses.find_enrollment(session, school.class_id, school.users[LATE].id)
        assert place is not None
        courses.change_enrollment(session, school.actor("teacher"), place.id, status="dropped")
    joins(course, demo_database, DUE + timedelta(hours=1))
    assert state(course, demo_database) == ("missing", True)
    assert in_grades(course, demo_database)[0] is None


def test_i14_staffs_own_words_stand_beside_it(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    joins(course, demo_database, DUE + TICK)
    school, student = course.school, course.school.users[LATE].id
    with course.database.transaction() as session:
        teacher = school.actor("teacher")
        gradebook.change_grade(session, teacher, course.item_id, student, private_notes="Came in week 3")
        told = gradebook.read_grade(session, teacher, course.item_id, student)
        assert (told.status, told.private_notes) == ("excused", "Came in week 3")
        own = gradebook.own_grades(session, school.actor(LATE), school.class_id)
        line = next(each for each in own if each.assignment.item.id == course.item_id)
        assert line.entry is not None
        assert line.entry.private_notes == ""
        gradebook.change_grade(session, teacher, course.item_id, student, excused=True)
        by_hand = gradebook.read_grade(session, teacher, course.item_id, student)
        assert (by_hand.status, by_hand.private_notes) == ("excused", "Came in week 3")
        table = gradebook.gradebook(session, teacher, school.class_id, PageRequest(50))
        assert (student, course.item_id) not in table.before_joining


def test_i17_the_policy_is_audited_copied_and_closed_with_the_class(course: Course) -> None:
    school, teacher = course.school, course.school.actor("teacher")
    policy(course, "missing")
    with course.database.transaction() as session:
        event = session.scalars(
            select(people.AuditEvent).where(
                people.AuditEvent.class_id == school.class_id, people.AuditEvent.action == "class.change"
            )
        ).one()
        assert (event.before, event.after) == ({"before_joining": "excused"}, {"before_joining": "missing"})
        copy = courses.copy_class(session, teacher, school.class_id, courses.Copying("Next term"))
        assert copy.klass.before_joining == "missing"
        assert copy.klass.settings == {"v": 1, "hold_grades": False, "before_joining": "missing"}
        courses.change_class(session, teacher, school.class_id, {"is_archived": True})
    with pytest.raises(Conflict):
        policy(course, "excused")


def test_the_resolver_is_asked_for_everybody_at_once(course: Course, demo_database: Database) -> None:
    """Whoever joined later than the item's own date has the date of a label, or not."""
    course.set(due_date=DUE)
    school, teacher = course.school, course.school.actor("teacher")
    with demo_database.transaction() as session:
        set_clock(session, DUE + timedelta(hours=1))
        actors = []
        for number in range(3):
            name = f"late{number}-{school.slug}"
            new = people.NewUser(name, f"{name}@example.org", name)
            user = people.add_user(session, school.organization_id, new)
            place = courses.add_member(session, school.class_id, user, "student")
            actors.append((user.id, place.id))
        label = courses.create_label(session, teacher, school.class_id, "Later", "label")
        courses.put_students(session, teacher, label.id, put_in=[actors[0][1]])
        authoring.put_label_override(session, teacher, course.item_id, label.id, {"due_date": SEEN})
        table = gradebook.gradebook(session, teacher, school.class_id, PageRequest(50))
    assert {student for student, item in table.before_joining if item == course.item_id} == {
        actors[1][0],
        actors[2][0],
    }


def test_i14_pages_and_grades_say_what_a_plain_rule_says(course: Course, demo_database: Database) -> None:
    """By any dates of the item, a label and the student, and any moment of joining around them."""
    course.set(due_date=DUE)
    school, chance = course.school, Random(14)
    student, moments = school.users["student1"].id, [DUE + TICK * number for number in range(-2, 3)]
    with course.database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, student)
        assert place is not None
        label = courses.create_label(session, school.actor("teacher"), school.class_id, "Later", "label")
        courses.put_students(session, school.actor("teacher"), label.id, put_in=[place.id])
        place_id = place.id
    for _ in range(40):
        due, own, labels = (chance.choice([None, *moments]) for _ in range(3))
        says_own, says_label, since = chance.random() < 0.5, chance.random() < 0.5, chance.choice(moments)
        chosen = own if says_own else labels if says_label else due
        holds = None if due is None or chosen is None else max(due, chosen)
        with demo_database.transaction() as session:
            set_clock(session, SEEN)
            undo = session.begin_nested()
            session.get_one(courses.ContentItem, course.item_id).due_date = due
            session.get_one(courses.Enrollment, place_id).joined_at = since
            made_by = school.users["teacher"].id
            for given, whom, said in (
                (says_own, {"student_id": student}, own),
                (says_label, {"label_id": label.id}, labels),
            ):
                if given:
                    exception = {"sets": ["due_date"], "due_date": said, "created_by": made_by, **whom}
                    session.add(authoring.ItemOverride(content_item_id=course.item_id, **exception))
            session.flush()
            table = gradebook.gradebook(session, school.actor("teacher"), school.class_id, PageRequest(50))
            seen = home.item_card(session, school.actor("student1"), course.item_id)
            undo.rollback()
        before = holds is not None and holds < since
        overdue = "excused" if before else "missing"
        case = (due, chosen, holds, since)
        assert ((student, course.item_id) in table.before_joining) == before, case
        assert ((student, course.item_id) in table.missing) == (seen.state == "missing"), case
        assert seen.state == ("not started" if holds is None else overdue), case
