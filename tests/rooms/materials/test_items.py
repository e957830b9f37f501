"""Materials: words and a file, for who may see the item; and what can be deleted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lectorium.kit.clock import now
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people.api import AuditEvent
from lectorium.storage import ObjectStore
from tests.support.people import School
from tests.support.work import Course

SLIDES = materials.Upload("slides.pdf", "application/pdf", b"%PDF-1.7 slides")


@pytest.fixture
def shelf(store: ObjectStore) -> materials.Shelf:
    return materials.Shelf(store, 1_000)


def put(database: Database, school: School, shelf: materials.Shelf, **new: object) -> UUID:
    wanted = materials.NewMaterial("Slides", "See $e^x$.", **new)  # type: ignore[arg-type]
    with database.transaction() as session:
        teacher = school.actor("teacher")
        return materials.create_material(session, shelf, teacher, school.module_id, wanted, SLIDES).id


def audited(database: Database, item_id: UUID, action: str) -> list[AuditEvent]:
    with database.transaction() as session:
        found = select(AuditEvent).where(
            AuditEvent.action == action, AuditEvent.target_ids.contains([str(item_id)])
        )
        return list(session.scalars(found))


def test_a_file_is_read_by_who_sees_the_item(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    item_id = put(database, school, shelf)
    with database.transaction() as session:
        for who in ("teacher", "ta", "student1", "admin"):
            file = materials.read_file(session, shelf.store, school.actor(who), item_id)
            assert file == materials.ServedFile("slides.pdf", "application/pdf", SLIDES.content)
        for who in ("stranger", "other"):
            with pytest.raises(NotFound):
                materials.read_file(session, shelf.store, school.actor(who), item_id)


def test_what_is_hidden_or_later_is_read_by_staff_only(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    with database.transaction() as session:
        tomorrow = now(session) + timedelta(days=1)
    for item_id in (
        put(database, school, shelf, is_published=False),
        put(database, school, shelf, release_date=tomorrow),
    ):
        with database.transaction() as session:
            assert materials.find_material(session, school.actor("ta"), item_id)
            with pytest.raises(NotFound):
                materials.read_file(session, shelf.store, school.actor("student1"), item_id)


def test_changing_it_keeps_what_was_not_given_and_is_audited(
    database: Database, school: School, shelf: materials.Shelf
) -> None:
    item_id, teacher = put(database, school, shelf), school.actor("teacher")
    with database.transaction() as session:
        materials.change_material(session, shelf, teacher, item_id, body_markdown="Other words.")
    with database.transaction() as session:
        _, found = materials.find_material(session, teacher, item_id)
        assert (found.body_markdown, found.file_name) == ("Other words.", "slides.pdf")
    with database.transaction() as session:
        materials.change_material(session, shelf, teacher, item_id, drop_file=True)
    with database.transaction() as session, pytest.raises(NotFound):
        materials.read_file(session, shelf.store, teacher, item_id)
    words, file = sorted(audited(database, item_id, "material.change"), key=lambda each: each.timestamp)
    assert (words.before, words.after) == (
        {"body_markdown": "See $e^x$."},
        {"body_markdown": "Other words."},
    )
    assert file.before is not None
    assert file.before["file_name"] == "slides.pdf"


def test_who_may_not_edit_stores_nothing(database: Database, school: School, shelf: materials.Shelf) -> None:
    item_id = put(database, school, shelf)
    stored = list(shelf.store.iterate())
    other = materials.Upload("other.pdf", "", b"%PDF-1.7 other")
    new = materials.NewMaterial("Mine")
    with database.transaction() as session, pytest.raises(Forbidden):
        materials.create_material(session, shelf, school.actor("ta"), school.module_id, new, other)
    with database.transaction() as session, pytest.raises(Forbidden):
        materials.change_material(session, shelf, school.actor("student1"), item_id, upload=other)
    assert list(shelf.store.iterate()) == stored


def test_a_refused_file_leaves_no_item(database: Database, school: School, shelf: materials.Shelf) -> None:
    new = materials.NewMaterial("Too large")
    large = materials.Upload("notes.txt", "", b"x" * 1_001)
    with database.transaction() as session, pytest.raises(Invalid):
        materials.create_material(session, shelf, school.actor("teacher"), school.module_id, new, large)
    with database.transaction() as session:
        held = select(func.count()).where(courses.ContentItem.module_id == school.module_id)
        assert session.scalar(held) == 0


def test_what_is_read_has_no_due_date(database: Database, school: School, shelf: materials.Shelf) -> None:
    item_id = put(database, school, shelf)
    with database.transaction() as session:
        due = now(session) + timedelta(days=1)
    with database.transaction() as session, pytest.raises(Invalid) as refused:
        courses.change_item(session, school.actor("teacher"), item_id, {"due_date": due})
    assert refused.value.field == "due_date"


def test_the_outline_shows_all_and_up_next_only_what_is_handed_in(
    database: Database, course: Course, shelf: materials.Shelf
) -> None:
    school = course.school
    put(database, school, shelf)
    with database.transaction() as session:
        told = courses.NewAnnouncement("Welcome", "Hello")
        courses.create_announcement(session, school.actor("teacher"), school.module_id, told)
    with database.transaction() as session:
        student = school.actor("student1")
        cards = home.outline(session, student, school.class_id).modules[0].cards
        shown = [(card.item.content_type, card.state) for card in cards]
        assert shown == [("assignment", "not started"), ("material", None), ("announcement", None)]
        assert [card.item.content_type for card in home.up_next(session, student)] == ["assignment"]


def test_what_nobody_began_is_deleted_and_the_audit_knows(
    database: Database, course: Course, shelf: materials.Shelf
) -> None:
    school, teacher = course.school, course.school.actor("teacher")
    reading = put(database, school, shelf)
    for item_id in (reading, course.item_id):
        with database.transaction() as session:
            authoring.delete_item(session, teacher, item_id)
        with database.transaction() as session, pytest.raises(NotFound):
            courses.find_item(session, teacher, item_id)
    (event,) = audited(database, course.item_id, "item.delete")
    assert event.before is not None
    assert event.before["title"] == "Doubling"
    assert event.before["problem_version_ids"] == [str(course.version_id)]


def test_what_somebody_began_stays(database: Database, course: Course) -> None:
    course.submit("def double(x):\n    return 2 * x\n")
    teacher = course.school.actor("teacher")
    with database.transaction() as session, pytest.raises(Conflict) as refused:
        authoring.delete_item(session, teacher, course.item_id)
    assert refused.value.code == "item_has_work"
    with database.transaction() as session:
        assert len(authoring.challenges_of_item(session, course.item_id)) == 1
    assert audited(database, course.item_id, "item.delete") == []


def test_assistants_delete_nothing(database: Database, course: Course) -> None:
    with database.transaction() as session, pytest.raises(Forbidden):
        authoring.delete_item(session, course.school.actor("ta"), course.item_id)
