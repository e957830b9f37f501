"""Who may know right and wrong of a quiz, and its key, and when (I8, I15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from tests.support.quizzes import KEY_MARK, RIGHT, WRONG, Quizzed

DUE = datetime(2031, 5, 4, 21, 59, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


def said(result: gradebook.QuizResult) -> str:
    """All that a result tells besides the questions' own keys, which stay on the server."""
    return repr([(each.message, each.key, each.explanation, each.right_options) for each in result.questions])


def test_i15_right_and_wrong_are_known_when_the_grade_is_returned(quizzed: Quizzed) -> None:
    teacher = quizzed.school.actor("teacher")
    with quizzed.database.transaction() as session:
        courses.change_class(session, teacher, quizzed.school.class_id, {"hold_grades": True})
    quizzed.hand_in(RIGHT)
    result = quizzed.result()
    assert {each.outcome for each in result.questions} == {"held"}
    assert result.entry is None
    assert {(each.score, each.message, each.key) for each in result.questions} == {(None, "", None)}
    with quizzed.database.transaction() as session:
        gradebook.return_grades(session, teacher, quizzed.item_id)
    assert set(quizzed.outcomes().values()) == {"right"}
    assert KEY_MARK in said(quizzed.result())


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, True),
        ({"show_key": "never"}, False),
        ({"max_attempts": 2}, False),
        ({"max_attempts": None}, False),
        ({"max_attempts": None, "mode": "practice"}, True),
        ({"show_key": "after_due", "due_date": DUE}, False),
    ],
)
def test_the_key_is_shown_when_nothing_can_be_gained_by_it(
    quizzed: Quizzed, settings: dict[str, Any], shown: bool
) -> None:
    quizzed.set(**settings)
    assert not quizzed.result().shows_key
    assert KEY_MARK not in said(quizzed.result())
    quizzed.hand_in(WRONG)
    result = quizzed.result()
    assert result.shows_key is shown
    assert (KEY_MARK in said(result)) is shown
    mutable = next(each for each in result.questions if each.question.key.title == "Mutable")
    assert list(mutable.right_options) == (["l"] if shown else [])


def test_after_the_due_date_means_everybodys(quizzed: Quizzed, demo_database: Database) -> None:
    quizzed.set(show_key="after_due", due_date=DUE, accept_late=False)
    quizzed.hand_in(WRONG)

    def shown_at(moment: datetime) -> bool:
        with demo_database.transaction() as session:
            set_clock(session, moment)
            view = home.quiz_view(session, quizzed.school.actor("student1"), quizzed.item_id)
            return view.result.shows_key

    assert not shown_at(DUE)
    assert shown_at(DUE + MICRO)
    with quizzed.database.transaction() as session:
        authoring.put_student_override(
            session,
            quizzed.school.actor("teacher"),
            quizzed.item_id,
            quizzed.school.users["student2"].id,
            {"due_date": DUE + timedelta(days=2)},
            reason="ill",
        )
    assert not shown_at(DUE + timedelta(days=1))
    assert shown_at(DUE + timedelta(days=2) + MICRO)


def test_a_key_after_the_due_date_needs_one(quizzed: Quizzed) -> None:
    with pytest.raises(Invalid) as refused:
        quizzed.set(show_key="after_due")
    assert refused.value.field == "show_key"
