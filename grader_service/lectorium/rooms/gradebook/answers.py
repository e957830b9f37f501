"""How a class has answered a quiz: counts of answers, for its staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Integer, case, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import SetQuestion, SetQuiz, find_quiz, right_options
from lectorium.rooms.courses.api import Enrollment, is_visible, require
from lectorium.rooms.grading.api import GradingRun, TestResult
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import SubmissionAttempt

MOST_ANSWERS = 12
"""Of what was written, so many answers are shown, the most frequent first."""


@dataclass(frozen=True)
class AnswerCount:
    """How many gave an answer; ``text`` is an option's id, or what was written, cut to 500 characters."""

    text: str
    count: int
    is_right: bool


@dataclass(frozen=True)
class QuestionCounts:
    """How a question was answered by those whose data the caller sees, each as they handed in last."""

    question: SetQuestion
    students: int
    right: int
    partly: int
    wrong: int
    left_open: int
    share: Decimal | None
    """The mean share of the points, 0 to 1; None where nobody has handed in."""
    answers: Sequence[AnswerCount]


@dataclass(frozen=True)
class QuizCounts:
    """How a class has answered a quiz."""

    quiz: SetQuiz
    questions: Sequence[QuestionCounts]


def quiz_counts(session: Session, actor: Actor, item_id: UUID) -> QuizCounts:
    """How active students have answered, each as they handed in last; a fixed number of queries.

    Needs sight of student data; who sees some sections only gets theirs (I16).
    """
    quiz = find_quiz(session, actor, item_id)
    found = require(session, actor, quiz.placed.module.class_id, student_data="view")
    challenges = [each.challenge_id for each in quiz.questions]
    last = _last(quiz.placed.module.class_id, challenges, found)
    totals = {row.challenge_id: row for row in session.execute(_totals(last))}
    chosen = _grouped(session.execute(_chosen(last)))
    written = _grouped(session.execute(_written(last)))
    return QuizCounts(
        quiz,
        [
            _counts(each, totals.get(each.challenge_id), chosen if each.shown.options else written)
            for each in quiz.questions
        ],
    )


def _last(class_id: UUID, challenges: Sequence[UUID], found: Any) -> CTE:
    """Of each student and question the last hand-in that is graded."""
    statement = (
        select(
            SubmissionAttempt.challenge_id,
            TestResult.status,
            TestResult.got,
            (GradingRun.score / func.nullif(GradingRun.max_score, 0)).label("share"),
        )
        .join(GradingRun, (GradingRun.attempt_id == SubmissionAttempt.id) & GradingRun.is_current)
        .join(TestResult, TestResult.run_id == GradingRun.id)
        .join(Enrollment, Enrollment.user_id == SubmissionAttempt.student_id)
        .where(
            SubmissionAttempt.challenge_id.in_(challenges),
            SubmissionAttempt.type == "final_submission",
            Enrollment.class_id == class_id,
            Enrollment.role == "student",
            Enrollment.status == "active",
            is_visible(found, SubmissionAttempt.student_id),
        )
        .order_by(
            SubmissionAttempt.challenge_id,
            SubmissionAttempt.student_id,
            SubmissionAttempt.attempt_number.desc(),
        )
        .ext(distinct_on(SubmissionAttempt.challenge_id, SubmissionAttempt.student_id))
    )
    return statement.cte("last_answers")


def _totals(last: CTE) -> Any:
    def those(condition: Any) -> Any:
        return cast(func.count(case((condition, 1))), Integer)

    right, failed = last.c.status == "pass", last.c.status == "fail"
    return select(
        last.c.challenge_id,
        func.count().label("students"),
        those(right).label("right"),
        those(failed & (last.c.share > 0)).label("partly"),
        those(failed & (func.coalesce(last.c.share, 0) == 0)).label("wrong"),
        those(last.c.status == "skipped").label("left_open"),
        func.avg(last.c.share).label("share"),
    ).group_by(last.c.challenge_id)


def _chosen(last: CTE) -> Any:
    """Each option by how many chose it."""
    option = func.unnest(func.string_to_array(last.c.got, " ")).label("text")
    each = select(last.c.challenge_id, option).where(last.c.got.is_not(None)).subquery()
    return select(each.c.challenge_id, each.c.text, func.count()).group_by(each.c.challenge_id, each.c.text)


def _written(last: CTE) -> Any:
    """The most frequent texts of each question."""
    count = func.count().label("count")
    place = func.row_number().over(partition_by=last.c.challenge_id, order_by=(count.desc(), last.c.got))
    each = (
        select(last.c.challenge_id, last.c.got, count, func.bool_or(last.c.status == "pass").label("right"))
        .add_columns(place.label("place"))
        .where(last.c.got.is_not(None))
        .group_by(last.c.challenge_id, last.c.got)
        .subquery()
    )
    columns = (each.c.challenge_id, each.c.got, each.c.count, each.c.right)
    return select(*columns).where(each.c.place <= MOST_ANSWERS).order_by(each.c.challenge_id, each.c.place)


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[tuple[Any, ...]]]:
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for challenge_id, *row in rows:
        found[challenge_id].append(tuple(row))
    return found


def _counts(
    question: SetQuestion, total: Any | None, answers: dict[UUID, list[tuple[Any, ...]]]
) -> QuestionCounts:
    given = answers.get(question.challenge_id, [])
    if question.shown.options:
        chosen = dict(given)
        right = right_options(question.key)
        rows = [
            AnswerCount(each.id, chosen.get(each.id, 0), each.id in right) for each in question.shown.options
        ]
    else:
        rows = [AnswerCount(*row) for row in given]
    if total is None:
        return QuestionCounts(question, 0, 0, 0, 0, 0, None, rows)
    return QuestionCounts(
        question, total.students, total.right, total.partly, total.wrong, total.left_open, total.share, rows
    )
