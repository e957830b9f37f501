"""A quiz from Python: write questions, set them, answer, hand in, see what came of it."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from lectorium_client import Conflict, PublishRefused
from lectorium_wire.quizzes import QuizResult
from tests.client.fixtures import As
from tests.server.quizzes import STATED, TEXT, quizzed
from tests.server.world import World

GRADED_SECONDS = 60


def result_of(client_of: As, item_id: object) -> QuizResult:
    """student1's result, once all of it is graded."""
    end = time.monotonic() + GRADED_SECONDS
    while (result := client_of("student1").quiz_result(item_id)).is_waiting:  # type: ignore[arg-type]
        assert time.monotonic() < end
        time.sleep(0.1)
    return result


def test_a_quiz_is_written_set_taken_and_counted(client_of: As, world: World, worker: None) -> None:
    teacher, student = client_of("teacher"), client_of("student1")
    (looked,) = teacher.check_questions(TEXT).items
    assert (looked.question.type, looked.question.key_markdown) == ("numeric", "9")
    one = teacher.publish_question(STATED)
    (two,) = teacher.import_questions("# Twice\ntype: output\n\n```python\nprint('a' * 2)\n```\n").items
    assert "aa" in two.question.key_markdown
    newer = teacher.publish_question_version(one.version.problem_id, {**STATED, "absolute": "0.5"})
    assert newer.version.number == 2

    module = quizzed(world).school.module_id
    item = teacher.create_quiz(module, "Squares", {newer.version.id: None, two.version.id: None})
    assert item.content_type == "quiz"
    assert teacher.change_quiz(item.id, shuffle_questions=True).shuffle_questions
    quiz = student.quiz(item.id)
    assert {each.title for each in quiz.questions} == {"Squares", "Twice"}
    ids = {each.title: each.challenge_id for each in quiz.questions}
    with pytest.raises(Conflict):
        student.hand_in_quiz(item.id)

    receipt = student.hand_in_quiz(item.id, {ids["Squares"]: "9,5", ids["Twice"]: "a"})
    assert (receipt.attempt_number, receipt.answered, receipt.questions) == (1, 2, 2)
    result = result_of(client_of, item.id)
    outcomes = {each.title: each.outcome for each in result.questions}
    assert outcomes == {"Squares": "right", "Twice": "wrong"}
    assert result.shows_key
    assert (result.score, result.points_total) == (Decimal(1), Decimal(2))
    counted = {each.title: each for each in teacher.quiz_answers(item.id).questions}
    assert [(each.text, each.count, each.is_right) for each in counted["Squares"].answers] == [
        ("9,5", 1, True)
    ]
    assert counted["Twice"].wrong == 1


def test_a_question_that_cant_be_published_is_refused_with_its_report(client_of: As) -> None:
    with pytest.raises(PublishRefused) as refused:
        client_of("teacher").publish_question({**STATED, "value": "nan"})
    assert "“value”" in str(refused.value)
