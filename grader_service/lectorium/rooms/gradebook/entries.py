"""Entries: recomputed from runs whenever one ends; what staff have set survives (I12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.rooms.authoring.api import (
    Assignment,
    AssignmentProblem,
    HintTaken,
    Mode,
    Part,
    hint_costs,
    parts_of,
)
from lectorium.rooms.courses.api import Class, ContentItem, Module
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.grading.api import AttemptGraded, GradingRun, precedence, share_of
from lectorium.rooms.submissions.api import SubmissionAttempt

ZERO = Decimal(0)

# Asked at every grading, so they are made once.
STUDENTS: BindParameter[UUID] = bindparam("students", expanding=True)
CHALLENGES: BindParameter[UUID] = bindparam("challenges", expanding=True)
ITEM_OF = select(AssignmentProblem.assignment_id).where(AssignmentProblem.id == bindparam("challenge"))
LOCKED = (
    select(GradebookEntry)
    .where(GradebookEntry.content_item_id == bindparam("item"), GradebookEntry.student_id.in_(STUDENTS))
    .order_by(GradebookEntry.student_id)
    .with_for_update(key_share=True)
)
AROUND = (
    select(now_sql().label("moment"), Class, Assignment.mode)
    .join(Module, Module.class_id == Class.id)
    .join(ContentItem, ContentItem.module_id == Module.id)
    .join(Assignment, Assignment.id == ContentItem.id)
    .where(ContentItem.id == bindparam("item"))
)
BEST = (
    select(
        SubmissionAttempt.student_id,
        SubmissionAttempt.challenge_id,
        SubmissionAttempt.id,
        GradingRun.score,
        GradingRun.max_score,
        GradingRun.needs_manual,
    )
    .join(GradingRun, (GradingRun.attempt_id == SubmissionAttempt.id) & GradingRun.is_current)
    .where(
        SubmissionAttempt.student_id.in_(STUDENTS),
        SubmissionAttempt.challenge_id.in_(CHALLENGES),
        SubmissionAttempt.type == "final_submission",
        GradingRun.status == "completed",
    )
    .order_by(
        SubmissionAttempt.student_id,
        SubmissionAttempt.challenge_id,
        precedence().desc(),
        share_of(GradingRun).desc(),
        GradingRun.needs_manual.desc(),
        case(
            (GradingRun.needs_manual, -SubmissionAttempt.attempt_number),
            else_=SubmissionAttempt.attempt_number,
        ),
    )
    .ext(distinct_on(SubmissionAttempt.student_id, SubmissionAttempt.challenge_id))
)
HANDED_IN = (
    select(SubmissionAttempt.id)
    .join(AssignmentProblem, AssignmentProblem.id == SubmissionAttempt.challenge_id)
    .where(
        AssignmentProblem.assignment_id == bindparam("item"),
        SubmissionAttempt.student_id == bindparam("student"),
        SubmissionAttempt.type == "final_submission",
    )
    .limit(1)
)
LAST = (
    select(SubmissionAttempt.student_id, func.max(SubmissionAttempt.accepted_at))
    .where(
        SubmissionAttempt.student_id.in_(STUDENTS),
        SubmissionAttempt.challenge_id.in_(CHALLENGES),
        SubmissionAttempt.type == "final_submission",
    )
    .group_by(SubmissionAttempt.student_id)
)


@dataclass(frozen=True)
class Best:
    """The attempt on one challenge that counts for a student.

    It is the one with the largest share of its run's points; in an exam the one that was handed in last.
    """

    attempt_id: UUID
    score: Decimal
    max_score: Decimal
    needs_manual: bool

    def scaled(self, points: Decimal) -> Decimal:
        """The score where ``points`` are the most: its run may be of a version with more or fewer."""
        if self.max_score in {points, ZERO}:
            return self.score
        return self.score * points / self.max_score


def on_graded(session: Session, event: AttemptGraded) -> None:
    """Bring the entry up to date in the transaction in which a run ends."""
    if event.type != "final_submission":
        return
    item_id = session.scalar(ITEM_OF, {"challenge": event.challenge_id})
    if item_id is not None:
        recompute(session, event.student_id, item_id)


def on_hint(session: Session, event: HintTaken) -> None:
    """Bring the entry of who has handed in already up to date: the hint takes its points away at once.

    Who hasn't has none, and what the hint cost is found when one is made.
    """
    handed_in = HANDED_IN, {"student": event.student_id, "item": event.assignment_id}
    if session.scalar(*handed_in) is not None:
        recompute(session, event.student_id, event.assignment_id)


def recompute(session: Session, student_id: UUID, item_id: UUID) -> GradebookEntry:
    """Compute a student's entry for an item from the best attempts; takes turns with others doing so."""
    return recompute_all(session, item_id, [student_id])[0]


def recompute_all(session: Session, item_id: UUID, student_ids: Iterable[UUID]) -> list[GradebookEntry]:
    """Compute the entries of many students for an item, by student; a fixed number of queries (I22)."""
    entries = take_turn(session, item_id, student_ids)
    students = [entry.student_id for entry in entries]
    parts = parts_of(session, [item_id])
    challenge_ids = [part.challenge_id for part in parts]
    best = best_of(session, students, challenge_ids)
    costs = hint_costs(session, students, challenge_ids)
    submitted = _last_submitted(session, students, challenge_ids)
    moment, held = _moment_and_hold(session, item_id)
    for entry in entries:
        own = best[entry.student_id]
        entry.max_score = sum((part.points for part in parts), ZERO)
        entry.raw_score = _raw(parts, own)
        entry.hint_deduction = sum((_hints(part, entry, own, costs) for part in parts), ZERO)
        entry.needs_manual = any(each.needs_manual for each in own.values())
        entry.submitted_at = submitted.get(entry.student_id)
        _settle(entry, moment, held=held)
    session.flush()
    return entries


