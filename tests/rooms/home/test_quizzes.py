"""A quiz from setting it to its result: orders, drafts, handing in, keys, counts, regrades."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from sqlalchemy import func, select, text

from lectorium.kit.clock import set_clock
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.models import QuizSeed
from lectorium.rooms.authoring.publish import PublishRefused
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from tests.support.quizzes import RIGHT, WRONG, Quizzed

DUE = datetime(2031, 5, 4, 21, 59, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


def entry(quizzed: Quizzed, who: str = "student1") -> gradebook.GradebookEntry | None:
    with quizzed.database.transaction() as session:
        return gradebook.find_entry(session, quizzed.school.users[who].id, quizzed.item_id)


def test_right_answers_get_all_points_without_any_sandbox(quizzed: Quizzed) -> None:
    receipt = quizzed.hand_in(RIGHT)
    assert (receipt.attempt_number, receipt.answered, receipt.questions, receipt.is_late) == (1, 5, 5, False)
    result = quizzed.result()
    assert {each.outcome for each in result.questions} == {"right"}
    assert result.entry is not None
    assert (result.entry.score_obtained, result.entry.max_score) == (Decimal(8), Decimal(8))
    assert result.attempts_left == 0


def test_a_quiz_has_no_tutor_to_be_set(quizzed: Quizzed) -> None:
    quizzed.set()
    teacher, class_id = quizzed.school.actor("teacher"), quizzed.school.class_id
    with quizzed.database.transaction() as session:
        problems = tutor.challenges_in_class(session, teacher, class_id)
        listed = [each.challenge_id for each in problems]
    assert not set(listed) & set(quizzed.challenges.values())


def test_wrong_answers_get_none_and_open_ones_are_open(quizzed: Quizzed) -> None:
    quizzed.hand_in({title: WRONG[title] for title in ("Mutable", "Gravity", "Capital", "Prints")})
    assert quizzed.outcomes() == {
        "Mutable": "wrong",
        "Primes": "open",
        "Gravity": "wrong",
        "Capital": "wrong",
        "Prints": "wrong",
    }
    found = entry(quizzed)
    assert found is not None
    assert found.score_obtained == 0


def test_part_of_a_choice_is_worth_part_of_its_own_points(quizzed: Quizzed) -> None:
    quizzed.set({"Primes": Decimal(10)})
    quizzed.hand_in({"Primes": ["two"]})
    primes = next(each for each in quizzed.result().questions if each.question.key.title == "Primes")
    assert primes.outcome == "partly"
    assert (primes.score, primes.question.points) == (Decimal(5), Decimal(10))
    found = entry(quizzed)
    assert found is not None
    assert (found.score_obtained, found.max_score) == (Decimal(5), Decimal(15))


def test_each_question_has_as_many_attempts_as_the_quiz(quizzed: Quizzed) -> None:
    quizzed.set(max_attempts=3)
    quizzed.hand_in({"Mutable": "t"})
    quizzed.hand_in({"Mutable": None, "Primes": ["two", "three"]})
    receipt = quizzed.hand_in({"Capital": "Paris"})
    assert receipt.attempt_number == 3
    attempt = submissions.SubmissionAttempt
    with quizzed.database.transaction() as session:
        rows = session.execute(
            select(attempt.attempt_number, func.count(), func.count(attempt.accepted_at.distinct()))
            .where(attempt.challenge_id.in_(quizzed.challenges.values()))
            .group_by(attempt.attempt_number)
        )
        assert sorted(rows.all()) == [(1, 5, 1), (2, 5, 1), (3, 5, 1)]
    with pytest.raises(Conflict) as refused:
        quizzed.hand_in({"Capital": "Rome"})
    assert refused.value.code == "no_attempts_left"


def test_nothing_answered_is_not_handed_in_and_uses_no_attempt(quizzed: Quizzed) -> None:
    with pytest.raises(Conflict) as refused:
        quizzed.hand_in({"Mutable": None})
    assert refused.value.code == "nothing_answered"
    assert quizzed.result().attempts_used == 0
    quizzed.hand_in(RIGHT)


def test_i01_sixteen_devices_at_once_hand_in_once(quizzed: Quizzed) -> None:
    actor = quizzed.school.actor("student1")
    drafts = quizzed.drafts(RIGHT)
    with quizzed.database.transaction() as session:
        submissions.save_answers(session, actor, quizzed.item_id, drafts)

    def device(_: int) -> str:
        try:
            with quizzed.database.transaction() as session:
                submissions.hand_in_quiz(session, quizzed.store, actor, quizzed.item_id)
        except Conflict as refused:
            return refused.code
        return "taken"

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(device, range(16)))
    assert sorted(said) == ["no_attempts_left"] * 15 + ["taken"]
    with quizzed.database.transaction() as session:
        made = select(func.count()).where(
            submissions.SubmissionAttempt.challenge_id.in_(quizzed.challenges.values())
        )
        assert session.scalar(made) == 5


def test_i09_a_stale_answer_hands_nothing_in(quizzed: Quizzed) -> None:
    actor = quizzed.school.actor("student1")
    first = quizzed.drafts({"Mutable": "t", "Capital": "Rome"})
    with quizzed.database.transaction() as session:
        submissions.save_answers(session, actor, quizzed.item_id, first[:1])
    stale = submissions.QuestionDraft(first[0].challenge_id, 0, {"v": 1, "answer": "l"})
    with pytest.raises(Conflict) as refused, quizzed.database.transaction() as session:
        submissions.hand_in_quiz(session, quizzed.store, actor, quizzed.item_id, [first[1], stale])
    assert refused.value.code == "draft_conflict"
    view = quizzed.view()
    assert view.answer(quizzed.challenges["Mutable"]) == "t"
    assert view.answer(quizzed.challenges["Capital"]) is None
    assert view.result.attempts_used == 0


def test_answers_are_drafts_like_any_other(quizzed: Quizzed) -> None:
    actor, challenge = quizzed.school.actor("student1"), quizzed.challenges["Primes"]

    def save(revision: int, content: dict[str, Any]) -> submissions.Saved:
        with quizzed.database.transaction() as session:
            return submissions.save_draft(
                session, actor, challenge, revision=revision, content=content, focused=0
            )

    assert save(0, {"v": 1, "answer": ["two", "four", "two"]}).revision == 1
    assert save(1, {"v": 1, "answer": ["four", "two"]}).changed is False
    assert save(1, {"v": 1, "answer": ["two"]}).revision == 2
    assert quizzed.view().answer(challenge) == ["two"]
    refusable: list[dict[str, Any]] = [
        {"v": 2, "answer": "x"},
        {"answer": 5},
        {"v": 1, "answer": "x", "k": 1},
    ]
    for content in refusable:
        with pytest.raises(Invalid) as refused:
            save(2, content)
        assert refused.value.field == "content"
    with pytest.raises(Invalid):
        save(2, {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})


def test_a_question_is_handed_in_with_its_quiz_only(quizzed: Quizzed) -> None:
    actor = quizzed.school.actor("student1")
    for type_ in get_args(submissions.AttemptType):
        with pytest.raises(Conflict) as refused, quizzed.database.transaction() as session:
            submissions.submit(
                session,
                quizzed.store,
                actor,
                quizzed.challenges["Mutable"],
                type=type_,
                revision=0,
                content={"v": 1, "answer": "l"},
            )
        assert refused.value.code == "quiz_whole"


def test_i04_the_whole_quiz_is_in_time_or_late(quizzed: Quizzed, demo_database: Database) -> None:
    def at(moment: datetime) -> submissions.QuizReceipt:
        with demo_database.transaction() as session:
            set_clock(session, moment)
            actor = quizzed.school.actor("student1")
            return submissions.hand_in_quiz(session, quizzed.store, actor, quizzed.item_id)

    quizzed.set(due_date=DUE, accept_late=True, max_attempts=2)
    with quizzed.database.transaction() as session:
        actor = quizzed.school.actor("student1")
        submissions.save_answers(session, actor, quizzed.item_id, quizzed.drafts(RIGHT))
    assert not at(DUE).is_late
    assert at(DUE + MICRO).is_late
    with quizzed.database.transaction() as session:
        attempt = submissions.SubmissionAttempt
        late = select(attempt.attempt_number, attempt.is_late).where(
            attempt.challenge_id.in_(quizzed.challenges.values())
        )
        assert sorted(session.execute(late).all()) == [(1, False)] * 5 + [(2, True)] * 5
    quizzed.set(due_date=DUE, accept_late=False)
    with quizzed.database.transaction() as session:
        submissions.save_answers(session, actor, quizzed.item_id, quizzed.drafts(RIGHT))
    with pytest.raises(Conflict) as refused:
        at(DUE + MICRO)
    assert refused.value.code == "closed"
    assert not at(DUE).is_late


def test_each_student_has_an_order_that_stays_and_staff_the_authors(quizzed: Quizzed) -> None:
    quizzed.set(shuffle_questions=True, shuffle_choices=True)

    def order(who: str) -> list[tuple[str, tuple[str, ...]]]:
        found = quizzed.view(who).quiz.questions
        return [(each.key.title, tuple(option.id for option in each.shown.options)) for each in found]

    titles = list(RIGHT)
    with ThreadPoolExecutor(8) as pool:
        orders = list(pool.map(lambda _: order("student1"), range(8)))
    assert all(each == orders[0] for each in orders)
    assert sorted(title for title, _ in orders[0]) == sorted(titles)
    assert [title for title, _ in order("teacher")] == titles
    assert dict(order("teacher"))["Mutable"] == ("t", "l", "s")
    with quizzed.database.transaction() as session:
        seeds = session.scalars(select(QuizSeed.seed).where(QuizSeed.quiz_id == quizzed.item_id)).all()
        assert len(seeds) == 1


def test_an_order_stays_through_versions_and_reordering(quizzed: Quizzed) -> None:
    quizzed.set(shuffle_questions=True, shuffle_choices=True)

    def order() -> list[tuple[Any, tuple[str, ...]]]:
        found = quizzed.view().quiz.questions
        return [(each.challenge_id, tuple(option.id for option in each.shown.options)) for each in found]

    met, teacher, mutable = order(), quizzed.school.actor("teacher"), quizzed.challenges["Mutable"]
    with quizzed.database.transaction() as session:
        version = authoring.find_version(session, teacher, quizzed.versions[0]).version
        stated = authoring.find_question(session, quizzed.store, teacher, version.id).model_dump(mode="json")
    prepared = authoring.prepare_question({**stated, "prompt": "Which of these?"}, None)  # type: ignore[arg-type]
    with quizzed.database.transaction() as session:
        newer = authoring.publish_version(session, quizzed.store, teacher, version.problem_id, prepared)
        authoring.upgrade_challenge(session, teacher, mutable, newer.id, reason="Clearer")
        stands = [each.id for each in authoring.challenges_of_item(session, quizzed.item_id)]
        authoring.reorder_problems(session, teacher, quizzed.item_id, stands, stands[::-1])
    assert order() == met
    assert any(each.shown.prompt == "Which of these?" for each in quizzed.view().quiz.questions)


def test_orders_differ_between_students() -> None:
    from lectorium.rooms.authoring.quizzes import shuffled

    orders = {tuple(shuffled(seed, "abcde", str)) for seed in range(200)}
    assert len(orders) > 60
    assert all(sorted(order) == list("abcde") for order in orders)


def test_who_only_looks_draws_no_seed(quizzed: Quizzed) -> None:
    quizzed.set(shuffle_questions=True)
    with quizzed.database.transaction() as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        found = home.quiz_view(session, quizzed.school.actor("student1"), quizzed.item_id)
        assert [each.key.title for each in found.quiz.questions] == list(RIGHT)


def test_staff_count_answers_as_they_were_handed_in_last(quizzed: Quizzed) -> None:
    quizzed.set(max_attempts=None)
    quizzed.hand_in(WRONG)
    quizzed.hand_in({**RIGHT, "Primes": ["two"]})
    quizzed.hand_in({"Mutable": "t"}, "student2")
    with quizzed.database.transaction() as session:
        counted = gradebook.quiz_counts(session, quizzed.school.actor("ta"), quizzed.item_id)
    mutable, primes, _, capital, _ = counted.questions
    assert (mutable.students, mutable.right, mutable.wrong, mutable.left_open) == (2, 1, 1, 0)
    assert [(each.text, each.count, each.is_right) for each in mutable.answers] == [
        ("t", 1, False),
        ("l", 1, True),
        ("s", 0, False),
    ]
    assert (primes.partly, primes.left_open) == (1, 1)
    assert primes.share == Decimal("0.25")
    assert [(each.text, each.count, each.is_right) for each in capital.answers] == [(" paris", 1, True)]
    with quizzed.database.transaction() as session, pytest.raises(Forbidden):
        gradebook.quiz_counts(session, quizzed.school.actor("student1"), quizzed.item_id)


def test_a_corrected_key_regrades_as_tests_do(quizzed: Quizzed) -> None:
    quizzed.hand_in({"Capital": "Lutetia"})
    assert quizzed.outcomes()["Capital"] == "wrong"
    teacher, challenge = quizzed.school.actor("teacher"), quizzed.challenges["Capital"]
    with quizzed.database.transaction() as session:
        version = authoring.find_version(session, teacher, quizzed.versions[3]).version
        stated = authoring.find_question(session, quizzed.store, teacher, version.id).model_dump(mode="json")
    stated["accept"] = [*stated["accept"], "Lutetia"]
    prepared = authoring.prepare_question(stated, None)  # type: ignore[arg-type]  # nothing is run
    with quizzed.database.transaction() as session:
        newer = authoring.publish_version(session, quizzed.store, teacher, version.problem_id, prepared)
        assert newer.number == 2
        planned = grading.plan_regrade(session, teacher, grading.NewRegrade(challenge_id=challenge))
        grading.start_preview(session, teacher, planned.id)
    quizzed.grade()
    with quizzed.database.transaction() as session:
        grading.start_apply(session, teacher, planned.id)
    grading.regrade(quizzed.database, planned.id)
    assert quizzed.outcomes()["Capital"] == "right"
    found = entry(quizzed)
    assert found is not None
    assert found.score_obtained == 1


def test_questions_stand_in_quizzes_and_nothing_else_does(
    quizzed: Quizzed, doubling: authoring.Prepared
) -> None:
    teacher, module = quizzed.school.actor("teacher"), quizzed.school.module_id
    with quizzed.database.transaction() as session:
        notebook = authoring.publish_problem(session, quizzed.store, teacher, doubling)
    with quizzed.database.transaction() as session:
        new = authoring.NewAssignment("Mixed")
        with pytest.raises(Invalid, match="only be set in a quiz"):
            authoring.create_assignment(session, teacher, module, new, [quizzed.versions[0]])
        with pytest.raises(Invalid, match="only be set in a quiz"):
            authoring.create_challenge(session, teacher, quizzed.versions[0], None)
        with pytest.raises(Invalid, match="holds questions only"):
            authoring.create_quiz(
                session, teacher, module, authoring.NewQuiz("Mixed"), [authoring.NewQuestion(notebook.id)]
            )
        problem = authoring.find_version(session, teacher, quizzed.versions[0]).version.problem_id
        with pytest.raises(Invalid, match="another kind"):
            authoring.publish_version(session, quizzed.store, teacher, problem, doubling)


def test_k1_a_quiz_is_open_to_its_class_only(quizzed: Quizzed) -> None:
    for who in ("stranger", "other"):
        with pytest.raises(NotFound):
            quizzed.view(who)
    quizzed.set(is_published=False)
    with pytest.raises(NotFound):
        quizzed.view()
    assert quizzed.view("teacher").quiz.questions


def test_i17_a_change_of_the_settings_is_audited(quizzed: Quizzed) -> None:
    teacher = quizzed.school.actor("teacher")
    with quizzed.database.transaction() as session:
        authoring.change_quiz(session, teacher, quizzed.item_id, {"show_key": "never"})
        with pytest.raises(Forbidden):
            authoring.change_quiz(
                session, quizzed.school.actor("ta"), quizzed.item_id, {"shuffle_choices": True}
            )
        row = session.execute(
            text(
                "SELECT before, after FROM audit_events WHERE action = 'quiz.change' AND target_ids @> :ids"
            ),
            {"ids": f'["{quizzed.item_id}"]'},
        ).one()
    assert row.before["show_key"] == "after_return"
    assert row.after["show_key"] == "never"


def test_a_question_that_cant_be_read_is_refused_with_its_line() -> None:
    with pytest.raises(PublishRefused) as refused:
        authoring.prepare_questions("# A\n\nWhat?\n", None)  # type: ignore[arg-type]  # nothing is run
    assert refused.value.field == "text"
    assert "Line 1" in refused.value.detail
    with pytest.raises(PublishRefused) as refused:
        authoring.prepare_question({"type": "numeric", "value": "nan"}, None)  # type: ignore[arg-type]
    assert refused.value.field == "question.title"
