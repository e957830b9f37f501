"""Announcements that somebody hasn't read: until they open them, and again when they are changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import Database
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses.models import Announcement, AnnouncementRead
from lectorium.rooms.people.api import Actor
from tests.support.people import School
from tests.support.statements import counting


def announced(session: Session, school: School, title: str, **said: object) -> UUID:
    new = replace(courses.NewAnnouncement(title, "Words."), **said)  # type: ignore[arg-type]
    return courses.create_announcement(session, school.actor("teacher"), school.module_id, new).id


def news(session: Session, actor: Actor, class_id: UUID) -> dict[UUID, str]:
    """What is new; its count says the same."""
    standing = courses.access(session, actor, class_id)
    found = courses.news_in(session, actor, standing)
    assert courses.count_news(session, actor, [standing]) == ({class_id: len(found)} if found else {})
    return found


def opens(session: Session, actor: Actor, item_id: UUID) -> None:
    placed, _ = courses.find_announcement(session, actor, item_id)
    courses.keep_read(session, actor, placed.access, item_id)


def test_an_announcement_is_new_until_it_is_opened_and_again_when_it_is_changed(
    database: Database, school: School
) -> None:
    student, other = school.actor("student1"), school.actor("student2")
    with database.transaction() as session:
        first, second = (announced(session, school, title) for title in ("Room", "Books"))
        announced(session, school, "Hidden", is_published=False)
        announced(session, school, "Later", release_date=now(session) + timedelta(days=1))
    with database.transaction() as session:
        assert news(session, student, school.class_id) == {first: "new", second: "new"}
        opens(session, student, first)
        opens(session, student, first)
        assert news(session, student, school.class_id) == {second: "new"}
        assert len(news(session, other, school.class_id)) == 2
    with database.transaction() as session:
        courses.change_announcement(session, school.actor("teacher"), first, "Another room.")
    with database.transaction() as session:
        assert news(session, student, school.class_id) == {first: "changed", second: "new"}
        opens(session, student, first)
        assert news(session, student, school.class_id) == {second: "new"}


def test_reading_is_kept_of_who_learns_in_the_class_and_of_nobody_else(
    database: Database, school: School
) -> None:
    with database.transaction() as session:
        item_id = announced(session, school, "Room")
    student = school.actor("student1")
    looking = replace(student, within=school.class_id, seen_by=school.actor("teacher"))
    with database.transaction() as session:
        for actor in (school.actor("teacher"), school.actor("ta"), looking):
            opens(session, actor, item_id)
            assert news(session, actor, school.class_id) == {}
        rows = select(func.count()).select_from(AnnouncementRead).filter_by(announcement_id=item_id)
        assert session.scalar(rows) == 0
        opens(session, student, item_id)
        assert session.scalar(rows) == 1
        session.delete(session.get_one(Announcement, item_id))
        session.flush()
        assert session.scalar(rows) == 0


def test_i22_counting_is_one_query_however_many_classes(database: Database, school: School) -> None:
    with database.transaction() as session:
        teacher, student = school.actor("teacher"), school.users["student1"]
        for number in range(3):
            klass = courses.create_class(session, teacher, courses.NewClass(f"More {number}")).klass
            module = courses.create_module(session, teacher, klass.id, "Week", "", is_published=True)
            courses.add_member(session, klass.id, student, "student")
            new = courses.NewAnnouncement("Room", "Words.")
            courses.create_announcement(session, teacher, module.id, new)
    with database.transaction() as session:
        actor = Actor.of(student)
        classes = [
            courses.access(session, actor, each)
            for each in session.scalars(select(courses.Enrollment.class_id).filter_by(user_id=student.id))
        ]
        with counting(database.engine) as statements:
            assert sorted(courses.count_news(session, actor, classes).values()) == [1, 1, 1]
    assert len(statements) == 1
