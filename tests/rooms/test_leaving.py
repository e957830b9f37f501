"""I14: who has left a class keeps what was there, and sees nothing that was shown afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions import api as submissions
from tests.support.work import Course, course, doubling, sandbox, store

__all__ = ["course", "doubling", "sandbox", "store"]
LEAVER = "student1"


def leave(course: Course, status: courses.EnrollmentStatus = "dropped") -> None:
    school = course.school
    with course.database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, school.users[LEAVER].id)
        assert place is not None
        courses.change_enrollment(session, school.actor("teacher"), place.id, status=status)


def change(course: Course, item_id: UUID, **changes: object) -> None:
    with course.database.transaction() as session:
        authoring.change_assignment(session, course.school.actor("teacher"), item_id, dict(changes))


def show_module(course: Course, *, shown: bool) -> None:
    school = course.school
    with course.database.transaction() as session:
        courses.change_module(session, school.actor("teacher"), school.module_id, {"is_published": shown})


def made_later(course: Course) -> None:
    leave(course)
    course.set()


def shown_later(course: Course) -> None:
    course.set(is_published=False)
    leave(course)
    change(course, course.item_id, is_published=True)


def module_shown_later(course: Course) -> None:
    show_module(course, shown=False)
    course.set()
    leave(course)
    show_module(course, shown=True)


def released_later(course: Course) -> None:
    with course.database.transaction() as session:
        later = now(session) + timedelta(hours=1)
    course.set(release_date=later)
    leave(course)
    with course.database.transaction() as session:
        moment = now(session)
    change(course, course.item_id, release_date=moment)


LATER = [made_later, shown_later, module_shown_later, released_later]


def in_outline(session: Session, actor: Actor, course: Course) -> bool:
    view = home.outline(session, actor, course.school.class_id)
    return course.item_id in [card.item.id for part in view.modules for card in part.cards]


def in_own_grades(session: Session, actor: Actor, course: Course) -> bool:
    grades = gradebook.own_grades(session, actor, course.school.class_id)
    return course.item_id in [line.assignment.item.id for line in grades]


def found(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except NotFound:
        return False
    return True


READS: dict[str, Callable[[Session, Actor, Course], bool]] = {
    "outline": in_outline,
    "own grades": in_own_grades,
    "item": lambda session, actor, course: found(lambda: home.item_card(session, actor, course.item_id)),
    "challenge": lambda session, actor, course: found(
        lambda: home.challenge_view(session, actor, course.challenge_id)
    ),
    "hints": lambda session, actor, course: found(
        lambda: authoring.find_setting(session, actor, course.challenge_id)
    ),
    "attempts": lambda session, actor, course: found(
        lambda: submissions.list_attempts(session, actor, course.challenge_id, PageRequest(10))
    ),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("later", LATER, ids=lambda later: later.__name__)
def test_i14_what_is_shown_later_stays_closed(
    course: Course, later: Callable[[Course], None], read: str
) -> None:
    later(course)
    with course.database.transaction() as session:
        assert READS[read](session, course.school.actor("student2"), course)
        assert not READS[read](session, course.school.actor(LEAVER), course)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("toggled", [False, True], ids=["untouched", "hidden and shown since"])
def test_i14_what_was_there_stays_readable(course: Course, read: str, toggled: bool) -> None:
    leave(course)
    if toggled:
        change(course, course.item_id, is_published=False)
        change(course, course.item_id, is_published=True)
        show_module(course, shown=False)
        show_module(course, shown=True)
    with course.database.transaction() as session:
        assert READS[read](session, course.school.actor(LEAVER), course)


def test_i14_own_work_and_its_result_stay_readable(course: Course) -> None:
    attempt_id = course.submit("def double(x):\n    return 2 * x\n")
    course.grade(attempt_id)
    leave(course)
    with course.database.transaction() as session:
        actor = course.school.actor(LEAVER)
        assert gradebook.view_result(session, actor, attempt_id).attempt.id == attempt_id
        assert home.item_card(session, actor, course.item_id).state in {"graded", "returned"}


@pytest.mark.parametrize("later", LATER, ids=lambda later: later.__name__)
def test_i14_coming_back_opens_everything(course: Course, later: Callable[[Course], None]) -> None:
    later(course)
    leave(course, "active")
    with course.database.transaction() as session:
        for read in READS.values():
            assert read(session, course.school.actor(LEAVER), course)


def test_a_new_empty_module_says_nothing_to_who_has_left(course: Course) -> None:
    leave(course)
    school = course.school
    with course.database.transaction() as session:
        courses.create_module(
            session, school.actor("teacher"), school.class_id, "Exam", "", is_published=True
        )
        here, gone = school.actor("student2"), school.actor(LEAVER)
        titles = [part.module.title for part in home.outline(session, here, school.class_id).modules]
        assert titles == ["Week 1", "Exam"]
        titles = [part.module.title for part in home.outline(session, gone, school.class_id).modules]
        assert titles == ["Week 1"]
