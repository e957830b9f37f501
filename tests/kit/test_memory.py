"""What is remembered within a unit of work that only reads, and never beyond it."""

from __future__ import annotations

from lectorium.kit.database import Database
from lectorium.kit.memory import once, remember
from lectorium.rooms.courses import api as courses
from tests.support.people import School
from tests.support.statements import counting


def test_one_unit_of_work_asks_once_and_the_next_one_anew(database: Database) -> None:
    answers = iter(range(9))
    for first in (0, 1):
        with database.transaction() as session:
            remember(session)
            assert [once(session, "who", lambda: next(answers)) for _ in range(3)] == [first] * 3
            assert once(session, "what", lambda: "else") == "else"
    with database.transaction() as session:
        assert [once(session, "who", lambda: next(answers)) for _ in range(2)] == [2, 3]


def test_each_person_in_each_class_is_asked_for(database: Database, school: School) -> None:
    places = [(school.actor(who), school.class_id) for who in ("teacher", "student1")]
    with database.transaction() as session, counting(database.engine) as statements:
        remember(session)
        found = [courses.access(session, *place).role for place in [*places, *places]]
    assert found == ["teacher", "student"] * 2
    assert len(statements) == 2
