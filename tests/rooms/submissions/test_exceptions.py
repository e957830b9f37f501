"""Exceptions where they matter: at the deadline's microsecond, on pages, and for whoever makes them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import RIGHT, answered
from tests.support.work import Course

DUE = datetime(2031, 5, 4, 21, 59, tzinfo=UTC)
LATER = DUE + timedelta(days=3)
TICK = timedelta(microseconds=1)
BEFORE = DUE - timedelta(days=2)


def except_student(course: Course, values: Any, who: str = "student1", **more: Any) -> authoring.OverrideView:
    """The teacher's exception for one student."""
    with course.database.transaction() as session:
        return submissions.put_override(
            session,
            course.school.actor("teacher"),
            course.item_id,
            values,
            student_id=course.school.users[who].id,
            **more,
        )


def labelled(course: Course, name: str, *students: str) -> UUID:
    """A label, borne by these."""
    teacher, class_id = course.school.actor("teacher"), course.school.class_id
    with course.database.transaction() as session:
        label = courses.create_label(session, teacher, class_id, name, "label")
        places = [courses.find_enrollment(session, class_id, course.school.users[who].id) for who in students]
        courses.put_students(session, teacher, label.id, put_in=[place.id for place in places if place])
        return label.id


def except_label(course: Course, label_id: UUID, values: Any, **more: Any) -> authoring.OverrideView:
    """The teacher's exception for a label."""
    with course.database.transaction() as session:
        return submissions.put_override(
            session, course.school.actor("teacher"), course.item_id, values, label_id=label_id, **more
        )


def submit_at(
    demo: Database, course: Course, moment: datetime, who: str = "student1"
) -> submissions.SubmissionAttempt:
    """Hand in while the database's clock stands at a moment."""
    actor = course.school.actor(who)
    with demo.transaction() as session:
        set_clock(session, moment)
        draft = submissions.read_draft(session, actor.user_id, course.challenge_id)
        return submissions.submit(
            session,
            course.store,
            actor,
            course.challenge_id,
            type="final_submission",
            revision=draft.revision if draft else 0,
            content=answered(course.release, RIGHT),
        ).attempt


def test_i04_the_students_own_date_decides_to_the_microsecond(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=DUE, accept_late=False)
    except_student(course, {"due_date": LATER})
    taken = submit_at(demo_database, course, LATER)
    assert (taken.due_at, taken.is_late) == (LATER, False)
    with pytest.raises(Conflict, match="due date has passed"):
        submit_at(demo_database, course, LATER + TICK)
    assert not submit_at(demo_database, course, DUE, "student2").is_late
    with pytest.raises(Conflict, match="due date has passed"):
        submit_at(demo_database, course, DUE + TICK, "student2")


def test_i04_a_labels_date_decides_and_is_kept_with_the_attempt(
    course: Course, demo_database: Database
) -> None:
    course.set(due_date=DUE)
    except_label(course, labelled(course, "Night shift", "student1"), {"due_date": LATER})
    assert not submit_at(demo_database, course, LATER).is_late
    late = submit_at(demo_database, course, LATER + TICK)
    assert (late.due_at, late.is_late) == (LATER, True)


def test_i05_a_cleared_date_is_never_late(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE, accept_late=False)
    except_student(course, {"due_date": None})
    taken = submit_at(demo_database, course, LATER + timedelta(days=400))
    assert (taken.due_at, taken.is_late) == (None, False)


def test_i05_more_attempts_are_taken_from_who_has_them(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE, max_attempts=1)
    except_student(course, {"max_attempts": 2})
    for _ in range(2):
        submit_at(demo_database, course, BEFORE)
    with pytest.raises(Conflict, match="No attempt is left"):
        submit_at(demo_database, course, BEFORE)
    submit_at(demo_database, course, BEFORE, "student2")
    with pytest.raises(Conflict, match="No attempt is left"):
        submit_at(demo_database, course, BEFORE, "student2")


