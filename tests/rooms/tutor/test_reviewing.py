"""Reviewing the tutor's answers: which come first, who may, and that each word is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.kit.errors import Conflict, DomainError, Forbidden, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import AuditEvent
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from tests.support.journeys import converse, guarded
from tests.support.people import found_school
from tests.support.work import Course


def asked(course: Course, who: str = "student1", **values: Any) -> UUID:
    with course.database.transaction() as session:
        return converse(session, course.school.users[who].id, course.challenge_id, **values)


def review(course: Course, answer: UUID, who: str = "teacher", **said: Any) -> tutor.ReviewView:
    usual: dict[str, Any] = {"verdict": "good", "comment": ""}
    with course.database.transaction() as session:
        return tutor.review_answer(session, course.school.actor(who), answer, **{**usual, **said})


def listed(
    course: Course, wanted: tutor.Wanted = "to_review", who: str = "teacher", limit: int = 50
) -> list[UUID]:
    found, after = list[UUID](), None
    while True:
        with course.database.transaction() as session:
            actor = course.school.actor(who)
            watched = submissions.watch_class(session, actor, course.school.class_id)
            page = tutor.list_answers(session, actor, watched, PageRequest(limit, after), wanted=wanted)
        found += [row.id for row in page.items]
        after = page.next
        if after is None:
            return found


def test_what_gives_reason_to_look_comes_first(course: Course) -> None:
    usual = asked(course)
    with course.database.transaction() as session:
        student = course.school.users["student1"].id
        hinted = guarded(session, student, course.challenge_id)
        withheld = guarded(session, student, course.challenge_id, guarding="withheld")
    down, newer = asked(course, rating=-1), asked(course, rating=1)
    asked(course, kind="code_run", user_prompt=None, model_response=None)
    asked(course, state="failed", model_response=None)
    order = [down, withheld, hinted, newer, usual]
    assert listed(course, limit=2) == listed(course) == order
    assert listed(course, "rated_down") == [down]
    assert listed(course, "withheld") == [withheld]
    assert listed(course, "rewritten") == [hinted]
    review(course, withheld, verdict="gave_away")
    assert listed(course) == [each for each in order if each != withheld]
    assert listed(course, "reviewed") == [withheld]
    assert listed(course, who="ta") == listed(course, "all") == order


def test_i17_a_review_is_changed_by_its_writer_and_kept(course: Course) -> None:
    answer = asked(course)
    review(course, answer, verdict="wrong", comment="It is the other way round.")
    review(course, answer, "ta")
    review(course, answer, verdict="unhelpful")
    review(course, answer, verdict="unhelpful")
    with course.database.transaction() as session:
        reviews = tutor.reviews_of(session, [answer])[answer]
        statement = select(AuditEvent).where(AuditEvent.target_ids.contains([str(answer)]))
        events = session.scalars(statement.order_by(AuditEvent.timestamp, AuditEvent.id)).all()
    assert [(each.reviewer.name, each.verdict) for each in reviews] == [
        ("Teacher", "unhelpful"),
        ("Ta", "good"),
    ]
    assert [event.action for event in events] == ["tutor.answer_reviewed"] * 3
    assert events[2].before == {"verdict": "wrong", "comment": "It is the other way round."}
    assert events[2].after == {"verdict": "unhelpful", "comment": ""}


def test_i16_who_may_not_review(course: Course) -> None:
    answer, waiting = asked(course), asked(course, state="failed", model_response=None)
    run = asked(course, kind="code_run", user_prompt=None, model_response=None)
    own = asked(course, "ta")
    with course.database.transaction() as session:
        neighbour = found_school(session).actor("admin")
    refused: list[tuple[str, UUID, type[DomainError]]] = [
        ("student1", answer, Forbidden),
        ("student2", answer, Forbidden),
        ("stranger", answer, NotFound),
        ("other", answer, NotFound),
        ("ta", own, Forbidden),
        ("teacher", run, NotFound),
        ("teacher", waiting, Conflict),
    ]
    for who, which, kind in refused:
        with pytest.raises(kind):
            review(course, which, who)
    with pytest.raises(NotFound), course.database.transaction() as session:
        tutor.review_answer(session, neighbour, answer, verdict="good", comment="")
    with course.database.transaction() as session:
        courses.change_class(
            session, course.school.actor("teacher"), course.school.class_id, {"is_archived": True}
        )
    with pytest.raises(Conflict):
        review(course, answer)
