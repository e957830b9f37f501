"""Work that was due before its student joined, and in which nothing was handed in: excused or missing (I14).

It has no row of its own: the class's policy decides when it is read, so a change of it holds at once, and so
does an exception that gives the student a later date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, column, func, select, true
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import AssignmentProblem, SetAssignment, assignments_of
from lectorium.rooms.courses.api import (
    Access,
    BeforeJoining,
    ContentItem,
    Enrollment,
    effective_for,
    find_enrollment,
)
from lectorium.rooms.gradebook.entries import find_entry
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.submissions.api import ExamSitting, SubmissionAttempt

Pair = tuple[UUID, UUID]
"""A student and an item."""
Entries = Mapping[Pair, GradebookEntry]


def due_before(
    session: Session,
    class_id: UUID,
    joined: Mapping[UUID, datetime],
    columns: Sequence[SetAssignment],
    entries: Entries,
) -> frozenset[Pair]:
    """Which work of students was due before they joined, by their own dates, with nothing handed in.

    ``joined`` says since when, by student.  One query, and none where everybody was there in time: nobody's
    date lies before the item's own.
    """
    asked = [
        (student_id, each.item.id)
        for student_id, since in joined.items()
        for each in columns
        if each.item.due_date is not None
        and each.item.due_date < since
        and not _is_told(entries.get((student_id, each.item.id)))
    ]
    if not asked:
        return frozenset()
    students, items = zip(*asked, strict=True)
    found = session.execute(_DUE, {"class": class_id, "students": list(students), "items": list(items)})
    return frozenset((student_id, item_id) for student_id, item_id in found)


def in_place(
    pair: Pair, policy: BeforeJoining, maximum: Decimal, kept: GradebookEntry | None = None
) -> GradebookEntry:
    """What stands for such work: an entry that isn't stored, with what staff have said in the one that is."""
    student_id, item_id = pair
    nothing = dict.fromkeys(("late_deduction", "hint_deduction", "adjustment"), Decimal(0))
    unsaid = {**nothing, "needs_manual": False, "manual_feedback": "", "private_notes": ""}
    said = {} if kept is None else {each.key: getattr(kept, each.key) for each in _COLUMNS}
    own = {"student_id": student_id, "content_item_id": item_id, "status": policy, "max_score": maximum}
    return GradebookEntry(**{**unsaid, **said, **own})


def before_joining(session: Session, found: Access, student_id: UUID, item_id: UUID) -> GradebookEntry | None:
    """What stands for a student's work on one item that was due before they joined, with staff's words."""
    place = find_enrollment(session, found.klass.id, student_id)
    if place is None or place.role != "student":
        return None
    entry, pair = find_entry(session, student_id, item_id), (student_id, item_id)
    columns = assignments_of(session, ContentItem.id == item_id)
    kept = {} if entry is None else {pair: entry}
    if pair not in due_before(session, found.klass.id, {student_id: place.joined_at}, columns, kept):
        return None
    return in_place(pair, found.klass.before_joining, columns[0].assignment.points_total, entry)


def _is_told(entry: GradebookEntry | None) -> bool:
    """Whether an entry says more than that nothing is graded."""
    return entry is not None and (entry.submitted_at is not None or entry.status != "pending")


def _statement() -> Any:
    """The pairs as a table of two columns, sent as two arrays: the statement stays the same for any."""
    ids = (bindparam(name, type_=ARRAY(Uuid())) for name in ("students", "items"))
    given = (
        func.unnest(*ids)
        .table_valued(column("student_id", Uuid()), column("item_id", Uuid()), name="given")
        .render_derived()
    )
    holds = effective_for(given.c.item_id, given.c.student_id)
    attempt, problem, sitting = SubmissionAttempt, AssignmentProblem, ExamSitting
    handed_in = (
        select(attempt.id)
        .join(problem, problem.id == attempt.challenge_id)
        .where(
            attempt.student_id == given.c.student_id,
            attempt.type == "final_submission",
            problem.assignment_id == given.c.item_id,
        )
    )
    sat = select(sitting.id).where(
        sitting.student_id == given.c.student_id, sitting.content_item_id == given.c.item_id
    )
    place = (Enrollment.user_id == given.c.student_id) & (Enrollment.class_id == bindparam("class"))
    return (
        select(given.c.student_id, given.c.item_id)
        .select_from(given.join(holds, true()).join(Enrollment, place))
        .where(holds.c.due_date < Enrollment.joined_at, ~handed_in.exists(), ~sat.exists())
    )


_DUE = _statement()
_COLUMNS = GradebookEntry.__table__.columns