def test_i05_an_item_is_there_for_whom_it_is_released_alone(course: Course, demo_database: Database) -> None:
    course.set(release_date=DUE, due_date=LATER)
    except_student(course, {"release_date": BEFORE})
    for name, sees in (("student1", True), ("student2", False)):
        actor = course.school.actor(name)
        with demo_database.transaction() as session:
            set_clock(session, BEFORE)
            cards = home.outline(session, actor, course.school.class_id).modules[0].cards
            assert (course.item_id in {card.item.id for card in cards}) == sees
            assert (course.item_id in {card.item.id for card in home.up_next(session, actor)}) == sees
            if not sees:
                with pytest.raises(NotFound):
                    courses.find_item(session, actor, course.item_id)
    assert submit_at(demo_database, course, BEFORE).attempt_number == 1


def test_a_student_reads_their_own_date_and_state(course: Course, demo_database: Database) -> None:
    course.set(due_date=DUE)
    except_student(course, {"due_date": LATER})
    for name, due, state in (("student1", LATER, "not started"), ("student2", DUE, "missing")):
        with demo_database.transaction() as session:
            set_clock(session, DUE + TICK)
            card = home.item_card(session, course.school.actor(name), course.item_id)
            assert (card.due_date, card.state) == (due, state)
            view = home.challenge_view(session, course.school.actor(name), course.challenge_id)
            assert view.setting.rules.due_date == due


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_date": DUE - TICK}, "due_date"),
        ({"release_date": BEFORE + TICK}, "release_date"),
        ({"max_attempts": 2}, "max_attempts"),
        ({"due_date": LATER, "max_attempts": 1}, "max_attempts"),
        ({"due_date": BEFORE - TICK}, "due_date"),
    ],
)
def test_i05_an_exception_that_gives_less_is_refused_and_leaves_nothing(
    course: Course, values: dict[str, Any], field: str
) -> None:
    course.set(release_date=BEFORE, due_date=DUE, max_attempts=3)
    with pytest.raises(Invalid) as refused:
        except_student(course, values)
    assert refused.value.field == field
    with course.database.transaction() as session:
        assert not session.scalars(
            select(people.AuditEvent)
            .where(people.AuditEvent.action.startswith("override"))
            .where(people.AuditEvent.organization_id == course.school.organization_id)
        ).all()


def test_i05_an_exception_is_held_against_what_labels_give(course: Course) -> None:
    course.set(due_date=DUE)
    except_label(course, labelled(course, "Night shift", "student1"), {"due_date": LATER})
    with pytest.raises(Invalid, match="never less"):
        except_student(course, {"due_date": LATER - TICK})
    except_student(course, {"due_date": LATER - TICK}, "student2")
    except_student(course, {"due_date": LATER})


def test_an_exception_replaces_the_one_before_and_both_are_audited(course: Course) -> None:
    course.set(due_date=DUE)
    first = except_student(course, {"due_date": LATER}, reason="Ill")
    second = except_student(course, {"max_attempts": None}, reason="Well again", confirmed=True)
    assert first.override.id == second.override.id
    assert second.values == {"max_attempts": None}
    with course.database.transaction() as session:
        submissions.delete_override(
            session, course.school.actor("teacher"), second.override.id, reason="Enough"
        )
    with course.database.transaction() as session:
        events = session.scalars(
            select(people.AuditEvent)
            .where(people.AuditEvent.target_ids.contains([str(first.override.id)]))
            .order_by(people.AuditEvent.id)
        ).all()
    assert [event.action for event in events] == ["override.create", "override.change", "override.delete"]
    assert [event.meta_data["reason"] for event in events] == ["Ill", "Well again", "Enough"]
    assert events[0].before is None
    assert events[0].after is not None
    assert events[0].after["due_date"] == LATER.isoformat()
    assert events[1].before == {"due_date": LATER.isoformat()}
    assert events[2].before is not None
    assert events[2].before["max_attempts"] is None


