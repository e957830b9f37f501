"""What is next for a student: what waits, and after it what can still be done better."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from lectorium.rooms.home import api as home
from tests.support.notebooks import PARTLY, RIGHT
from tests.support.work import Course

AHEAD = datetime(2040, 1, 1, tzinfo=UTC)


def next_of(course: Course) -> list[tuple[str, Decimal | None]]:
    """States and scores of what is next, without what the course was made with."""
    with course.database.transaction() as session:
        found = home.up_next(session, course.school.actor("student1"))
        return [(str(card.state), card.score) for card in found if card.due_date is not None]


def test_what_is_graded_and_not_full_can_be_tried_again_while_there_is_time(course: Course) -> None:
    course.set(due_date=AHEAD, max_attempts=2)
    assert next_of(course) == [("not started", None)]
    course.grade(course.submit(PARTLY))
    (again,) = next_of(course)
    assert again[0] == "graded"
    assert again[1] is not None
    assert again[1] < 3
    first = course.item_id
    course.set(due_date=AHEAD.replace(year=2041))
    assert [state for state, _ in next_of(course)] == [
        "not started",
        "graded",
    ]  # what isn't begun comes first
    course.item_id, used = first, course.challenge_id
    with course.database.transaction() as session:
        course.challenge_id = home.item_card(session, course.school.actor("student1"), first).challenge_ids[0]
    course.grade(course.submit(PARTLY))
    assert [state for state, _ in next_of(course)] == ["not started"]  # no attempt is left
    course.challenge_id = used
    course.grade(course.submit(RIGHT))
    assert next_of(course) == []  # a full score


def test_how_many_more_wait_is_told_by_class(course: Course) -> None:
    for year in range(2041, 2045):
        course.set(due_date=AHEAD.replace(year=year))
    with course.database.transaction() as session:
        shown, more = home.up_next_and_more(session, course.school.actor("student1"))
        waiting = [card for card in shown if card.due_date is not None]
    assert len(shown) == 3
    assert [card.due_date.year for card in waiting if card.due_date] == [2041, 2042, 2043]
    assert dict(more) == {course.school.class_id: 2}
