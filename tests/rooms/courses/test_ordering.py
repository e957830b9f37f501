"""One order for a class: changed whole, by one editor at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.database import Database, new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import AuditEvent
from tests.support.people import School, found_school

Lists = list[list[UUID]]


@pytest.fixture
def modules(database: Database, school: School) -> Lists:
    """Three modules with three announcements each; returns the items' ids by module."""
    teacher = school.actor("teacher")
    with database.transaction() as session:
        ids = [school.module_id]
        for name in ("Week 2", "Week 3"):
            made = courses.create_module(session, teacher, school.class_id, name, "", is_published=True)
            ids.append(made.id)
        for module_id in ids:
            for number in range(3):
                told = courses.NewAnnouncement(f"Item {number}", "")
                courses.create_announcement(session, teacher, module_id, told)
    return [list(each.items) for each in order(database, school).modules]


def order(database: Database, school: School) -> courses.Order:
    with database.transaction() as session:
        return courses.read_order(session, school.class_id)


def put(database: Database, school: School, wanted: courses.Order, who: str = "teacher") -> None:
    with database.transaction() as session:
        courses.reorder(session, school.actor(who), school.class_id, wanted)


def turned(found: courses.Order) -> courses.Order:
    """The modules the other way round, and all items in the module that is first then."""
    ids = [each.id for each in reversed(found.modules)]
    items = [item for each in found.modules for item in reversed(each.items)]
    parts = [courses.ModuleOrder(id_, items if not index else []) for index, id_ in enumerate(ids)]
    return courses.Order(found.revision, parts)


def test_a_whole_order_is_put_at_once_and_items_change_modules(
    database: Database, school: School, modules: Lists
) -> None:
    before = order(database, school)
    wanted = turned(before)
    put(database, school, wanted)

    after = order(database, school)
    assert after.plain["modules"] == wanted.plain["modules"]
    assert after.revision == before.revision + 1
    with database.transaction() as session:
        found = session.scalars(
            select(AuditEvent).where(
                AuditEvent.action == "outline.reorder", AuditEvent.organization_id == school.organization_id
            )
        ).one()
        assert found.before == before.plain
        assert found.after is not None
        assert found.after["modules"] == wanted.plain["modules"]


def test_the_second_of_two_editors_sees_the_order_of_the_first(
    database: Database, school: School, modules: Lists
) -> None:
    seen = order(database, school)
    put(database, school, turned(seen))
    now = order(database, school)
    with pytest.raises(Conflict) as refused:
        put(database, school, seen)
    assert refused.value.code == "outline_changed"
    assert refused.value.extra["current"] == now.plain
    assert order(database, school) == now


def test_of_sixteen_editors_at_once_one_wins(database: Database, school: School, modules: Lists) -> None:
    seen = order(database, school)
    first = list(seen.modules[0].items)
    wanted = []
    for number in range(16):
        turned = 1 + number % 2  # what changes nothing is taken at any time
        mine = first[turned:] + first[:turned]
        others = list(seen.modules[1:]) if number % 2 else list(reversed(seen.modules[1:]))
        wanted.append(courses.Order(seen.revision, [courses.ModuleOrder(seen.modules[0].id, mine), *others]))

    def attempt(one: courses.Order) -> bool:
        try:
            put(database, school, one)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(attempt, wanted))
    assert results.count(True) == 1
    now = order(database, school)
    assert now.plain["modules"] == wanted[results.index(True)].plain["modules"]
    assert now.revision == seen.revision + 1


def test_single_moves_at_once_leave_one_whole_order(
    database: Database, school: School, modules: Lists
) -> None:
    teacher, seen = school.actor("teacher"), order(database, school)

    def move(number: int) -> None:
        with database.transaction() as session:
            courses.change_item(session, teacher, modules[0][number % 3], {"order_index": number % 3})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(move, range(16)))
    now = order(database, school)
    assert now.revision == seen.revision + 16
    assert sorted(now.modules[0].items) == sorted(modules[0])
    with database.transaction() as session:
        places = select(courses.ContentItem.order_index).where(
            courses.ContentItem.module_id == school.module_id
        )
        assert sorted(session.scalars(places)) == [0, 1, 2]


