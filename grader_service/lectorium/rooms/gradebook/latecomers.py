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

from lectorium.rooms.authoring.api import Assignment, AssignmentProblem, SetAssignment, effective
from lectorium.rooms.courses.api import Access, BeforeJoining, Enrollment, effective_for
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


def before_joining(
    session: Session, found: Access, place: Enrollment, item_id: UUID, entry: GradebookEntry | None
) -> GradebookEntry | None:
    """What stands for a student's work on one item that was due before they joined, with staff's words."""
    due = effective(session, item_id, place.user_id).due_date
    return standing_in(session, found, place, item_id, due, entry)


def standing_in(
    session: Session,
    found: Access,
    place: Enrollment,
    item_id: UUID,
    due: datetime | None,
    entry: GradebookEntry | None,
) -> GradebookEntry | None:
    """The same where the student's own due date is known; asks nothing where they were there in time."""
    if place.role != "student" or due is None or due >= place.joined_at or _is_told(entry):
        return None
    pair = place.user_id, item_id
    asked = {"class": found.klass.id, "students": [place.user_id], "items": [item_id]}
    if session.execute(_DUE, asked).one_or_none() is None:
        return None
    maximum = session.get_one(Assignment, item_id).points_total
    return in_place(pair, found.klass.before_joining, maximum, entry)


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
