"""Evaluating a journey: marks and words beside the grade, seen by the student when the teacher says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.errors import Conflict, DomainError, Forbidden, Invalid
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.people.api import AuditEvent
from lectorium.rooms.submissions import api as submissions
from tests.support.work import Course


def review(
    course: Course,
    who: str = "teacher",
    *,
    marks: str | None = "7.5",
    seen: datetime | None = None,
    shown: bool = False,
    of: str = "student1",
    challenge_id: UUID | None = None,
) -> gradebook.JourneyReviewView:
    new = gradebook.NewReview(None if marks is None else Decimal(marks), Decimal(10), "Well tried", shown)
    with course.database.transaction() as session:
        actor, student = course.school.actor(who), course.school.users[of].id
        where = challenge_id or course.challenge_id
        return gradebook.review_journey(session, actor, where, student, new, seen=seen)


def read(course: Course, who: str, challenge_id: UUID | None = None) -> list[gradebook.JourneyReviewView]:
    with course.database.transaction() as session:
        student, actor = course.school.users["student1"].id, course.school.actor(who)
        found = submissions.follow(session, actor, challenge_id or course.challenge_id, student)
        return gradebook.reviews_of_journey(session, found)


def test_the_student_sees_what_is_shown_and_nothing_else(course: Course) -> None:
    kept = review(course)
    review(course, "ta", marks=None)
    assert [each.marks for each in read(course, "teacher")] == [Decimal("7.5"), None]
    assert read(course, "student1") == []
    shown = review(course, seen=kept.updated_at, shown=True)
    assert [each.id for each in read(course, "student1")] == [kept.id]
    again = review(course, seen=shown.updated_at, shown=True, marks="8")
    assert again.shown_at == shown.shown_at
    review(course, seen=again.updated_at)
    assert read(course, "student1") == []


def test_what_was_changed_elsewhere_is_not_written_over(course: Course) -> None:
    first = review(course)
    review(course, seen=first.updated_at, marks="9")
    for stale in (None, first.updated_at):
        with pytest.raises(Conflict) as refused:
            review(course, seen=stale, marks="1")
        assert refused.value.code == "review_changed"
        current = refused.value.extra["current"]
        assert isinstance(current, dict)
        assert current["marks"] == "9"
    assert read(course, "teacher")[0].marks == 9


def test_i17_each_change_is_kept_with_before_and_after(course: Course) -> None:
    first = review(course)
    review(course, seen=first.updated_at, marks="9", shown=True)
    with course.database.transaction() as session:
        statement = select(AuditEvent).where(AuditEvent.target_ids.contains([str(first.id)]))
        made, changed = session.scalars(statement.order_by(AuditEvent.timestamp, AuditEvent.id)).all()
    assert (made.action, made.before, made.class_id) == ("journey.reviewed", None, course.school.class_id)
    assert made.after is not None
    assert changed.before == made.after
    assert changed.after == {**made.after, "marks": "9", "shown": True}


def test_i16_nobody_evaluates_themselves_or_without_the_right_to_grade(course: Course) -> None:
    school = course.school
    with course.database.transaction() as session:
        ta = courses.find_enrollment(session, school.class_id, school.users["ta"].id)
        assert ta is not None
        courses.change_enrollment(session, school.actor("teacher"), ta.id, student_data="view")
    refused: list[tuple[type[DomainError], Callable[[], object]]] = [
        (Forbidden, lambda: review(course, "student1")),
        (Forbidden, lambda: review(course, "student2")),
        (Forbidden, lambda: review(course, "ta")),
        (Forbidden, lambda: review(course, "ta", of="ta")),
        (Invalid, lambda: review(course, marks="10.5")),
    ]
    for kind, attempt in refused:
        with pytest.raises(kind):
            attempt()
    assert read(course, "teacher") == []
    with course.database.transaction() as session:
        courses.change_class(session, school.actor("teacher"), school.class_id, {"is_archived": True})
    with pytest.raises(Conflict):
        review(course)


def test_a_standalone_challenge_is_evaluated_by_its_maker(course: Course) -> None:
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        alone = authoring.create_challenge(session, teacher, course.version_id, "Alone").id
    review(course, challenge_id=alone, shown=True)
    assert len(read(course, "student1", alone)) == 1
    with pytest.raises(Forbidden):
        review(course, "other", challenge_id=alone)
    with pytest.raises(Forbidden):
        review(course, "teacher", of="teacher", challenge_id=alone)
