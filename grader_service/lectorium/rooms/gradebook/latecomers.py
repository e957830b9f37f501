"""Work that is over with nothing handed in: missing, or what the class makes of it before one joined (I14).

It has no row of its own: it is found when it is read, so the class's policy for what was due before a student
joined holds at once, and so does an exception that gives the student a later date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, column, func, or_, select, true
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.rooms.authoring.api import Assignment, AssignmentProblem, SetAssignment, effective
from lectorium.rooms.courses.api import Access, BeforeJoining, Enrollment, effective_for
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.submissions.api import ExamExtension, ExamSitting, SubmissionAttempt

Pair = tuple[UUID, UUID]
"""A student and an item."""
Entries = Mapping[Pair, GradebookEntry]


@dataclass(frozen=True)
class Undone:
    """Students' work that is over with nothing handed in.

    ``before``, where it was due before the student joined; ``missing``, where the student was there in time
    and sees it.
    """

    before: frozenset[Pair] = frozenset()
    missing: frozenset[Pair] = frozenset()


def undone(
    session: Session,
    class_id: UUID,
    joined: Mapping[UUID, datetime],
    columns: Sequence[SetAssignment],
    entries: Entries,
    moment: datetime | None,
) -> Undone:
    """In which work of students nothing is handed in though it is over, by their own dates.

    ``joined`` says since when, by student; without a ``moment`` only what was due before that is asked for.
    One query, and none where nothing is over: nobody's date lies before the item's own.  An exam is over when
    it can't be begun any more.
    """
    asked = [
        (student_id, each.item.id)
        for each in columns
        if each.item.due_date is not None
        for student_id, since in joined.items()
        if each.item.due_date < max(since, moment or since)
        and not _is_told(entries.get((student_id, each.item.id)))
    ]
    found = _ask(session, class_id, asked)
    shown = {each.item.id for each in columns if each.item.is_published and each.module.is_published}
    return Undone(
        frozenset((student_id, item_id) for student_id, item_id, is_before in found if is_before),
        frozenset(
            (student_id, item_id)
            for student_id, item_id, is_before in found
            if not is_before and item_id in shown
        ),
    )


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
    if not any(is_before for _, _, is_before in _ask(session, found.klass.id, [pair])):
        return None
    maximum = session.get_one(Assignment, item_id).points_total
    return in_place(pair, found.klass.before_joining, maximum, entry)


def _ask(session: Session, class_id: UUID, pairs: Sequence[Pair]) -> list[tuple[UUID, UUID, bool]]:
    """Which of them are over with nothing handed in, and whether that was so before the student joined."""
    if not pairs:
        return []
    students, items = zip(*pairs, strict=True)
    given = {"class": class_id, "students": list(students), "items": list(items)}
    return [(row[0], row[1], row[2]) for row in session.execute(_DUE, given)]


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
    more = (
        select(func.make_interval(0, 0, 0, 0, 0, ExamExtension.minutes))
        .where(
            ExamExtension.student_id == given.c.student_id,
            ExamExtension.content_item_id == given.c.item_id,
        )
        .scalar_subquery()
    )
    before = holds.c.due_date < Enrollment.joined_at
    over = holds.c.due_date + func.coalesce(more, timedelta()) < now_sql()
    return (
        select(given.c.student_id, given.c.item_id, before)
        .select_from(given.join(holds, true()).join(Enrollment, place))
        .where(or_(before, over), ~handed_in.exists(), ~sat.exists())
    )


_DUE = _statement()
_COLUMNS = GradebookEntry.__table__.columns
