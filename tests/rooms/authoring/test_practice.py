"""Standalone challenges: any teacher sets them, the whole school finds and solves them (seed 003)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.people.api import AuditEvent
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import RIGHT
from tests.support.people import found_school
from tests.support.work import Course

ALL = authoring.Wanted()


@pytest.fixture
def practice(course: Course) -> UUID:
    """The doubling problem as practice, about loops and easy."""
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        made = authoring.create_challenge(session, teacher, course.version_id, "Twice")
        version = authoring.find_version(session, teacher, course.version_id).version
        authoring.change_problem(session, teacher, version.problem_id, topics=["Loops"], difficulty="easy")
    course.challenge_id = made.id
    return made.id


def found(course: Course, who: str, **wanted: object) -> list[str]:
    with course.database.transaction() as session:
        sought = replace(ALL, **wanted)  # type: ignore[arg-type]
        cards = home.practice_cards(session, course.school.actor(who), sought, PageRequest())
        return [card.practice.challenge.title for card in cards.items]


@pytest.mark.parametrize(
    "wanted",
    [{}, {"search": "twice LOOPS"}, {"topics": ["loops"]}, {"difficulty": "easy"}, {"kind": "notebook"}],
)
@pytest.mark.usefixtures("practice")
def test_whoever_is_in_no_class_finds_it(course: Course, wanted: dict[str, object]) -> None:
    assert found(course, "stranger", **wanted) == ["Twice"]


@pytest.mark.parametrize(
    "wanted",
    [{"search": "thrice"}, {"topics": ["lists"]}, {"difficulty": "hard"}, {"kind": "program"}],
)
@pytest.mark.usefixtures("practice")
def test_what_does_not_fit_stays_out(course: Course, wanted: dict[str, object]) -> None:
    assert found(course, "stranger", **wanted) == []


@pytest.mark.usefixtures("practice")
def test_a_list_goes_on_by_title(course: Course) -> None:
    actor, teacher = course.school.actor("student1"), course.school.actor("teacher")
    with course.database.transaction() as session:
        for title in ("B", "C", "A"):
            authoring.create_challenge(session, teacher, course.version_id, title)
        titles, after = [], None
        for _ in range(4):
            page = home.practice_cards(session, actor, ALL, PageRequest(1, after))
            titles += [card.practice.challenge.title for card in page.items]
            after = page.next
    assert (titles, after) == (["A", "B", "C", "Twice"], None)


def test_solved_from_the_draft_to_the_result(course: Course, practice: UUID) -> None:
    who = course.school.actor("stranger")
    with course.database.transaction() as session:
        submissions.open_session(session, course.store, who, practice)
    tried = course.grade(course.submit(RIGHT, who="stranger", type="test_run"))
    for _ in range(2):
        handed_in = course.submit(RIGHT, who="stranger")
        course.grade(handed_in)
    with course.database.transaction() as session:
        view = home.challenge_view(session, who, practice)
        result = gradebook.view_result(session, who, handed_in)
        card = home.practice_cards(session, who, ALL, PageRequest()).items[0]
    assert tried.status == "completed"
    assert (view.attempts_left, view.setting.rules.due_date, view.closed_reason) == (None, None, None)
    assert (result.run.status, result.score) == ("completed", card.points_total)
    assert (card.state, card.best_score) == ("graded", card.points_total)


def test_k1_another_school_knows_nothing_of_it(course: Course, practice: UUID) -> None:
    with course.database.transaction() as session:
        neighbours = found_school(session)
        teacher = neighbours.actor("admin")
        assert home.practice_cards(session, teacher, ALL, PageRequest()).items == []
        with pytest.raises(NotFound):
            authoring.change_challenge(session, teacher, practice, "Mine")


def test_who_set_it_renames_it_with_a_trace(course: Course, practice: UUID) -> None:
    teacher = course.school.actor("teacher")
    with course.database.transaction() as session:
        authoring.change_challenge(session, teacher, practice, " Two times ")
        authoring.change_challenge(session, teacher, practice, "Two times")
    with course.database.transaction() as session:
        events = session.scalars(
            select(AuditEvent).where(
                AuditEvent.action == "challenge.change", AuditEvent.target_ids.contains([str(practice)])
            )
        ).all()
    assert [(event.before, event.after) for event in events] == [({"title": "Twice"}, {"title": "Two times"})]
    assert found(course, "student1") == ["Two times"]
    assert found(course, "teacher", author_id=teacher.user_id) == ["Two times"]
    assert found(course, "other", author_id=course.school.actor("other").user_id) == []


def test_nobody_else_changes_it(course: Course, practice: UUID) -> None:
    with course.database.transaction() as session, pytest.raises(Forbidden):
        authoring.delete_challenge(session, course.school.actor("other"), practice)
    assert found(course, "student1") == ["Twice"]


def test_what_stands_in_a_class_is_not_taken_away_so(course: Course) -> None:
    with course.database.transaction() as session, pytest.raises(Conflict):
        authoring.delete_challenge(session, course.school.actor("teacher"), course.challenge_id)


def test_taken_away_it_is_found_no_more_and_the_work_is_kept(course: Course, practice: UUID) -> None:
    course.submit(RIGHT)
    student = course.school.actor("student1")
    with course.database.transaction() as session:
        authoring.delete_challenge(session, course.school.actor("teacher"), practice)
    assert found(course, "student1") == []
    with course.database.transaction() as session:
        with pytest.raises(NotFound):
            authoring.find_setting(session, student, practice)
        kept = submissions.read_draft(session, student.user_id, practice)
    assert kept is not None
