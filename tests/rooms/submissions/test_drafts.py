"""Drafts: nothing is overwritten, nothing is lost (I9, K2, K4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.submissions import api as submissions
from tests.support.notebooks import PARTLY, RIGHT, WRONG, answered
from tests.support.work import Course


def save(course: Course, answer: str, revision: int, *, focused: int = 0) -> submissions.Saved:
    with course.database.transaction() as session:
        return submissions.save_draft(
            session,
            course.school.actor("student1"),
            course.challenge_id,
            revision=revision,
            content=answered(course.release, answer),
            focused=focused,
        )


def revisions(course: Course) -> list[int]:
    with course.database.transaction() as session:
        history = submissions.list_history(
            session, course.school.actor("student1"), course.challenge_id, PageRequest()
        )
    return [entry.revision for entry in history.items]


def test_k02_a_b_a_is_three_rows_and_the_same_again_is_none(course: Course) -> None:
    assert save(course, RIGHT, 0).revision == 1
    assert save(course, WRONG, 1).revision == 2
    assert save(course, RIGHT, 2).revision == 3
    again = save(course, RIGHT, 3)
    assert (again.revision, again.changed) == (3, False)
    assert revisions(course) == [3, 2, 1]


def test_k02_the_current_draft_is_the_last_history_row(course: Course) -> None:
    save(course, RIGHT, 0)
    save(course, WRONG, 1)
    with course.database.transaction() as session:
        actor = course.school.actor("student1")
        current = submissions.own_draft(session, actor, course.challenge_id)
        last = submissions.read_history(session, actor, course.challenge_id, 2)
    assert (current.revision, current.sha256, current.content) == (2, last.sha256, last.content)


def test_i09_a_stale_tab_gets_the_servers_copy_and_overwrites_nothing(course: Course) -> None:
    save(course, RIGHT, 0)
    with pytest.raises(Conflict) as refused:
        save(course, WRONG, 0)
    current = refused.value.extra["current"]
    assert isinstance(current, submissions.Draft)
    assert current.revision == 1
    assert current.content is not None
    assert RIGHT in [cell["source"] for cell in current.content["cells"]]
    assert revisions(course) == [1]


def test_i09_of_many_tabs_at_once_exactly_one_wins_each_revision(course: Course) -> None:
    save(course, RIGHT, 0)

    def tab(number: int) -> bool:
        try:
            return save(course, f"def double(x):\n    return {number}", 1).changed
        except Conflict:
            return False

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(tab, range(12))) == 1
    assert revisions(course) == [2, 1]


def test_a_save_whose_answer_was_lost_can_be_repeated(course: Course) -> None:
    save(course, RIGHT, 0)
    save(course, PARTLY, 1)
    assert save(course, PARTLY, 1) == save(course, PARTLY, 2)


def test_outputs_are_not_kept(course: Course) -> None:
    content = answered(course.release, RIGHT)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 10_000}]
    with course.database.transaction() as session:
        actor = course.school.actor("student1")
        submissions.save_draft(session, actor, course.challenge_id, revision=0, content=content, focused=0)
        entry = submissions.list_history(session, actor, course.challenge_id, PageRequest()).items[0]
    assert entry.size < 10_000


def test_what_is_no_notebook_is_refused_by_name(course: Course) -> None:
    with course.database.transaction() as session, pytest.raises(Invalid) as refused:
        submissions.save_draft(
            session,
            course.school.actor("student1"),
            course.challenge_id,
            revision=0,
            content={"cells": "none"},
            focused=0,
        )
    assert refused.value.field == "content"


def test_i09_time_spent_grows_by_no_more_than_the_servers_time(
    course: Course, demo_database: Database
) -> None:
    begin = datetime(2031, 1, 1, tzinfo=UTC)
    actor = course.school.actor("student1")
    for index, (seconds, focused) in enumerate([(0, 500), (30, 25), (60, 3600), (60, 60)]):
        with demo_database.transaction() as session:
            set_clock(session, begin + timedelta(seconds=seconds))
            content = answered(course.release, f"def double(x):\n    return {index}")
            submissions.save_draft(
                session, actor, course.challenge_id, revision=index, content=content, focused=focused
            )
    with course.database.transaction() as session:
        draft = submissions.own_draft(session, actor, course.challenge_id)
    assert draft.time_spent_seconds == 25 + 30 + 0


def test_k04_one_open_session_and_idling_ends_it(course: Course, demo_database: Database) -> None:
    actor = course.school.actor("student1")

    def open_one(_: int) -> str:
        with course.database.transaction() as session:
            return str(submissions.open_session(session, course.store, actor, course.challenge_id).id)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(open_one, range(8)))) == 1
    with demo_database.transaction() as session:
        set_clock(session, datetime.now(UTC) + timedelta(hours=2))
        submissions.end_idle_sessions(session)
    with course.database.transaction() as session:
        ended = session.scalars(
            select(submissions.WorkSession.ended_at).where(submissions.WorkSession.user_id == actor.user_id)
        ).all()
    assert len(ended) == 1
    assert ended[0] is not None
    assert open_one(0)


@pytest.mark.parametrize(
    ("who", "change", "granted"),
    [
        ("student1", "", True),
        ("student1", "UPDATE content_items SET is_published = false WHERE id = :item", False),
        ("student1", "UPDATE modules SET is_published = false WHERE class_id = :klass", False),
        (
            "student1",
            "UPDATE content_items SET release_date = now() + interval '1 day' WHERE id = :item",
            False,
        ),
        ("student1", "UPDATE classes SET is_archived = true WHERE id = :klass", False),
        ("student1", "UPDATE classes SET deleted_at = now() WHERE id = :klass", False),
        ("student1", "UPDATE enrollments SET status = 'dropped' WHERE class_id = :klass", False),
        ("student1", "DELETE FROM enrollments WHERE class_id = :klass AND role = 'student'", False),
    ],
)
def test_the_quick_way_grants_nothing_that_the_long_way_refuses(
    course: Course, who: str, change: str, granted: bool
) -> None:
    save(course, RIGHT, 0)
    with course.database.transaction() as session:
        if change:
            found = {"item": course.item_id, "klass": course.school.class_id}
            session.execute(text(change), {name: found[name] for name in found if f":{name}" in change})
    if granted:
        assert save(course, WRONG, 1).revision == 2
        return
    with pytest.raises((Conflict, NotFound)):
        save(course, WRONG, 1)
    with course.database.transaction() as session:
        draft = submissions.read_draft(session, course.school.users[who].id, course.challenge_id)
    assert draft is not None
    assert draft.revision == 1