def test_what_is_added_while_its_module_is_removed_is_there_or_refused(
    database: Database, school: School
) -> None:
    teacher = school.actor("teacher")
    for _ in range(6):
        with database.transaction() as session:
            module = courses.create_module(session, teacher, school.class_id, "Spare", "", is_published=True)

        def add(module_id: UUID = module.id) -> bool:
            with database.transaction() as session:
                courses.create_announcement(session, teacher, module_id, courses.NewAnnouncement("A", "x"))
            return True

        def remove(module_id: UUID = module.id) -> bool:
            with database.transaction() as session:
                courses.delete_module(session, teacher, module_id)
            return False

        with ThreadPoolExecutor(2) as pool:
            tries = [pool.submit(each) for each in (add, remove)]
        results = [type(each.exception()) for each in tries]
        assert results in ([type(None), Conflict], [NotFound, type(None)])


def test_whatever_changes_the_order_counts(database: Database, school: School, modules: Lists) -> None:
    teacher = school.actor("teacher")
    steps: list[Callable[[Session], object]] = [
        lambda session: courses.change_module(session, teacher, school.module_id, {"order_index": 2}),
        lambda session: courses.change_item(session, teacher, modules[0][0], {"order_index": 2}),
        lambda session: courses.create_module(
            session, teacher, school.class_id, "Spare", "", is_published=True
        ),
        lambda session: courses.create_announcement(
            session, teacher, school.module_id, courses.NewAnnouncement("More", "")
        ),
    ]
    for step in steps:
        before = order(database, school).revision
        with database.transaction() as session:
            step(session)
        assert order(database, school).revision == before + 1
    with database.transaction() as session:
        courses.change_item(session, teacher, modules[0][0], {"title": "Another"})
    assert order(database, school).revision == before + 1


def test_every_module_and_item_is_named_exactly_once(
    database: Database, school: School, modules: Lists
) -> None:
    found = order(database, school)
    first, *others = found.modules
    with database.transaction() as session:
        neighbours = found_school(session)
    foreign = courses.ModuleOrder(neighbours.module_id, [])
    wrong = {
        "modules.0.items.3": [courses.ModuleOrder(first.id, [*first.items, new_id()]), *others],
        "modules.0.items.0": [courses.ModuleOrder(first.id, [first.items[0], *first.items]), *others],
        "modules.0.id": [first, first, *others],
        "modules.3.id": [first, *others, foreign],
        "modules": [courses.ModuleOrder(first.id, first.items[1:]), *others],
    }
    for field, parts in wrong.items():
        with pytest.raises(Invalid) as refused:
            put(database, school, courses.Order(found.revision, parts))
        assert refused.value.field == field
    with pytest.raises(Invalid):
        put(database, school, courses.Order(found.revision, others))
    assert order(database, school) == found


def test_only_editors_of_an_open_class_may(database: Database, school: School, modules: Lists) -> None:
    found = order(database, school)
    with pytest.raises(Forbidden):
        put(database, school, found, "ta")
    with pytest.raises(NotFound):
        put(database, school, found, "other")
    with database.transaction() as session:
        courses.change_class(session, school.actor("teacher"), school.class_id, {"is_archived": True})
    with pytest.raises(Conflict) as refused:
        put(database, school, found)
    assert refused.value.code == "archived"


def test_i14_moving_into_a_shown_module_shows_from_then_on(
    database: Database, school: School, modules: Lists
) -> None:
    teacher = school.actor("teacher")
    with database.transaction() as session:
        hidden = courses.create_module(session, teacher, school.class_id, "Later", "", is_published=False)
        told = courses.NewAnnouncement("Surprise", "")
        item_id = courses.create_announcement(session, teacher, hidden.id, told).id
    with database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, school.users["student1"].id)
        assert place is not None
        courses.change_enrollment(session, teacher, place.id, status="dropped")
    found = order(database, school)
    first, *others, last = found.modules
    assert last.id == hidden.id
    parts = [
        courses.ModuleOrder(first.id, [*first.items, item_id]),
        *others,
        courses.ModuleOrder(last.id, []),
    ]
    put(database, school, courses.Order(found.revision, parts))
    with database.transaction() as session:
        assert courses.find_item(session, school.actor("student2"), item_id).item.title == "Surprise"
        with pytest.raises(NotFound):
            courses.find_item(session, school.actor("student1"), item_id)
