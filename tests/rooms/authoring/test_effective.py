"""The resolver in the database against a second one, written plainly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from lectorium.kit.database import Database, new_id
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.models import ItemOverride
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses.models import LabelMember, StudentLabel
from tests.support.people import School, found_school

MOMENTS = [datetime(2026, 11, day, 22, 59, tzinfo=UTC) + timedelta(microseconds=day) for day in range(1, 8)]
FIELDS = {
    "release_date": st.none() | st.sampled_from(MOMENTS),
    "due_date": st.none() | st.sampled_from(MOMENTS),
    "duration_minutes": st.none() | st.integers(1, 4),
    "max_attempts": st.none() | st.integers(1, 4),
}
Says = dict[str, Any]
EVERYTHING = st.fixed_dictionaries(FIELDS)
SOMETHING = st.fixed_dictionaries({}, optional=FIELDS)


@dataclass(frozen=True)
class Case:
    """What an item says, its labels with whether the student bears them, and the student's own exception."""

    item: Says
    labels: list[tuple[Says, bool]]
    own: Says | None
    someone_elses: Says


CASES = st.builds(
    Case,
    EVERYTHING,
    st.lists(st.tuples(SOMETHING, st.booleans()), max_size=3),
    st.none() | SOMETHING,
    SOMETHING,
)


def most_generous(name: str, values: Sequence[Any]) -> Any:
    """None limits nothing; else the earliest release, and of all others the most."""
    if None in values:
        return None
    return min(values) if name == "release_date" else max(values)


def plainly(case: Case, name: str) -> Any:
    """What should hold: own, else the labels' most generous, else the item's, and never less than that."""
    default = case.item[name]
    borne = [says[name] for says, bears in case.labels if bears and name in says]
    if case.own is not None and name in case.own:
        chosen = case.own[name]
    elif borne:
        chosen = most_generous(name, borne)
    else:
        chosen = default
    return most_generous(name, [default, chosen])


@pytest.fixture(scope="module")
def school(database: Database) -> School:
    with database.transaction() as session:
        return found_school(session)


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    with database.engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


def lay_out(session: Session, school: School, case: Case) -> courses.ContentItem:
    item = courses.ContentItem(
        id=new_id(),
        module_id=school.module_id,
        content_type="assignment",
        title="Sums",
        order_index=0,
        release_date=case.item["release_date"],
        due_date=case.item["due_date"],
    )
    session.add(item)
    session.flush()
    limits = {"time_limit_mins": case.item["duration_minutes"], "max_attempts": case.item["max_attempts"]}
    session.add(authoring.Assignment(id=item.id, mode="exam", points_total=0, config={"v": 1, **limits}))
    place = courses.find_enrollment(session, school.class_id, school.users["student1"].id)
    assert place is not None
    for number, (says, bears) in enumerate(case.labels):
        label = StudentLabel(id=new_id(), class_id=school.class_id, name=f"Group {number}")
        session.add(label)
        session.flush()
        except_for(session, school, item, says, label_id=label.id)
        if bears:
            session.add(LabelMember(label_id=label.id, enrollment_id=place.id))
    if case.own is not None:
        except_for(session, school, item, case.own, student_id=school.users["student1"].id)
    except_for(session, school, item, case.someone_elses, student_id=school.users["student2"].id)
    session.flush()
    return item


def except_for(session: Session, school: School, item: courses.ContentItem, says: Says, **whom: Any) -> None:
    made_by = school.users["teacher"].id
    session.add(ItemOverride(content_item_id=item.id, sets=sorted(says), created_by=made_by, **says, **whom))


@given(case=CASES)
def test_i05_the_resolver_is_what_a_plain_one_says(database: Database, school: School, case: Case) -> None:
    with undone(database) as session:
        item = lay_out(session, school, case)
        student_id = school.users["student1"].id
        holds = authoring.effective(session, item.id, student_id)
        assert {name: getattr(holds, name) for name in FIELDS} == {
            name: plainly(case, name) for name in FIELDS
        }
        assert authoring.effective_of_items(session, [item.id], student_id) == {item.id: holds}
        assert authoring.effective_of_students(session, item.id, [student_id]) == {student_id: holds}


@given(case=CASES)
def test_i05_nobody_is_worse_off_than_without_any_exception(
    database: Database, school: School, case: Case
) -> None:
    with undone(database) as session:
        item = lay_out(session, school, case)
        holds = authoring.effective(session, item.id, school.users["student1"].id)
        everybody = authoring.effective_of_all(session, item.id)
        assert {name: getattr(everybody, name) for name in FIELDS} == case.item
        for name in FIELDS:
            value, default = getattr(holds, name), case.item[name]
            assert most_generous(name, [value, default]) == value


def test_the_planner_sees_through_the_resolver(database: Database, school: School) -> None:
    """As a black box it would be called a thousand times for a thousand students."""
    with database.transaction() as session:
        joined = text("SELECT f.* FROM enrollments e, lectorium_effective(:item, e.user_id) f")
        explained = session.execute(text(f"EXPLAIN {joined.text}"), {"item": school.class_id})
        plan = "\n".join(explained.scalars())
    assert "item_overrides" in plan
    assert "lectorium_effective" not in plan


@given(case=CASES)
def test_the_reason_names_what_decides(database: Database, school: School, case: Case) -> None:
    with undone(database) as session:
        item = lay_out(session, school, case)
        student_id = school.users["student1"].id
        found = authoring.explain(session, school.actor("teacher"), item.id, student_id)
        for why in found.fields:
            assert why.value == plainly(case, why.name)
            deciding = [each for each in why.candidates if each.decides]
            assert [each.value for each in deciding] == [why.value]
            assert why.candidates[-1].source == "item"
            bearing = sum(bears and why.name in says for says, bears in case.labels)
            own = case.own is not None and why.name in case.own
            assert len(why.candidates) == 1 + bearing + own
