"""Questions, tokens and money by class, model and day: exact, in the class's own days, and to whom."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from lectorium.kit.errors import Forbidden, Invalid
from lectorium.kit.paging import PageRequest
from lectorium.llm import EMBEDDED
from lectorium.rooms.courses import api as courses
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.models import ReplayItem
from tests.support.journeys import converse
from tests.support.people import found_school
from tests.support.statements import counting
from tests.support.work import Course

OPEN = {EMBEDDED: None}
MARCH = tutor.Span(date(2026, 3, 28), date(2026, 3, 31))
CENT = Decimal("0.0000000003")
SENT = {"v": 1, "instruction": "", "messages": []}


@pytest.fixture
def model_id(course: Course) -> UUID:
    """A model of the school's own; the class lives in Berlin, where clocks are set forward on 29 March."""
    with course.database.transaction() as session:
        admin, teacher = course.school.actor("admin"), course.school.actor("teacher")
        courses.change_class(session, teacher, course.school.class_id, {"time_zone": "Europe/Berlin"})
        new = tutor.NewModel(
            "Priced", uuid.uuid4().hex[:6], EMBEDDED, "priced", input_price=Decimal("0.0003")
        )
        return tutor.add_model(session, admin, new, OPEN).model.id


def asked(
    course: Course, model_id: UUID | None, moment: datetime, who: str = "student1", **more: Any
) -> UUID:
    usual = {"model_id": model_id, "prompt_tokens": 100, "completion_tokens": 20, "cost": CENT, "sent": SENT}
    with course.database.transaction() as session:
        student_id = course.school.users[who].id
        place = more.pop("challenge_id", course.challenge_id)
        return converse(session, student_id, place, created_at=moment, **{**usual, **more})


def rows(
    course: Course, who: str = "teacher", by: Any = ("day", "class", "model"), *, school: bool = False
) -> list[tutor.CostRow]:
    class_id = None if school else course.school.class_id
    with course.database.transaction() as session:
        found = tutor.list_costs(session, course.school.actor(who), class_id, MARCH, PageRequest(), by)
        return list(found.items)


def test_i18_a_day_is_the_class_own_when_clocks_are_set_forward(course: Course, model_id: UUID) -> None:
    asked(course, model_id, datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC))  # 23:59:59, winter time
    asked(course, model_id, datetime(2026, 3, 28, 23, 0, tzinfo=UTC))  # midnight
    asked(course, model_id, datetime(2026, 3, 29, 21, 59, tzinfo=UTC))  # 23:59, summer time
    asked(course, model_id, datetime(2026, 3, 29, 22, 0, tzinfo=UTC))  # midnight
    assert [(row.day, row.questions) for row in rows(course)] == [
        (date(2026, 3, 28), 1),
        (date(2026, 3, 29), 2),
        (date(2026, 3, 30), 1),
    ]
    with course.database.transaction() as session:
        days = tutor.daily(session, course.school.actor("teacher"), course.school.class_id, MARCH)
    assert [(each.day.day, each.questions) for each in days] == [(28, 1), (29, 2), (30, 1), (31, 0)]


def test_i11_sums_are_exact(course: Course, model_id: UUID) -> None:
    for second in range(10):
        stopped: dict[str, Any] = {"state": "stopped", "tokens_estimated": True} if second == 0 else {}
        asked(course, model_id, datetime(2026, 3, 29, 12, 0, second, tzinfo=UTC), **stopped)
    row = rows(course, by=("model",))[0]
    assert (row.questions, row.prompt_tokens, row.completion_tokens, row.estimated) == (10, 1000, 200, 1)
    assert row.cost == 10 * CENT
    assert (row.day, row.class_id, row.use, row.currency) == (None, None, "tutor", "EUR")


