"""What the tutor may know of an exercise and of a student's work on it.

The types here have no place for a reference solution or a hidden test, and the statements don't read them:
so they can't enter a prompt (K5).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import Challenge, ProblemVersion, TestCase
from lectorium.rooms.grading.api import GradingRun, results_of
from lectorium.rooms.grading.api import TestResult as Result
from lectorium.rooms.submissions.api import SubmissionAttempt
from lectorium.rooms.tutor.models import LlmInteraction

MOST_TURNS = 6
SHOWN_KINDS = frozenset({"call", "io"})
"""Tests whose call and expected value a student sees where the test itself is visible."""


@dataclass(frozen=True)
class Exercise:
    """What a student may see of a problem, with its title here, and what its teacher gave the tutor.

    ``possible_solutions`` are empty unless the policy lets them in.
    """

    title: str
    statement: str
    languages: tuple[str, ...]
    support_materials: tuple[str, ...] = ()
    possible_solutions: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisibleResult:
    """How a test that students see went in a test run."""

    name: str
    status: str
    message: str = ""
    called: str = ""
    expected: str = ""
    got: str = ""


@dataclass(frozen=True)
class Turn:
    """A question and its answer from before, as the student saw it."""

    question: str
    answer: str


@dataclass(frozen=True)
class Work:
    """What a student lets the tutor read of their work."""

    code: str = ""
    error: str = ""
    results: tuple[VisibleResult, ...] = ()
    turns: tuple[Turn, ...] = ()


def exercise_of(session: Session, challenge_id: UUID, *, with_solutions: bool) -> Exercise:
    """What may be said of a challenge's problem; one query, which doesn't read the reference solution."""
    v = ProblemVersion
    row = session.execute(
        select(
            Challenge.title, v.description_markdown, v.languages, v.support_materials, v.possible_solutions
        )
        .join(v, v.id == Challenge.problem_version_id)
        .where(Challenge.id == challenge_id)
    ).one()
    solutions = tuple(row.possible_solutions) if with_solutions else ()
    return Exercise(
        row.title, row.description_markdown, tuple(row.languages), tuple(row.support_materials), solutions
    )


def work_of(session: Session, interaction: LlmInteraction) -> Work:
    """What goes with a stored question: code, error, the last run's visible tests, and what was said."""
    context = interaction.context
    attempt_id = context.get("attempt_id")
    results = _results(session, interaction, attempt_id) if context.get("use_run", True) else ()
    return Work(interaction.code, context.get("error") or "", results, _turns(session, interaction))


def _results(
    session: Session, interaction: LlmInteraction, attempt_id: str | None
) -> tuple[VisibleResult, ...]:
    """Of a test run only: a submission's results may be held, and know of hidden tests."""
    a, run = SubmissionAttempt, GradingRun
    statement = (
        select(run)
        .join(a, a.id == run.attempt_id)
        .where(
            a.student_id == interaction.user_id,
            a.challenge_id == interaction.challenge_id,
            a.type == "test_run",
            run.is_current,
        )
    )
    if attempt_id is not None:
        statement = statement.where(a.id == UUID(attempt_id))
    found = session.scalars(statement.order_by(a.attempt_number.desc()).limit(1)).one_or_none()
    if found is None or found.status != "completed":
        return ()
    return tuple(_visible(*pair) for pair in results_of(session, found) if pair[1].visibility == "always")


def _visible(result: Result, case: TestCase) -> VisibleResult:
    shows = case.kind in SHOWN_KINDS
    return VisibleResult(
        case.name,
        result.status,
        result.message,
        case.input if shows else "",
        (case.expected or "") if shows else "",
        (result.got or result.stdout or "")[:1_000],
    )


def _turns(session: Session, interaction: LlmInteraction) -> tuple[Turn, ...]:
    """The last questions of the same session that were answered, the oldest first."""
    i = LlmInteraction
    rows = session.execute(
        select(i.user_prompt, i.model_response)
        .where(
            i.session_id == interaction.session_id,
            i.id < interaction.id,
            i.kind != "code_run",
            i.state.in_(("completed", "stopped")),
            i.model_response.is_not(None),
        )
        .order_by(i.id.desc())
        .limit(MOST_TURNS)
    ).all()
    return tuple(Turn(question or "", answer or "") for question, answer in reversed(rows))
