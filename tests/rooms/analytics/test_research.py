"""G3: the research view holds consenting people only, under pseudonyms, and no small cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest, decode
from lectorium.rooms.analytics import api as analytics
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from tests.support.journeys import converse
from tests.support.work import Course

PAGE = PageRequest(limit=4)


def say(course: Course, actor: people.Actor, *, given: bool) -> None:
    with course.database.transaction() as session:
        people.set_consent(session, actor, "research", given=given, text_version=2)


@pytest.fixture
def asking(course: Course) -> list[people.Actor]:
    """Six more students: each has asked twice, five freely and all about an error; five allow it."""
    actors = []
    for number in range(6):
        with course.database.transaction() as session:
            username = f"s{number}-{uuid4().hex[:8]}"
            new = people.NewUser(username, f"{username}@example.org", f"Pupil{number} Quux{number}")
            user = people.add_user(session, course.school.organization_id, new)
            courses.add_member(session, course.school.class_id, user, "student")
            said = {"user_prompt": f"I am {user.name}, {username}.", "model_response": f"Hi pupil{number}!"}
            converse(session, user.id, course.challenge_id, **said)
            if number > 1:
                converse(session, user.id, course.challenge_id, kind="explain")
            actors.append(people.Actor.of(user))
        if number:
            say(course, actors[-1], given=True)
    return actors


def rows(course: Course, who: str = "teacher") -> list[analytics.ResearchRow]:
    """All of them, page by page."""
    found: list[analytics.ResearchRow] = []
    page = PAGE
    while True:
        with course.database.transaction() as session:
            part = analytics.research_rows(session, course.school.actor(who), course.school.class_id, page)
        found += part.items
        if part.next is None:
            return found
        page = PageRequest(PAGE.limit, part.next)


def test_g3_where_the_next_page_begins_tells_no_more_than_the_rows(
    course: Course, asking: list[people.Actor]
) -> None:
    class_id, told = course.school.class_id, rows(course)
    with course.database.transaction() as session:
        part = analytics.research_rows(session, course.school.actor("teacher"), class_id, PAGE)
    minute, question = decode(str(part.next), 2)
    last = part.items[-1]
    assert (datetime.fromisoformat(minute), question) == (last.asked_at, last.id)
    assert len({row.id for row in told}) == len(told)


def cells(course: Course, who: str = "teacher") -> list[tuple[str, int, int]]:
    with course.database.transaction() as session:
        actor = course.school.actor(who)
        found = analytics.research_summary(session, actor, course.school.class_id)
    return [(cell.kind, cell.people, cell.questions) for cell in found.cells]


def test_g3_consenting_people_alone_and_no_small_cells(course: Course, asking: list[people.Actor]) -> None:
    assert cells(course) == [("chat", 5, 5)], "four asked about errors: that isn't told"
    found = rows(course)
    assert {row.kind for row in found} == {"chat"}
    assert len({row.person for row in found}) == len(found) == 5
    assert {row.person for row in rows(course)} == {row.person for row in found}, "stable in the class"
    text = " ".join(f"{row.question} {row.answer}" for row in found).lower()
    assert "[name]" in text
    for actor in asking:
        for told in (*actor.name.lower().split(), str(actor.user_id)):
            assert told not in text
    assert not {row.person for row in found} & {str(actor.user_id) for actor in asking}


def test_g3_who_withdraws_is_out_at_once(course: Course, asking: list[people.Actor]) -> None:
    say(course, asking[0], given=True)
    assert cells(course) == [("chat", 6, 6)]
    say(course, asking[1], given=False)
    assert len(rows(course)) == 5
    say(course, asking[2], given=False)
    assert rows(course) == []
    assert cells(course) == []


def test_g3_consent_is_off_until_given_and_to_the_words_that_were_read(course: Course) -> None:
    actor = course.school.actor("student1")
    with course.database.transaction() as session:
        (asked,) = people.own_consents(session, actor)
        assert not asked.given
    with pytest.raises(Conflict, match="words of this question"), course.database.transaction() as session:
        people.set_consent(session, actor, "research", given=True, text_version=asked.text_version + 1)
    say(course, actor, given=True)
    say(course, actor, given=True)
    say(course, actor, given=False)
    with course.database.transaction() as session:
        held = session.scalars(select(people.Consent).filter_by(user_id=actor.user_id)).all()
        told = select(people.AuditEvent).filter_by(actor_id=actor.user_id, action="user.consent")
        events = session.scalars(told.order_by(people.AuditEvent.id)).all()
    assert [each.withdrawn_at is None for each in held] == [False]
    assert [event.after and event.after["given"] for event in events] == [True, False]


def test_g3_a_researcher_is_let_in_by_the_teacher(course: Course, asking: list[people.Actor]) -> None:
    class_id, researcher = course.school.class_id, course.school.users["researcher"]
    teacher = course.school.actor("teacher")

    def do(step: Callable[..., object], who: people.Actor, *what: object) -> None:
        with course.database.transaction() as session:
            step(session, who, class_id, *what)

    with pytest.raises(NotFound):
        rows(course, "researcher")
    for who, name, error in (
        (course.school.actor("ta"), researcher.username, Forbidden),
        (teacher, course.school.users["stranger"].username, Invalid),
    ):
        with pytest.raises(error):
            do(courses.let_in, who, name)
    do(courses.let_in, teacher, researcher.username)
    assert len(rows(course, "researcher")) == 5
    with course.database.transaction() as session:
        reads = select(people.AuditEvent).filter_by(class_id=class_id, action="research.read")
        assert [event.actor_id for event in session.scalars(reads)] == [researcher.id], "once in an hour"
        courses.add_member(session, class_id, researcher, "student")
    with pytest.raises(Forbidden, match="You learn in this class"):
        rows(course, "researcher")
    do(courses.shut_out, teacher, researcher.id)
    with pytest.raises(Forbidden):
        rows(course, "researcher")


def test_g3_an_assistant_reads_of_their_sections_only(course: Course, asking: list[people.Actor]) -> None:
    teacher, class_id = course.school.actor("teacher"), course.school.class_id
    with course.database.transaction() as session:
        label = courses.create_label(session, teacher, class_id, "Monday", "section").id
        place = courses.find_enrollment(session, class_id, asking[1].user_id)
        ta = courses.find_enrollment(session, class_id, course.school.users["ta"].id)
        assert place is not None
        assert ta is not None
        courses.put_students(session, teacher, label, put_in=[place.id])
        courses.change_enrollment(session, teacher, ta.id, section_ids=[label])
    assert rows(course, "ta") == []


def test_k1_a_class_of_another_school_is_not_found(course: Course) -> None:
    stranger = people.Actor(uuid4(), uuid4(), "researcher", "Nobody")
    with pytest.raises(NotFound), course.database.transaction() as session:
        analytics.research_rows(session, stranger, course.school.class_id, PAGE)