def test_replays_count_for_the_model_that_was_asked_again(course: Course, model_id: UUID) -> None:
    asked(course, model_id, datetime(2026, 3, 29, 12, tzinfo=UTC))
    with course.database.transaction() as session:
        teacher = course.school.actor("teacher")
        new = tutor.NewReplay(model_id, class_id=course.school.class_id)
        replay = tutor.begin_replay(session, teacher, new, tutor.Serving(OPEN, {})).replay
        values = {"state": "completed", "prompt_tokens": 7, "completion_tokens": 3, "cost": CENT}
        moment = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)
        session.execute(
            update(ReplayItem).where(ReplayItem.replay_id == replay.id).values(answered_at=moment, **values)
        )
    found = {(row.day, row.use): (row.questions, row.prompt_tokens) for row in rows(course)}
    assert found == {(date(2026, 3, 29), "tutor"): (1, 100), (date(2026, 3, 31), "replay"): (1, 7)}
    with course.database.transaction() as session:
        days = tutor.daily(session, course.school.actor("teacher"), course.school.class_id, MARCH)
    used = [(each.day.day, each.questions, each.replayed) for each in days if each.prompt_tokens]
    assert used == [(29, 1, 0), (31, 0, 1)]  # a replay is no question of a student's


def test_a_run_of_code_asks_no_model_and_costs_nothing(course: Course) -> None:
    asked(course, None, datetime(2026, 3, 29, 12, tzinfo=UTC), kind="code_run")
    assert rows(course) == []


def test_k1_only_administrators_see_the_school_and_nobody_another_one(course: Course, model_id: UUID) -> None:
    asked(course, model_id, datetime(2026, 3, 29, 12, tzinfo=UTC))
    assert [row.questions for row in rows(course, "admin", school=True)] == [1]
    with pytest.raises(Forbidden):
        rows(course, "teacher", school=True)
    with pytest.raises(Forbidden):
        rows(course, "student1")
    with course.database.transaction() as session:
        neighbour = found_school(session).actor("admin")
        assert tutor.list_costs(session, neighbour, None, MARCH, PageRequest()).items == []


def test_i16_an_assistant_sees_what_their_sections_have_used(course: Course, model_id: UUID) -> None:
    school = course.school
    for who in ("student1", "student2", "student2"):
        asked(course, model_id, datetime(2026, 3, 29, 12, tzinfo=UTC), who)
    with course.database.transaction() as session:
        teacher = school.actor("teacher")
        label = courses.create_label(session, teacher, school.class_id, "A", "section")
        student = courses.find_enrollment(session, school.class_id, school.users["student1"].id)
        assistant = courses.find_enrollment(session, school.class_id, school.users["ta"].id)
        assert student is not None
        assert assistant is not None
        courses.put_students(session, teacher, label.id, put_in=[student.id])
        courses.change_enrollment(session, teacher, assistant.id, section_ids=[label.id])
    assert [row.questions for row in rows(course, "ta")] == [1]
    assert [row.questions for row in rows(course)] == [3]


def test_pages_go_on_where_they_ended_with_one_query_each(course: Course, model_id: UUID) -> None:
    for day in (28, 29, 30):
        asked(course, model_id, datetime(2026, 3, day, 12, tzinfo=UTC))
    teacher, after, days = course.school.actor("teacher"), None, []
    for _ in range(3):
        with course.database.transaction() as session, counting(course.database.engine) as statements:
            page = tutor.list_costs(session, teacher, course.school.class_id, MARCH, PageRequest(1, after))
        assert len([each for each in statements if "llm_interactions" in each]) == 1
        days += [row.day for row in page.items]
        after = page.next
    assert days == [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]
    assert after is None


@pytest.mark.parametrize(
    ("since", "until"), [(date(2026, 3, 2), date(2026, 3, 1)), (date(2025, 1, 1), date(2026, 3, 1))]
)
def test_days_that_make_no_sense_are_refused(course: Course, since: date, until: date) -> None:
    with course.database.transaction() as session, pytest.raises(Invalid, match="Ask for at most"):
        tutor.span_of(session, since, until)
