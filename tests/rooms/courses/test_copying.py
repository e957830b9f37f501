"""A class is copied into a new term: its structure, never its people (part of one transaction)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.errors import Forbidden, Invalid, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses.copying import Shift
from lectorium.rooms.people.api import AuditEvent
from lectorium.storage import ObjectStore
from tests.support.people import School, found_school

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold).astimezone(UTC)  # type: ignore[arg-type,misc]


PROGRAM: dict[str, Any] = {
    "title": "Add",
    "statement": "Write `add(a, b)`.",
    "solution": "def add(a, b):\n    return a + b\n",
    "tests": [{"name": "small", "call": "add(1, 2)", "expected": "3", "points": 2}],
}


@pytest.fixture
def version(database: Database, store: ObjectStore, school: School) -> authoring.ProblemVersion:
    prepared = authoring.Prepared(freeze_program(PROGRAM), authoring.Report(()))
    with database.transaction() as session:
        return authoring.publish_problem(session, store, school.actor("teacher"), prepared)


@pytest.fixture
def filled(database: Database, school: School, version: authoring.ProblemVersion) -> School:
    """A class in Berlin's time with an assignment, an announcement, a label, and people."""
    teacher = school.actor("teacher")
    with database.transaction() as session:
        courses.change_class(
            session, teacher, school.class_id, {"time_zone": "Europe/Berlin", "hold_grades": True}
        )
        new = authoring.NewAssignment(
            "Sums",
            release_date=berlin(2026, 3, 20, 8),
            due_date=berlin(2026, 3, 27, 23, 59),
            max_attempts=3,
        )
        item = authoring.create_assignment(session, teacher, school.module_id, new, [version.id])
        (challenge,) = authoring.challenges_of_item(session, item.id)
        session.get_one(authoring.AssignmentProblem, challenge.id).custom_points = Decimal(7)
        told = courses.NewAnnouncement("Welcome", "**Hello**")
        courses.create_announcement(session, teacher, school.module_id, told)
        courses.create_label(session, teacher, school.class_id, "Monday", "section")
    return school


def copied(database: Database, school: School, who: str = "teacher", **how: Any) -> UUID:
    with database.transaction() as session:
        wanted = courses.Copying("Next", **{"section": "Fall", **how})
        return courses.copy_class(session, school.actor(who), school.class_id, wanted).klass.id


def items_of(session: Session, class_id: UUID) -> dict[str, courses.ContentItem]:
    statement = select(courses.ContentItem).join(courses.Module)
    return {
        item.title: item for item in session.scalars(statement.where(courses.Module.class_id == class_id))
    }


def test_a_copy_has_the_structure_and_none_of_the_people(database: Database, filled: School) -> None:
    copy_id = copied(database, filled, days=182)
    with database.transaction() as session:
        klass = session.get_one(courses.Class, copy_id)
        assert (klass.name, klass.section, klass.copied_from_id) == ("Next", "Fall", filled.class_id)
        assert (klass.time_zone, klass.hold_grades) == ("Europe/Berlin", True)
        assert klass.join_code
        people = session.scalars(
            select(courses.Enrollment).where(courses.Enrollment.class_id == copy_id)
        ).all()
        assert [(place.user_id, place.role) for place in people] == [(filled.users["teacher"].id, "teacher")]
        items = items_of(session, copy_id)
        assert set(items) == {"Sums", "Welcome"}
        assert not any(item.is_published for item in items.values())
        (old,) = authoring.challenges_of_item(session, items_of(session, filled.class_id)["Sums"].id)
        (new,) = authoring.challenges_of_item(session, items["Sums"].id)
        assert new.id != old.id
        assert (new.class_id, new.problem_version_id) == (copy_id, old.problem_version_id)
        assert session.get_one(authoring.AssignmentProblem, new.id).custom_points == 7
        assignment = session.get_one(authoring.Assignment, items["Sums"].id)
        assert assignment.config["max_attempts"] == 3
        assert session.get_one(courses.Announcement, items["Welcome"].id).body_markdown == "**Hello**"
        labels = courses.list_labels(session, filled.actor("teacher"), copy_id)
        assert [(view.label.name, view.students) for view in labels] == [("Monday", 0)]


