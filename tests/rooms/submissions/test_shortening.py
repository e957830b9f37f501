"""Taking time away from students is never done in silence (I5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.rooms.submissions.test_exceptions import except_label, except_student, labelled, submit_at
from tests.support.work import Course

DUE = datetime(2031, 5, 10, 21, 59, tzinfo=UTC)
DAY = timedelta(days=1)


def change_at(
    demo: Database, course: Course, moment: datetime, *, confirmed: bool = False, **changes: Any
) -> None:
    """The teacher changes the item while the clock stands at a moment."""
    with demo.transaction() as session:
        set_clock(session, moment)
        teacher = course.school.actor("teacher")
        submissions.change_work(session, teacher, course.item_id, changes, confirmed=confirmed)


def delete_at(
    demo: Database, course: Course, moment: datetime, override_id: UUID, *, confirmed: bool = False
) -> None:
    """The teacher takes an exception away while the clock stands at a moment."""
    with demo.transaction() as session:
        set_clock(session, moment)
        teacher = course.school.actor("teacher")
        submissions.delete_override(session, teacher, override_id, confirmed=confirmed)


def due_date(course: Course) -> datetime | None:
    with course.database.transaction() as session:
        return session.get_one(courses.ContentItem, course.item_id).due_date


def attempts(course: Course) -> list[tuple[datetime | None, bool]]:
    with course.database.transaction() as session:
        a = submissions.SubmissionAttempt
        rows = session.execute(select(a.due_at, a.is_late).where(a.challenge_id == course.challenge_id))
        return [(due_at, is_late) for due_at, is_late in rows]


def test_i05_an_earlier_date_is_confirmed_and_on_time_stays_on_time(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=DUE)
    submit_at(demo_database, course, DUE - DAY)
    with pytest.raises(Conflict) as refused:
        change_at(demo_database, course, DUE - DAY, due_date=DUE - 2 * DAY)
    error = refused.value
    assert (error.code, error.field) == ("would_be_late", "due_date")
    assert error.extra["current"] == {
        "students": 2, "not_handed_in": 1, "already_over": 1, "handed_in_between": 1,
    }  # fmt: skip
    assert "2 students" in error.detail
    assert due_date(course) == DUE

    change_at(demo_database, course, DUE - DAY, due_date=DUE - 2 * DAY, confirmed=True)
    assert due_date(course) == DUE - 2 * DAY
    assert attempts(course) == [(DUE, False)]
    with course.database.transaction() as session:
        event = session.scalars(
            select(people.AuditEvent).where(
                people.AuditEvent.action == "item.shorten",
                people.AuditEvent.organization_id == course.school.organization_id,
            )
        ).one()
    assert (event.target_ids, event.after) == ([str(course.item_id)], error.extra["current"])


@pytest.mark.parametrize(
    "changes",
    [{"due_date": DUE + DAY}, {"due_date": DUE}, {"due_date": None}, {"title": "Sums", "max_attempts": 3}],
)
def test_i05_what_takes_no_time_away_asks_nothing(
    course: Course, demo_database: Database, changes: dict[str, Any]
) -> None:
    course.set(due_date=DUE)
    change_at(demo_database, course, DUE - DAY, **changes)
    with course.database.transaction() as session:
        item = session.get_one(courses.ContentItem, course.item_id)
        config = session.get_one(authoring.Assignment, course.item_id).config
        stands = {"due_date": item.due_date, "title": item.title, "max_attempts": config["max_attempts"]}
    assert {name: stands[name] for name in changes} == changes


def test_i05_a_date_where_there_was_none_takes_time_away(course: Course, demo_database: Database) -> None:
    course.set()
    with pytest.raises(Conflict, match="still had time"):
        change_at(demo_database, course, DUE - DAY, due_date=DUE)


def test_i05_what_nobody_can_see_yet_is_changed_freely(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE, is_published=False)
    change_at(demo_database, course, DUE - 5 * DAY, due_date=DUE - DAY)
    course.set(due_date=DUE, release_date=DUE - 3 * DAY)
    change_at(demo_database, course, DUE - 5 * DAY, due_date=DUE - DAY)
    with pytest.raises(Conflict):
        change_at(demo_database, course, DUE - 2 * DAY, due_date=DUE - 2 * DAY + timedelta(hours=1))


def test_i05_who_has_an_exception_loses_nothing_by_the_items_date(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=DUE)
    except_student(course, {"due_date": DUE + DAY})
    with pytest.raises(Conflict) as refused:
        change_at(demo_database, course, DUE - 3 * DAY, due_date=DUE - DAY)
    assert refused.value.extra["current"]["students"] == 1  # type: ignore[index]
    submit_at(demo_database, course, DUE - 4 * DAY, "student2")
    change_at(demo_database, course, DUE - 3 * DAY, due_date=DUE - DAY)


def test_i05_taking_an_exception_away_is_confirmed(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    label_id = labelled(course, "Night shift", "student1", "student2")
    view = except_label(course, label_id, {"due_date": DUE + 3 * DAY})
    with pytest.raises(Conflict) as refused:
        delete_at(demo_database, course, DUE + DAY, view.override.id)
    assert refused.value.extra["current"]["already_over"] == 2  # type: ignore[index]
    delete_at(demo_database, course, DUE + DAY, view.override.id, confirmed=True)


def test_i05_a_shorter_exception_is_confirmed(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    except_student(course, {"due_date": DUE + 3 * DAY})
    with pytest.raises(Conflict, match="1 student"):
        except_student(course, {"due_date": DUE + DAY})
    except_student(course, {"due_date": DUE + DAY}, confirmed=True)
    assert not submit_at(demo_database, course, DUE + DAY).is_late
