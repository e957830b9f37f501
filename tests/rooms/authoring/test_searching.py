"""Finding problems of the library: by words, topics, difficulty, kind and author."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.notebooks import freeze_notebook
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.storage import ObjectStore
from tests.support.notebooks import SOURCE
from tests.support.people import School, found_school

TEST = {"call": "f(1)", "expected": "1"}


def publish(session: Session, store: ObjectStore, school: School, title: str, **more: Any) -> UUID:
    frozen = freeze_program({"title": title, "tests": [TEST], **more})
    prepared = authoring.Prepared(frozen, authoring.Report(()))
    return authoring.publish_problem(session, store, school.actor("teacher"), prepared).problem_id


def titles(session: Session, school: School, who: str = "ta", **wanted: Any) -> list[str]:
    found = authoring.list_problems(session, school.actor(who), authoring.Wanted(**wanted), PageRequest())
    return [entry.newest.title for entry in found.items]


@pytest.fixture
def library(session: Session, store: ObjectStore, school: School) -> dict[str, UUID]:
    teacher = school.actor("teacher")
    made = {
        "cafe": publish(session, store, school, "Café queue", statement="Serve the *Größte* first."),
        "loops": publish(session, store, school, "Counting loops", statement="Use `for` 100% of the time."),
        "lists": publish(session, store, school, "Lists", statement="Reverse it."),
    }
    authoring.change_problem(
        session, teacher, made["loops"], topics=["Loops", " big   O "], difficulty="hard"
    )
    authoring.change_problem(session, teacher, made["lists"], topics=["loops", "lists"])
    return made


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Café queue", "Counting loops", "Lists"]),
        ("CAFE", ["Café queue"]),
        ("café", ["Café queue"]),
        ("grosste", []),  # only marks are dropped: ß stays ß
        ("größte queue", ["Café queue"]),
        ("grOßte", ["Café queue"]),
        ("queue lists", []),
        ("100%", ["Counting loops"]),
        ("_", []),
        ("LOOPS", ["Counting loops", "Lists"]),
        ("big o", ["Counting loops"]),
    ],
)
def test_every_word_must_stand_somewhere(
    session: Session, school: School, library: dict[str, UUID], search: str, found: list[str]
) -> None:
    assert titles(session, school, search=search) == found
    wanted = authoring.Wanted(search=search)
    assert authoring.count_problems(session, school.actor("ta"), wanted) == len(found)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"topics": ["LOOPS"]}, ["Counting loops", "Lists"]),
        ({"topics": ["loops", "big o"]}, ["Counting loops"]),
        ({"topics": ["loop"]}, []),
        ({"difficulty": "hard"}, ["Counting loops"]),
        ({"kind": "notebook"}, []),
        ({"kind": "program", "difficulty": "medium", "search": "re"}, ["Lists"]),
        ({"order": "newest"}, ["Lists", "Counting loops", "Café queue"]),
    ],
)
def test_filters_go_together(
    session: Session, school: School, library: dict[str, UUID], wanted: dict[str, Any], found: list[str]
) -> None:
    assert [title for title in titles(session, school, **wanted) if title in found] == found
    assert len(titles(session, school, **wanted)) == len(found)


def test_by_author(session: Session, school: School, library: dict[str, UUID]) -> None:
    assert titles(session, school, author_id=school.users["other"].id) == []
    assert len(titles(session, school, author_id=school.users["teacher"].id)) == 3
    assert [user.id for user in authoring.list_authors(session, school.actor("ta"))] == [
        school.users["teacher"].id
    ]


@pytest.mark.parametrize("order", ["title", "newest"])
def test_pages_follow_each_other(
    session: Session, school: School, library: dict[str, UUID], order: authoring.Order
) -> None:
    wanted, seen, after = authoring.Wanted(order=order), [], None
    for _ in range(3):
        page = authoring.list_problems(session, school.actor("ta"), wanted, PageRequest(1, after))
        seen += [entry.problem.id for entry in page.items]
        after = page.next
    assert after is None
    assert set(seen) == set(library.values())


def test_topics_are_counted_for_completion(session: Session, school: School, library: object) -> None:
    ta = school.actor("ta")
    every = [(topic.name, topic.count) for topic in authoring.list_topics(session, ta)]
    assert every == [("loops", 2), ("big o", 1), ("lists", 1)]
    assert [topic.name for topic in authoring.list_topics(session, ta, "LI")] == ["lists"]
    assert authoring.list_topics(session, ta, "%") == []


@pytest.mark.parametrize("topics", [["x" * 41], ["a,b"], [str(number) for number in range(11)]])
def test_too_much_is_refused_and_named(
    session: Session, school: School, library: dict[str, UUID], topics: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        authoring.change_problem(session, school.actor("teacher"), library["lists"], topics=topics)
    assert refused.value.field == "topics"


def test_i17_a_change_is_audited_and_none_isnt(
    session: Session, school: School, library: dict[str, UUID]
) -> None:
    for _ in range(2):
        authoring.change_problem(session, school.actor("other"), library["cafe"], difficulty="easy")
    found = session.scalars(
        select(people.AuditEvent).where(
            people.AuditEvent.action == "problem.change",
            people.AuditEvent.actor_id == school.users["other"].id,
        )
    ).one()
    assert (found.before, found.after) == ({"difficulty": "medium"}, {"difficulty": "easy"})


def test_only_authors_of_the_school_change_it(
    session: Session, school: School, library: dict[str, UUID]
) -> None:
    neighbours = found_school(session)
    with pytest.raises(Forbidden):
        authoring.change_problem(session, school.actor("ta"), library["cafe"], difficulty="easy")
    with pytest.raises(NotFound):
        authoring.change_problem(session, neighbours.actor("admin"), library["cafe"], difficulty="easy")
    with pytest.raises(Forbidden):
        titles(session, school, "student1")
    assert titles(session, neighbours, "admin") == []


def test_who_studies_with_a_problem_doesnt_find_it(
    session: Session, school: School, library: dict[str, UUID]
) -> None:
    teacher, version = school.actor("teacher"), authoring.list_versions
    newest = version(session, teacher, library["lists"], PageRequest()).items[0]
    new = authoring.NewAssignment("Lists")
    authoring.create_assignment(session, teacher, school.module_id, new, [newest.id])
    assert "Lists" in titles(session, school, "other")
    courses.add_member(session, school.class_id, school.users["other"], "student")
    session.flush()
    assert "Lists" not in titles(session, school, "other")
    assert "Lists" in titles(session, school, "teacher")


def test_i22_a_list_reads_no_texts(session: Session, school: School, library: object) -> None:
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    titles(session, school, search="a")
    (statement,) = statements
    chosen = statement.split("FROM problems")[0]
    assert "starter_code" not in chosen
    assert "description_markdown" not in chosen


def notebook_saying(**own: Any) -> dict[str, Any]:
    return {**SOURCE, "metadata": {**SOURCE["metadata"], "lectorium": own}}


def test_a_notebook_says_what_it_is_about(session: Session, store: ObjectStore, school: School) -> None:
    source = notebook_saying(topics=["Doubling", "functions"], difficulty="easy")
    prepared = authoring.Prepared(freeze_notebook(source), authoring.Report(()))
    teacher = school.actor("teacher")
    version = authoring.publish_problem(session, store, teacher, prepared)
    problem = authoring.find_entry(session, teacher, version.problem_id).problem
    assert (problem.topics, problem.difficulty) == (["doubling", "functions"], "easy")


@pytest.mark.parametrize("own", [{"topics": "loops"}, {"topics": [1]}, {"difficulty": "huge"}])
def test_a_notebook_that_says_nonsense_of_itself_is_refused(
    session: Session, store: ObjectStore, school: School, own: dict[str, Any]
) -> None:
    prepared = authoring.Prepared(freeze_notebook(notebook_saying(**own)), authoring.Report(()))
    with pytest.raises(Invalid) as refused:
        authoring.publish_problem(session, store, school.actor("teacher"), prepared)
    assert refused.value.field == "notebook"
    assert titles(session, school) == []
