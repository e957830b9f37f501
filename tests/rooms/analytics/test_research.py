"""G3: the research view holds consenting people only, under pseudonyms, and no small cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, update

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
    with course.database.transaction() as session:
        researcher = course.school.users["researcher"].username
        courses.let_in(session, course.school.actor("teacher"), course.school.class_id, researcher)
    return actors


def rows(course: Course, who: str = "researcher") -> list[analytics.ResearchRow]:
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
        part = analytics.research_rows(session, course.school.actor("researcher"), class_id, PAGE)
    minute, question = decode(str(part.next), 2)
    last = part.items[-1]
    assert (datetime.fromisoformat(minute), question) == (last.asked_at, last.id)
    assert len({row.id for row in told}) == len(told)


def cells(course: Course, who: str = "researcher") -> list[tuple[str, int, int]]:
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
        asked_for = people.Asked(action="user.consent")
        trail = people.school_trail(session, course.school.actor("admin"), asked_for, PageRequest(100))
    assert [each.withdrawn_at is None for each in held] == [False]
    assert [event.after and event.after["given"] for event in events] == [True, False]
    assert list(trail.items) == []


def test_g3_a_researcher_is_let_in_by_the_teacher(course: Course, asking: list[people.Actor]) -> None:
    class_id, researcher = course.school.class_id, course.school.users["researcher"]
    teacher = course.school.actor("teacher")

    def do(step: Callable[..., object], who: people.Actor, *what: object) -> None:
        with course.database.transaction() as session:
            step(session, who, class_id, *what)

    do(courses.shut_out, teacher, researcher.id)
    with pytest.raises(NotFound):
        rows(course)
    for who, name, error in (
        (course.school.actor("ta"), researcher.username, Forbidden),
        (teacher, course.school.users["stranger"].username, Invalid),
    ):
        with pytest.raises(error):
            do(courses.let_in, who, name)
    do(courses.let_in, teacher, researcher.username)
    assert len(rows(course)) == 5
    with course.database.transaction() as session:
        reads = select(people.AuditEvent).filter_by(class_id=class_id, action="research.read")
        assert [event.actor_id for event in session.scalars(reads)] == [researcher.id], "once in an hour"
        courses.add_member(session, class_id, researcher, "student")
    with pytest.raises(Forbidden, match="You learn in this class"):
        rows(course, "researcher")
    do(courses.shut_out, teacher, researcher.id)
    with pytest.raises(Forbidden):
        rows(course, "researcher")


@pytest.mark.parametrize("who", ["teacher", "ta", "admin"])
def test_g3_staff_who_see_names_read_nothing_of_it(
    course: Course, asking: list[people.Actor], who: str
) -> None:
    for read in (rows, cells):
        with pytest.raises(Forbidden, match="lets a researcher in on the class's page Tutor, Research"):
            read(course, who)


def test_g3_a_researcher_who_sees_names_is_out_and_cannot_be_let_in(
    course: Course, asking: list[people.Actor]
) -> None:
    class_id, researcher = course.school.class_id, course.school.users["researcher"]
    teacher = course.school.actor("teacher")
    with course.database.transaction() as session:
        place = courses.add_member(session, class_id, researcher, "ta").id
    for read in (rows, cells):
        with pytest.raises(Forbidden, match="by name"):
            read(course)
    with course.database.transaction() as session:
        courses.shut_out(session, teacher, class_id, researcher.id)
    with pytest.raises(Invalid, match="by name") as refused, course.database.transaction() as session:
        courses.let_in(session, teacher, class_id, researcher.username)
    assert refused.value.field == "username"
    with course.database.transaction() as session:
        courses.change_enrollment(session, teacher, place, student_data="none")
        courses.let_in(session, teacher, class_id, researcher.username)
    assert len(rows(course)) == 5


def test_g3_consent_to_other_words_does_not_count(course: Course, asking: list[people.Actor]) -> None:
    with course.database.transaction() as session:
        mine = people.Consent.user_id == asking[1].user_id
        session.execute(update(people.Consent).where(mine).values(text_version=1))
    assert rows(course) == []
    with course.database.transaction() as session:
        assert [each.given for each in people.own_consents(session, asking[1])] == [False]
    say(course, asking[1], given=True)
    assert len(rows(course)) == 5


def test_k1_a_class_of_another_school_is_not_found(course: Course) -> None:
    stranger = people.Actor(uuid4(), uuid4(), "researcher", "Nobody")
    with pytest.raises(NotFound), course.database.transaction() as session:
        analytics.research_rows(session, stranger, course.school.class_id, PAGE)