@pytest.mark.parametrize(
    ("who", "student", "error"),
    [
        ("teacher", "ta", NotFound),
        ("teacher", "stranger", NotFound),
        ("student1", "student1", Forbidden),
        ("other", "student1", NotFound),
    ],
)
def test_who_may_make_exceptions_and_for_whom(
    course: Course, who: str, student: str, error: type[DomainError]
) -> None:
    with course.database.transaction() as session, pytest.raises(error):
        submissions.put_override(
            session,
            course.school.actor(who),
            course.item_id,
            {"due_date": None},
            student_id=course.school.users[student].id,
        )


def test_i16_an_assistant_makes_exceptions_in_their_sections_only(course: Course) -> None:
    teacher, assistant = course.school.actor("teacher"), course.school.actor("ta")
    with course.database.transaction() as session:
        class_id = course.school.class_id
        section = courses.create_label(session, teacher, class_id, "Tuesday", "section")
        elsewhere = courses.create_label(session, teacher, class_id, "Monday", "section")
        place = courses.find_enrollment(session, class_id, course.school.users["student1"].id)
        ta = courses.find_enrollment(session, class_id, assistant.user_id)
        assert place
        assert ta
        courses.put_students(session, teacher, section.id, put_in=[place.id])
        courses.change_enrollment(session, teacher, ta.id, section_ids=[section.id])
    theirs, others = (
        except_student(course, {"due_date": None}),
        except_student(course, {"due_date": None}, "student2"),
    )
    for_section = except_label(course, section.id, {"max_attempts": None})
    hidden = except_label(course, elsewhere.id, {"max_attempts": None})
    with course.database.transaction() as session:
        first, second = (course.school.users[name].id for name in ("student1", "student2"))
        give: Callable[..., Any] = submissions.put_override
        give(session, assistant, course.item_id, {"max_attempts": None}, student_id=first)
        for refused in (
            lambda: give(session, assistant, course.item_id, {"due_date": None}, student_id=second),
            lambda: submissions.delete_override(session, assistant, others.override.id),
            lambda: submissions.delete_override(session, assistant, hidden.override.id),
            lambda: authoring.explain(session, assistant, course.item_id, second),
        ):
            with pytest.raises(NotFound):
                refused()
        with pytest.raises(Forbidden):
            give(session, assistant, course.item_id, {"due_date": None}, label_id=section.id)
        seen = authoring.list_overrides(session, assistant, course.item_id, PageRequest())
        assert {view.override.id for view in seen.items} == {theirs.override.id, for_section.override.id}


def test_two_who_make_the_same_exception_at_once_leave_one(course: Course) -> None:
    course.set(due_date=DUE)
    days = range(1, 9)

    def make(day: int) -> UUID:
        until = DUE + timedelta(days=day)
        return except_student(course, {"due_date": until}, confirmed=True).override.id

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(make, days))
    assert len(made) == 1
    with course.database.transaction() as session:
        found = authoring.list_overrides(
            session, course.school.actor("teacher"), course.item_id, PageRequest()
        )
        holds = authoring.effective(session, course.item_id, course.school.users["student1"].id)
    assert len(found.items) == 1
    assert holds.due_date in {DUE + timedelta(days=day) for day in days}


def test_only_what_is_handed_in_has_exceptions(course: Course) -> None:
    teacher = course.school.actor("teacher")
    with course.database.transaction() as session:
        told = courses.NewAnnouncement("Welcome", "Hello")
        item = courses.create_announcement(session, teacher, course.school.module_id, told)
    with course.database.transaction() as session, pytest.raises(Conflict, match="Only what is handed in"):
        authoring.put_student_override(
            session, teacher, item.id, course.school.users["student1"].id, {"due_date": None}
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_date": LATER.replace(tzinfo=None)}, "due_date"),
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": 1001}, "max_attempts"),
        ({"duration_minutes": 60}, "duration_minutes"),
        ({}, None),
    ],
)
def test_what_no_exception_can_say_is_refused_and_named(
    course: Course, values: dict[str, Any], field: str | None
) -> None:
    course.set(due_date=DUE)
    with pytest.raises(Invalid) as refused:
        except_student(course, values)
    assert refused.value.field == field