def take_turn(session: Session, item_id: UUID, student_ids: Iterable[UUID]) -> list[GradebookEntry]:
    """The entries of students, made where they aren't yet, locked until the transaction ends; by student.

    Who computes an entry reads the runs after it has the lock, so the last one to compute saw them all.
    """
    students = sorted(set(student_ids))
    entries = _locked(session, item_id, students)
    missing = set(students) - {entry.student_id for entry in entries}
    if missing:
        rows = [_new_row(student_id, item_id) for student_id in sorted(missing)]
        session.execute(insert(GradebookEntry).values(rows).on_conflict_do_nothing())
        entries = _locked(session, item_id, students)
    return entries


def _locked(session: Session, item_id: UUID, students: Sequence[UUID]) -> list[GradebookEntry]:
    rows = session.scalars(
        LOCKED, {"item": item_id, "students": students}, execution_options={"populate_existing": True}
    )
    return list(rows)


def settle(session: Session, entry: GradebookEntry) -> None:
    """Derive score, status and whether it is returned from the entry's own columns."""
    moment, held = _moment_and_hold(session, entry.content_item_id)
    _settle(entry, moment, held=held)


def _moment_and_hold(session: Session, item_id: UUID) -> tuple[datetime, bool]:
    """The time, and whether the item's grades are held back; one question, at every grading.

    An exam's always are, and those of practice never.
    """
    moment, klass, mode = session.execute(AROUND, {"item": item_id}).one()
    return moment, is_held_back(klass, mode)


def is_held_back(klass: Class, mode: Mode) -> bool:
    """Whether grades of work that is taken so wait until staff return them."""
    return mode == "exam" or (klass.hold_grades and mode == "homework")


def _settle(entry: GradebookEntry, moment: datetime, *, held: bool) -> None:
    entry.updated_at = moment
    if entry.status == "excused":
        entry.score_obtained = None
        return
    waiting = entry.raw_score is None or (entry.needs_manual and entry.override_by is None)
    entry.status = "pending" if waiting else "graded"
    entry.score_obtained = None
    if entry.raw_score is not None:
        entry.score_obtained = max(ZERO, entry.raw_score - _deducted(entry) + entry.adjustment)
    # What only tests have graded is returned at once; what staff have touched, when they say so.
    ready = entry.status == "graded" and entry.returned_at is None and entry.override_by is None
    if ready and not held:
        entry.returned_at = moment
    if entry.status == "pending":
        entry.returned_at = None


def _deducted(entry: GradebookEntry) -> Decimal:
    return entry.late_deduction + entry.hint_deduction


def best_attempts(session: Session, student_id: UUID, challenge_ids: Sequence[UUID]) -> dict[UUID, Best]:
    """A student's best completed final submission per challenge, or in an exam the last one.

    Of equals the first; but where answers wait for a person to read them, the last that has some:
    words added after all tests passed are not left unread.
    """
    return best_of(session, [student_id], challenge_ids)[student_id]


def best_of(
    session: Session, student_ids: Sequence[UUID], challenge_ids: Sequence[UUID]
) -> defaultdict[UUID, dict[UUID, Best]]:
    """The best attempts of many students, by student and challenge; one query."""
    found: defaultdict[UUID, dict[UUID, Best]] = defaultdict(dict)
    for row in session.execute(BEST, {"students": student_ids, "challenges": challenge_ids}):
        best = Best(row.id, row.score or ZERO, row.max_score or ZERO, row.needs_manual)
        found[row.student_id][row.challenge_id] = best
    return found


def _last_submitted(
    session: Session, student_ids: Sequence[UUID], challenge_ids: Sequence[UUID]
) -> dict[UUID, datetime]:
    rows = session.execute(LAST, {"students": student_ids, "challenges": challenge_ids})
    return dict(rows.all())


def _raw(parts: list[Part], best: dict[UUID, Best]) -> Decimal | None:
    """What wasn't handed in counts nothing; nothing handed in is no score at all."""
    if not best:
        return None
    return sum(
        (best[part.challenge_id].scaled(part.points) for part in parts if part.challenge_id in best), ZERO
    )


def _hints(
    part: Part, entry: GradebookEntry, best: dict[UUID, Best], costs: dict[tuple[UUID, UUID], Decimal]
) -> Decimal:
    """What a problem's hints take away: never more than the problem gave."""
    cost = costs.get((entry.student_id, part.challenge_id), ZERO)
    if not cost or part.challenge_id not in best:
        return ZERO
    return min(cost, best[part.challenge_id].scaled(part.points))


def _new_row(student_id: UUID, item_id: UUID) -> dict[str, object]:
    return {
        "id": new_id(),
        "student_id": student_id,
        "content_item_id": item_id,
        "status": "pending",
        "max_score": ZERO,
        "updated_at": now_sql(),
    }


def find_entry(session: Session, student_id: UUID, item_id: UUID) -> GradebookEntry | None:
    """A student's entry for an item."""
    statement = select(GradebookEntry).where(
        GradebookEntry.student_id == student_id, GradebookEntry.content_item_id == item_id
    )
    return session.scalar(statement.execution_options(populate_existing=True))
