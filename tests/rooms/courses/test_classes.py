"""Classes, join codes and order (I18, I20)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from lectorium.kit.throttle import Throttle
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses import classes
from lectorium.rooms.people.api import AuditEvent
from tests.support.people import School, found_school


def code_of(database: Database, school: School) -> str:
    with database.transaction() as session:
        code = courses.access(session, school.actor("teacher"), school.class_id).klass.join_code
    assert code is not None
    return code


def test_i20_a_code_has_no_look_alikes_and_case_does_not_matter(database: Database, school: School) -> None:
    code = code_of(database, school)
    assert len(code) == 6
    assert not set(code) & set("IL O01")
    with database.transaction() as session:
        found = courses.join_class(session, school.actor("stranger"), f" {code.lower()} ")
    assert found.role == "student"


def test_i20_a_rotated_code_stops_working_at_once(database: Database, school: School) -> None:
    old = code_of(database, school)
    with database.transaction() as session:
        courses.rotate_join_code(session, school.actor("teacher"), school.class_id)
    with database.transaction() as session, pytest.raises(NotFound):
        courses.join_class(session, school.actor("stranger"), old)


def test_i20_an_archived_class_and_another_school_refuse(database: Database, school: School) -> None:
    code = code_of(database, school)
    with database.transaction() as session:
        neighbour = found_school(session)
        with pytest.raises(NotFound):
            courses.join_class(session, neighbour.actor("stranger"), code)
        courses.change_class(session, school.actor("teacher"), school.class_id, {"is_archived": True})
        with pytest.raises(NotFound):
            courses.join_class(session, school.actor("stranger"), code)


def test_i20_guessing_codes_is_slowed_down(database: Database, school: School) -> None:
    code = code_of(database, school)
    for _ in range(10):
        with database.transaction() as session, pytest.raises(NotFound):
            courses.join_class(session, school.actor("stranger"), "WRONGS")
    with database.transaction() as session, pytest.raises(TooMany):
        courses.join_class(session, school.actor("stranger"), code)
    with database.transaction() as session:
        assert courses.join_class(session, school.actor("other"), code).role == "student"


def test_joining_twice_keeps_the_place_and_does_not_promote(database: Database, school: School) -> None:
    code = code_of(database, school)
    with database.transaction() as session:
        assert courses.join_class(session, school.actor("ta"), code).role == "ta"
        assert courses.join_class(session, school.actor("student1"), code).role == "student"


def test_i16_who_was_taken_off_the_staff_comes_back_by_code_as_a_student(
    database: Database, school: School
) -> None:
    code = code_of(database, school)
    with database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, school.users["ta"].id)
        assert place is not None
        courses.change_enrollment(session, school.actor("teacher"), place.id, status="dropped")
    with database.transaction() as session:
        back = courses.join_class(session, school.actor("ta"), code)
    assert (back.role, back.student_data, back.is_staff) == ("student", "none", False)


def test_k01_another_schools_admin_finds_nothing(database: Database, school: School) -> None:
    with database.transaction() as session:
        neighbour = found_school(session)
        with pytest.raises(NotFound):
            courses.access(session, neighbour.actor("admin"), school.class_id)


def test_students_make_no_classes(database: Database, school: School) -> None:
    with database.transaction() as session, pytest.raises(Forbidden):
        courses.create_class(session, school.actor("student1"), courses.NewClass("Mine"))


def test_i18_only_real_time_zones(database: Database, school: School) -> None:
    with database.transaction() as session, pytest.raises(Invalid) as refused:
        courses.change_class(session, school.actor("teacher"), school.class_id, {"time_zone": "Mars/Olympus"})
    assert refused.value.field == "time_zone"


def test_modules_move_without_gap_under_two_editors(database: Database, school: School) -> None:
    teacher = school.actor("teacher")
    with database.transaction() as session:
        modules = [
            courses.create_module(session, teacher, school.class_id, f"Week {n}", "", is_published=True).id
            for n in range(2, 6)
        ]

    def move(number: int) -> None:
        with database.transaction() as session:
            courses.change_module(session, teacher, modules[number % 4], {"order_index": number % 3})

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(move, range(12)))
    with database.transaction() as session:
        statement = select(courses.Module.order_index).where(courses.Module.class_id == school.class_id)
        assert sorted(session.scalars(statement).all()) == list(range(5))


def test_a_module_with_items_is_not_deleted(database: Database, school: School) -> None:
    teacher = school.actor("teacher")
    with database.transaction() as session:
        courses.add_item(session, teacher, school.module_id, "announcement", title="Hello")
        with pytest.raises(Conflict):
            courses.delete_module(session, teacher, school.module_id)


def test_i17_a_change_and_its_audit_event_come_together_or_not_at_all(
    database: Database, school: School
) -> None:
    teacher = school.actor("teacher")

    def events() -> list[AuditEvent]:
        with database.transaction() as session:
            statement = select(AuditEvent).where(
                AuditEvent.organization_id == school.organization_id, AuditEvent.action == "class.change"
            )
            return list(session.scalars(statement).all())

    def change_and_fail() -> None:
        with database.transaction() as session:
            courses.change_class(session, teacher, school.class_id, {"name": "Lost"})
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert events() == []
    with database.transaction() as session:
        courses.change_class(session, teacher, school.class_id, {"name": "Kept"})
    (event,) = events()
    assert (event.after, event.actor_name) == ({"name": "Kept"}, teacher.name)


def test_i20_joining_is_closed_and_opened_with_another_code(database: Database, school: School) -> None:
    old, teacher = code_of(database, school), school.actor("teacher")
    with database.transaction() as session:
        courses.close_joining(session, teacher, school.class_id)
    for code in (old, "", "NONE", "NULL"):
        with database.transaction() as session, pytest.raises(NotFound):
            courses.join_class(session, school.actor("stranger"), code)
    with database.transaction() as session:
        courses.rotate_join_code(session, teacher, school.class_id)
    new = code_of(database, school)
    assert new != old
    with database.transaction() as session:
        assert courses.join_class(session, school.actor("stranger"), new).role == "student"


def test_i20_guessing_by_many_people_of_one_network_is_slowed_down(
    database: Database, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classes, "GUESSES_NEARBY", Throttle(free=3, seconds=60))
    code = code_of(database, school)
    for who in ("student1", "student2", "other"):
        with database.transaction() as session, pytest.raises(NotFound):
            courses.join_class(session, school.actor(who), "WRONGS", network="192.0.2.7")
    with database.transaction() as session, pytest.raises(TooMany):
        courses.join_class(session, school.actor("stranger"), code, network="192.0.2.7")
    with database.transaction() as session:
        assert courses.join_class(session, school.actor("stranger"), code, network="192.0.2.8").role


def test_i20_no_more_guesses_get_through_at_once_than_may(
    database: Database, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixteen threads, one person and one network: neither bound is passed; a right code costs nothing."""
    monkeypatch.setattr(classes, "GUESSES_NEARBY", Throttle(free=14, seconds=600))
    code = code_of(database, school)

    def guess(what: tuple[str, str, str]) -> type[Exception] | None:
        who, typed, network = what
        try:
            with database.transaction() as session:
                courses.join_class(session, school.actor(who), typed, network=network)
        except (NotFound, TooMany) as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(guess, [("student1", code, "192.0.2.9")] * 40)) == {None}
    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(guess, [("stranger", "WRONGS", "192.0.2.9")] * 40))
        assert (said.count(NotFound), said.count(TooMany)) == (10, 30)
        said = list(pool.map(guess, [("other", "WRONGS", "192.0.2.9")] * 40))
        assert (said.count(NotFound), said.count(TooMany)) == (4, 36)
        assert guess(("other", code, "192.0.2.10")) is None


