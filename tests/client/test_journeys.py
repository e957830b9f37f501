"""Journeys from Python: a table, a figure, one step's texts; and what teachers say."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from lectorium_client import Client, Conflict, NotAllowed
from tests.client.fixtures import As
from tests.server.world import World
from tests.support.journeys import DRAFT


def test_a_journey_is_a_table_a_figure_and_words(teacher: Client, world: World) -> None:
    answer = world.fresh_answer()
    journey = teacher.journey(world.challenge_id, world.student_id)
    table = journey.table
    assert list(table["step"]) == [step.id for step in journey.journey.items]
    submission = table[table["step"] == f"submission-{world.attempt_id}"].iloc[0]
    assert (submission["kind"], submission["passed"], submission["of"]) == ("submission", 2, 2)
    assert table["minutes"].is_monotonic_increasing
    number = int(table.index[table["step"] == f"question-{answer}"][0])
    step = journey.step(number)
    assert step.said[-1].draft == DRAFT
    assert journey.summary.startswith("Student1 at “Add two numbers”: ")
    assert journey._repr_html_().startswith("<p>Student1 at ")
    figure = journey.plot()
    assert isinstance(figure, go.Figure)
    assert {trace.y[0] for trace in figure.data} >= {"asked the tutor", "handed in"}
    steps = teacher.journey(world.challenge_id, world.student_id, shown="runs").table
    assert set(steps["kind"]) <= {"test_run", "submission"}


def test_a_journey_nobody_has_begun_is_empty(teacher: Client, world: World) -> None:
    journey = teacher.journey(world.challenge_id, world.fresh_student())
    assert len(journey.table) == 0
    assert len(journey.plot().data) == 0


def test_a_teacher_says_what_a_journey_and_an_answer_are_worth(
    teacher: Client, client_of: As, world: World
) -> None:
    student = world.fresh_student()
    made = teacher.review_journey(world.challenge_id, student, marks=8, comment="Good", shown=True)
    assert made.marks == 8
    assert made.shown_at is not None
    with pytest.raises(Conflict) as refused:
        teacher.review_journey(world.challenge_id, student, marks=1)
    assert refused.value.code == "review_changed"
    assert [each.comment for each in teacher.journey_reviews(world.challenge_id, student)] == ["Good"]
    with pytest.raises(NotAllowed):
        client_of("student2").journey(world.challenge_id, student)

    answer = world.fresh_answer()
    assert answer in {row.id for row in teacher.answers(challenge_id=world.challenge_id, wanted="rewritten")}
    assert teacher.review_answer(answer, "gave_away", "Nearly").reviewer.name == "Teacher"
    reviewed = teacher.answers(class_id=world.school.class_id, wanted="reviewed")
    assert answer in {row.id for row in reviewed}


def test_who_is_stuck_and_what_is_asked_about(teacher: Client, world: World) -> None:
    for _ in range(3):
        world.fresh_answer()
    rows = list(teacher.stuck(class_id=world.school.class_id, whom="asking"))
    assert {row.student.id for row in rows} == {world.student_id}
    assert next(iter(teacher.stuck(challenge_id=world.challenge_id))).since is not None
    for place in ({"class_id": world.school.class_id}, {"challenge_id": world.challenge_id}):
        assert "sum" in {topic.name for topic in teacher.asked_about(**place).words}
