"""The kinds of steps of a journey, each as a statement of the same columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    cast,
    func,
    literal,
    null,
    select,
)

from lectorium.rooms.authoring.api import HintReveal
from lectorium.rooms.grading.api import GradingRun
from lectorium.rooms.submissions.api import SolutionHistory, SubmissionAttempt, WorkSession
from lectorium.rooms.tutor.api import LlmInteraction

StepKind = Literal["opened", "hint", "save", "question", "code_run", "test_run", "submission", "closed"]
Part = Callable[[UUID, UUID], Select[*tuple[Any, ...]]]
DIGITS = 8
"""Numbers are written with zeros before them, so that their texts stand in their order."""


def ranked(kind: StepKind) -> int:
    """Which of steps at the same moment stands first."""
    return list(PARTS).index(kind)


def _opened(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    w = WorkSession
    return _row("opened", w.started_at, cast(w.id, Text), target_id=w.id).where(
        w.user_id == student_id, w.challenge_id == challenge_id
    )


def _closed(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    w = WorkSession
    return _row("closed", w.ended_at, cast(w.id, Text), target_id=w.id).where(
        w.user_id == student_id, w.challenge_id == challenge_id, w.ended_at.is_not(None)
    )


def _hint(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    h = HintReveal
    return _row("hint", h.revealed_at, _numbered(h.step), number=h.step).where(
        h.student_id == student_id, h.challenge_id == challenge_id
    )


def _save(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    s = SolutionHistory
    return _row("save", s.saved_at, _numbered(s.revision), number=s.revision).where(
        s.student_id == student_id, s.challenge_id == challenge_id
    )


def _question(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    i = LlmInteraction
    about = {"number": i.hint_step, "about": i.kind, "guarding": i.guarding, "rating": i.rating}
    return _row("question", i.created_at, cast(i.id, Text), target_id=i.id, state=i.state, **about).where(
        i.user_id == student_id, i.challenge_id == challenge_id, i.kind != "code_run"
    )


def _code_run(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    i = LlmInteraction
    return _row("code_run", i.created_at, cast(i.id, Text), target_id=i.id, state=i.state).where(
        i.user_id == student_id, i.challenge_id == challenge_id, i.kind == "code_run"
    )


def _test_run(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    return _attempt("test_run", student_id, challenge_id).where(SubmissionAttempt.type == "test_run")


def _submission(student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    return _attempt("submission", student_id, challenge_id).where(
        SubmissionAttempt.type == "final_submission"
    )


def _attempt(kind: StepKind, student_id: UUID, challenge_id: UUID) -> Select[*tuple[Any, ...]]:
    a, run = SubmissionAttempt, GradingRun
    told = {"state": run.status, "passed": run.passed, "total": run.total}
    row = _row(kind, a.accepted_at, cast(a.id, Text), target_id=a.id, number=a.attempt_number, **told)
    return row.join(run, (run.attempt_id == a.id) & run.is_current).where(
        a.student_id == student_id, a.challenge_id == challenge_id
    )


def _row(
    kind: StepKind,
    at: SQLColumnExpression[Any],
    key: ColumnElement[str],
    *,
    number: SQLColumnExpression[Any] | None = None,
    target_id: SQLColumnExpression[Any] | None = None,
    state: SQLColumnExpression[Any] | None = None,
    passed: SQLColumnExpression[Any] | None = None,
    total: SQLColumnExpression[Any] | None = None,
    about: SQLColumnExpression[Any] | None = None,
    guarding: SQLColumnExpression[Any] | None = None,
    rating: SQLColumnExpression[Any] | None = None,
) -> Select[*tuple[Any, ...]]:
    """The columns that all kinds share, in the order of :class:`~lectorium.rooms.home.journey.Step`."""
    return select(
        cast(at, DateTime(timezone=True)).label("at"),
        literal(ranked(kind)).label("rank"),
        key.label("key"),
        _of(number, Integer()).label("number"),
        _of(target_id, Uuid()).label("target_id"),
        _of(state, Text()).label("state"),
        _of(passed, Integer()).label("passed"),
        _of(total, Integer()).label("total"),
        _of(about, Text()).label("about"),
        _of(guarding, Text()).label("guarding"),
        _of(rating, Integer()).label("rating"),
    )


def _of(column: SQLColumnExpression[Any] | None, type_: Any) -> ColumnElement[Any]:
    return cast(null() if column is None else column, type_)


def _numbered(number: SQLColumnExpression[int]) -> ColumnElement[str]:
    return func.lpad(cast(number, Text), DIGITS, "0", type_=Text())


PARTS: Mapping[StepKind, Part] = {
    "opened": _opened,
    "hint": _hint,
    "save": _save,
    "question": _question,
    "code_run": _code_run,
    "test_run": _test_run,
    "submission": _submission,
    "closed": _closed,
}
"""Every kind with its statement, in the order in which they stand at one moment."""