def test_i18_dates_move_by_days_on_the_classs_clocks(database: Database, filled: School) -> None:
    copy_id = copied(database, filled, days=182, hidden=False)
    with database.transaction() as session:
        sums = items_of(session, copy_id)["Sums"]
        assert sums.is_published
        assert (sums.release_date, sums.due_date) == (berlin(2026, 9, 18, 8), berlin(2026, 9, 25, 23, 59))


def test_dates_move_so_that_the_first_falls_on_a_day(database: Database, filled: School) -> None:
    copy_id = copied(database, filled, starts_on=date(2026, 4, 3))
    with database.transaction() as session:
        sums = items_of(session, copy_id)["Sums"]
        assert (sums.release_date, sums.due_date) == (berlin(2026, 4, 3, 8), berlin(2026, 4, 10, 23, 59))


def test_without_either_no_date_is_kept(database: Database, filled: School) -> None:
    copy_id = copied(database, filled)
    with database.transaction() as session:
        sums = items_of(session, copy_id)["Sums"]
        assert (sums.release_date, sums.due_date) == (None, None)


@pytest.mark.parametrize(
    ("moment", "days", "lenient", "expected"),
    [
        (berlin(2026, 3, 28, 23, 59), 1, True, datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),
        (berlin(2026, 3, 28, 2, 30), 1, True, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (berlin(2026, 10, 24, 2, 30), 1, True, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (berlin(2026, 10, 24, 2, 30), 1, False, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (berlin(2026, 10, 25, 2, 30, fold=1), 7, True, datetime(2026, 11, 1, 1, 30, tzinfo=UTC)),
    ],
)
def test_i18_both_edges_of_daylight_saving(
    moment: datetime, days: int, lenient: bool, expected: datetime
) -> None:
    assert Shift(days, BERLIN, BERLIN)(moment, lenient=lenient) == expected


def test_another_zone_keeps_what_clocks_show() -> None:
    shift = Shift(0, BERLIN, ZoneInfo("America/New_York"))
    moved = shift(berlin(2026, 1, 10, 23, 59), lenient=True)
    assert moved == datetime(2026, 1, 10, 23, 59, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


def test_an_exam_needs_an_end_and_is_hidden(
    database: Database, school: School, version: authoring.ProblemVersion
) -> None:
    new = authoring.NewAssignment("Exam", mode="exam", due_date=berlin(2027, 3, 27, 12))
    with database.transaction() as session:
        authoring.create_assignment(session, school.actor("teacher"), school.module_id, new, [version.id])
        before = session.scalar(select(func.count()).select_from(courses.Class))
    with pytest.raises(Invalid):
        copied(database, school)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(courses.Class)) == before
    copy_id = copied(database, school, days=365, hidden=False)
    with database.transaction() as session:
        assert not items_of(session, copy_id)["Exam"].is_published


def test_i17_a_copy_says_where_it_comes_from(database: Database, filled: School) -> None:
    copy_id = copied(database, filled, days=7)
    with database.transaction() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.class_id == copy_id)).one()
    assert (event.action, event.meta_data) == ("class.copy", {"copied_from": str(filled.class_id)})
    assert event.after is not None
    assert (event.after["items"], event.after["days"]) == (2, 7)


def test_only_who_edits_the_class_and_may_make_classes_copies_it(database: Database, filled: School) -> None:
    for who, error in (("ta", Forbidden), ("student1", Forbidden), ("other", NotFound)):
        with pytest.raises(error):
            copied(database, filled, who)
    with database.transaction() as session:
        neighbour = found_school(session)
    filled.users["neighbour"] = neighbour.users["admin"]
    with pytest.raises(NotFound):
        copied(database, filled, "neighbour")
    for wrong in ({"days": 9999}, {"days": 1, "starts_on": date(2026, 1, 1)}, {"time_zone": "Mars/Olympus"}):
        with pytest.raises(Invalid):
            copied(database, filled, **wrong)


def test_an_archived_class_can_be_copied(database: Database, filled: School) -> None:
    with database.transaction() as session:
        courses.change_class(session, filled.actor("teacher"), filled.class_id, {"is_archived": True})
    copy_id = copied(database, filled, days=7)
    with database.transaction() as session:
        assert not session.get_one(courses.Class, copy_id).is_archived