def test_i20_who_presses_twice_joins_once_and_who_comes_back_is_told_so(
    database: Database, school: School
) -> None:
    code, stranger, teacher = code_of(database, school), school.actor("stranger"), school.actor("teacher")

    def join(_: int) -> str | None:
        with database.transaction() as session:
            return courses.join_class(session, stranger, code).role

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(join, range(8))) == {"student"}
    with database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, stranger.user_id)
        assert place is not None
        since = place.joined_at
        courses.change_enrollment(session, teacher, place.id, status="dropped")
    join(0)
    with database.transaction() as session:
        of_class = select(AuditEvent).where(AuditEvent.class_id == school.class_id)
        joined = session.scalars(of_class.where(AuditEvent.action == "class.join").order_by(AuditEvent.id))
        was, now_is = {"role": "student", "status": "dropped"}, {"role": "student", "status": "active"}
        assert [(each.before, each.after) for each in joined] == [(None, now_is), (was, now_is)]
        again = courses.find_enrollment(session, school.class_id, stranger.user_id)
        assert again is not None
        assert (again.joined_at, again.dropped_at) == (since, None)


def test_a_student_has_no_rights_of_staff(database: Database, school: School) -> None:
    teacher = school.actor("teacher")
    with database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, school.users["student1"].id)
        assert place is not None
    for changes, field in (
        ({"content": "edit"}, "content"),
        ({"student_data": "view"}, "student_data"),
        ({"role": "student", "student_data": "grade"}, "student_data"),
    ):
        with database.transaction() as session, pytest.raises(Invalid, match="an assistant first") as refused:
            courses.change_enrollment(session, teacher, place.id, **changes)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == ("not_staff", field)
    with database.transaction() as session:
        courses.change_enrollment(session, teacher, place.id, role="ta", content="edit")
        back = courses.change_enrollment(session, teacher, place.id, role="student").enrollment
        assert (back.content, back.student_data) == ("view", "none")


@pytest.mark.parametrize("year", [1, 9999])
def test_i18_a_date_at_the_calendars_end_is_refused(database: Database, school: School, year: int) -> None:
    """No other time zone has it, so no page of the class could show it."""
    teacher, far = school.actor("teacher"), datetime(year, 12, 31, 23, 59, tzinfo=UTC)
    with database.transaction() as session:
        new = courses.NewAnnouncement("Soon", "Wait.", release_date=far)
        with pytest.raises(Invalid, match=f"year {year} ") as refused:
            courses.create_announcement(session, teacher, school.module_id, new)
        assert refused.value.field == "release_date"
        made = courses.create_announcement(
            session, teacher, school.module_id, courses.NewAnnouncement("Now", "Read.")
        )
        with pytest.raises(Invalid, match=f"year {year} "):
            courses.change_item(session, teacher, made.id, {"release_date": far})
