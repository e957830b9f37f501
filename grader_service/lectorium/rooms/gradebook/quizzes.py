"""A quiz's result as its student may know it by now: right or wrong once it is returned, the key later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, load_only

from lectorium.kit.clock import now
from lectorium.rooms.authoring.api import (
    SetQuestion,
    SetQuiz,
    closed_reason,
    key_text,
    last_due,
    right_options,
)
from lectorium.rooms.gradebook.entries import find_entry
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.grading.api import GradingRun, TestResult
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import SubmissionAttempt, attempts_used

Outcome = Literal["right", "partly", "wrong", "open", "waiting", "failed", "held"]
"""What an answer came to; open was left open, waiting isn't graded yet, held is known to staff only."""


@dataclass(frozen=True)
class QuestionResult:
    """A question as it was handed in last; ``key`` and ``explanation`` (Markdown) once they may be shown.

    ``given`` is the answer as it was judged, cut to 500 characters; option ids are separated by blanks.
    """

    question: SetQuestion
    attempt_id: UUID | None
    outcome: Outcome
    score: Decimal | None = None
    message: str = ""
    given: str | None = None
    key: str | None = None
    right_options: Sequence[str] = ()
    explanation: str = ""


@dataclass(frozen=True)
class QuizResult:
    """A student's result of a quiz; ``entry`` only once it is returned (I15)."""

    quiz: SetQuiz
    questions: Sequence[QuestionResult]
    entry: GradebookEntry | None
    attempts_used: int
    handed_in_at: datetime | None
    shows_key: bool
    closed_reason: str | None
    """Why nothing more can be handed in; None while something can."""

    @property
    def attempts_left(self) -> int | None:
        """None where they are unlimited."""
        most = self.quiz.questions[0].setting.rules.max_attempts if self.quiz.questions else None
        return None if most is None else max(0, most - self.attempts_used)

    @property
    def is_waiting(self) -> bool:
        """Whether something of it is still to be graded."""
        return any(each.outcome == "waiting" for each in self.questions)


@dataclass(frozen=True)
class _Last:
    """A question's last hand-in, with its run, and what came of it."""

    attempt: SubmissionAttempt
    run: GradingRun
    result: TestResult | None


def quiz_result(session: Session, actor: Actor, quiz: SetQuiz) -> QuizResult:
    """One's own result of a quiz, however far it has come; a fixed number of queries."""
    item_id = quiz.item.id
    last = _last_of(session, actor.user_id, [each.challenge_id for each in quiz.questions])
    entry = find_entry(session, actor.user_id, item_id)
    returned = entry if entry is not None and entry.returned_at is not None else None
    used = max((attempts_used(session, actor.user_id, each) for each in _counted(last)), default=0)
    moment = now(session)
    reason = _closed(quiz, used, moment)
    shows_key = _shows_key(session, quiz, moment, returned=returned is not None, done=bool(reason), used=used)
    results = [
        _result(each, last.get(each.challenge_id), held=returned is None, shows_key=shows_key)
        for each in quiz.questions
    ]
    handed_in = max((each.attempt.accepted_at for each in last.values()), default=None)
    return QuizResult(quiz, results, returned, used, handed_in, shows_key, reason)


def _counted(last: dict[UUID, _Last]) -> list[UUID]:
    """The question that was handed in most often: a question that came later has fewer attempts."""
    most = max(last, key=lambda each: last[each].attempt.attempt_number, default=None)
    return [] if most is None else [most]


def _last_of(session: Session, student_id: UUID, challenge_ids: Sequence[UUID]) -> dict[UUID, _Last]:
    statement = (
        select(SubmissionAttempt, GradingRun, TestResult)
        .join(GradingRun, (GradingRun.attempt_id == SubmissionAttempt.id) & GradingRun.is_current)
        .outerjoin(TestResult, TestResult.run_id == GradingRun.id)
        .where(
            SubmissionAttempt.student_id == student_id,
            SubmissionAttempt.challenge_id.in_(challenge_ids),
            SubmissionAttempt.type == "final_submission",
        )
        .order_by(SubmissionAttempt.challenge_id, SubmissionAttempt.attempt_number.desc())
        .ext(distinct_on(SubmissionAttempt.challenge_id))
        .options(load_only(TestResult.status, TestResult.score, TestResult.message, TestResult.got))
    )
    return {
        attempt.challenge_id: _Last(attempt, run, result)
        for attempt, run, result in session.execute(statement)
    }


def _closed(quiz: SetQuiz, used: int, moment: datetime) -> str | None:
    if not quiz.questions:
        return "This quiz has no questions yet."
    setting = quiz.questions[0].setting
    rules = setting.rules
    if reason := closed_reason(setting):
        return reason
    if rules.closes_at is not None and moment > rules.closes_at:
        return "The due date has passed and nothing more is taken."
    if rules.max_attempts is not None and used >= rules.max_attempts:
        return "No attempt is left."
    return None


def _shows_key(
    session: Session, quiz: SetQuiz, moment: datetime, *, returned: bool, done: bool, used: int
) -> bool:
    """Whether the student may see the key: never while they could still hand in better for it.

    Practice is the exception, since nothing hangs on it.  After the due date means everybody's, exceptions
    included; an exam's key waits for its grades in any case.
    """
    shown, mode = quiz.quiz.show_key, quiz.assignment.mode
    if shown == "never" or not (done or (mode == "practice" and used)):
        return False
    if shown == "after_return" or mode == "exam":
        return returned
    last = last_due(session, quiz.item)
    return last is not None and moment > last


def _result(question: SetQuestion, last: _Last | None, *, held: bool, shows_key: bool) -> QuestionResult:
    key, right = (key_text(question.key), right_options(question.key)) if shows_key else (None, ())
    explanation = question.key.explanation if shows_key else ""
    if last is None:
        return QuestionResult(question, None, "open", None, "", None, key, right, explanation)
    result = last.result
    return QuestionResult(
        question,
        last.attempt.id,
        _outcome(last, held=held),
        None if held or result is None else _scaled(question, result, last.run),
        "" if held or result is None else result.message,
        result.got if result is not None else None,
        key,
        right,
        explanation,
    )


def _outcome(last: _Last, *, held: bool) -> Outcome:
    if last.run.status in {"queued", "processing"}:
        return "waiting"
    if last.result is None:
        return "failed"
    if held:
        return "held"
    if last.result.status == "skipped":
        return "open"
    if last.result.status == "pass":
        return "right"
    return "partly" if last.result.score else "wrong"


def _scaled(question: SetQuestion, result: TestResult, run: GradingRun) -> Decimal:
    if not run.max_score:
        return result.score
    return result.score * question.points / run.max_score
