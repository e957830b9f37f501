"""Entries: recomputed from runs whenever one ends; what staff have set survives (I12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.rooms.authoring.api import AssignmentProblem, Part, parts_of
from lectorium.rooms.courses.api import class_of_item
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.grading.api import AttemptGraded, GradingRun
from lectorium.rooms.submissions.api import SubmissionAttempt

ZERO = Decimal(0)


@dataclass(frozen=True)
class Best:
    """A student's best attempt on one challenge."""

    attempt_id: UUID
    score: Decimal
    needs_manual: bool


def on_graded(session: Session, event: AttemptGraded) -> None:
    """Bring the entry up to date in the transaction in which a run ends."""
    if event.type != "final_submission":
        return
    problem = session.get(AssignmentProblem, event.challenge_id)
    if problem is not None:
        recompute(session, event.student_id, problem.assignment_id)


def recompute(session: Session, student_id: UUID, item_id: UUID) -> GradebookEntry:
    """Compute a student's entry for an item from the best attempts; takes turns with others doing so."""
    _take_turn(session, student_id, item_id)
    parts = parts_of(session, [item_id])
    best = best_attempts(session, student_id, [part.challenge_id for part in parts])
    entry = _entry(session, student_id, item_id)
    entry.max_score = sum((part.points for part in parts), ZERO)
    entry.raw_score = _raw(parts, best)
    entry.needs_manual = any(each.needs_manual for each in best.values())
    entry.submitted_at = last_submitted(session, student_id, [part.challenge_id for part in parts])
    settle(session, entry)
    session.flush()
    return entry


def settle(session: Session, entry: GradebookEntry) -> None:
    """Derive score, status and whether it is returned from the entry's own columns."""
    entry.updated_at = now(session)
    if entry.status == "excused":
        entry.score_obtained = None
        return
    waiting = entry.raw_score is None or (entry.needs_manual and entry.override_by is None)
    entry.status = "pending" if waiting else "graded"
    entry.score_obtained = None
    if entry.raw_score is not None:
        entry.score_obtained = max(ZERO, entry.raw_score - entry.late_deduction + entry.adjustment)
    if _returns_itself(session, entry):
        entry.returned_at = entry.updated_at
    if entry.status == "pending":
        entry.returned_at = None


def best_attempts(session: Session, student_id: UUID, challenge_ids: list[UUID]) -> dict[UUID, Best]:
    """The best completed final submission per challenge; of equals the first."""
    statement = (
        select(
            SubmissionAttempt.challenge_id, SubmissionAttempt.id, GradingRun.score, GradingRun.needs_manual
        )
        .join(GradingRun, (GradingRun.attempt_id == SubmissionAttempt.id) & GradingRun.is_current)
        .where(
            SubmissionAttempt.student_id == student_id,
            SubmissionAttempt.challenge_id.in_(challenge_ids),
            SubmissionAttempt.type == "final_submission",
            GradingRun.status == "completed",
        )
        .order_by(SubmissionAttempt.challenge_id, GradingRun.score.desc(), SubmissionAttempt.attempt_number)
        .ext(distinct_on(SubmissionAttempt.challenge_id))
    )
    rows = session.execute(statement).all()
    return {row.challenge_id: Best(row.id, row.score or ZERO, row.needs_manual) for row in rows}


def last_submitted(session: Session, student_id: UUID, challenge_ids: list[UUID]) -> datetime | None:
    """When the student last handed in any of the challenges."""
    return session.scalar(
        select(func.max(SubmissionAttempt.accepted_at)).where(
            SubmissionAttempt.student_id == student_id,
            SubmissionAttempt.challenge_id.in_(challenge_ids),
            SubmissionAttempt.type == "final_submission",
        )
    )


def _raw(parts: list[Part], best: dict[UUID, Best]) -> Decimal | None:
    """What wasn't handed in counts nothing; nothing handed in is no score at all."""
    if not best:
        return None
    return sum(
        (part.scaled(best[part.challenge_id].score) for part in parts if part.challenge_id in best), ZERO
    )


def _entry(session: Session, student_id: UUID, item_id: UUID) -> GradebookEntry:
    entry = find_entry(session, student_id, item_id)
    if entry is None:
        entry = GradebookEntry(
            id=new_id(),
            student_id=student_id,
            content_item_id=item_id,
            status="pending",
            adjustment=ZERO,
            late_deduction=ZERO,
            max_score=ZERO,
            needs_manual=False,
            manual_feedback="",
            private_notes="",
        )
        session.add(entry)
    return entry


def find_entry(session: Session, student_id: UUID, item_id: UUID) -> GradebookEntry | None:
    """A student's entry for an item."""
    statement = select(GradebookEntry).where(
        GradebookEntry.student_id == student_id, GradebookEntry.content_item_id == item_id
    )
    return session.scalar(statement.execution_options(populate_existing=True))


def _returns_itself(session: Session, entry: GradebookEntry) -> bool:
    """What only tests have graded is returned at once; what staff have touched, when they say so."""
    ready = entry.status == "graded" and entry.returned_at is None and entry.override_by is None
    return ready and not class_of_item(session, entry.content_item_id).hold_grades


def _take_turn(session: Session, student_id: UUID, item_id: UUID) -> None:
    key = f"entry:{student_id}:{item_id}"
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
