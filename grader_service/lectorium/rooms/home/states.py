"""The state of an item for one student, in the words that people see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, column, exists, func, select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import SetAssignment, challenge_ids_of, is_running
from lectorium.rooms.courses.api import Access, ContentItem, Joining, Module, Placed, joinings_of
from lectorium.rooms.gradebook.api import Returned, returned_entries
from lectorium.rooms.grading.api import GradingRun
from lectorium.rooms.submissions.api import (
    ExamSitting,
    Solution,
    SubmissionAttempt,
    sittings_of,
    with_minutes,
)

State = Literal[
    "not started", "in progress", "submitted", "grading", "graded", "returned", "missing", "excused", "closed"
]


@dataclass(frozen=True)
class Card:
    """An item, and where it is graded work a student's state in it; ``score`` only once returned (I15).

    The dates are those that hold for this student (I5), not always the item's own; of an exam until when it
    can be begun, and then the sitting's deadline.
    """

    item: ContentItem
    module: Module
    assignment: SetAssignment | None
    release_date: datetime | None
    due_date: datetime | None
    state: State | None
    score: Decimal | None
    challenge_ids: list[UUID]


def reading_card(placed: Placed) -> Card:
    """What is read and not handed in has no state."""
    item = placed.item
    return Card(item, placed.module, None, placed.release_date, item.due_date, None, None, [])


def bare_card(work: SetAssignment) -> Card:
    """Graded work without what anybody has done in it."""
    holds = work.holds
    return Card(work.item, work.module, work, holds.release_date, holds.due_date, None, None, [])


def placed_work(work: SetAssignment, standing: Access) -> Placed:
    """Where graded work stands, with its reader's own dates."""
    return Placed(work.item, work.module, standing, work.holds.release_date)


@dataclass
class Work:
    """What a student has done, over many challenges."""

    drafts: set[UUID] = field(default_factory=set)
    handed_in: set[UUID] = field(default_factory=set)
    running: set[UUID] = field(default_factory=set)
    returned: dict[UUID, Returned] = field(default_factory=dict)
    sittings: dict[UUID, ExamSitting] = field(default_factory=dict)
    """Of exams, by item."""
    joinings: dict[UUID, Joining] = field(default_factory=dict)
    """By class, where something is overdue and nothing of it handed in."""


def _done() -> Any:
    """Of each challenge, is there a draft, and is all that was handed in graded; null where nothing was."""
    ids, student = bindparam("challenges", type_=ARRAY(Uuid())), bindparam("student", type_=Uuid())
    asked = func.unnest(ids).table_valued(column("id", Uuid()), name="asked").render_derived()
    draft = exists().where(Solution.student_id == student, Solution.challenge_id == asked.c.id)
    graded = (
        select(func.bool_and(GradingRun.status.not_in(("queued", "processing"))))
        .join(SubmissionAttempt, SubmissionAttempt.id == GradingRun.attempt_id)
        .where(
            GradingRun.is_current,
            SubmissionAttempt.student_id == student,
            SubmissionAttempt.challenge_id == asked.c.id,
            SubmissionAttempt.type == "final_submission",
        )
        .correlate(asked)
    )
    return select(asked.c.id, draft, graded.scalar_subquery())


DONE = _done()


def cards(
    session: Session, student_id: UUID, assignments: Sequence[SetAssignment], moment: datetime
) -> list[Card]:
    """Items with the student's states; a fixed number of queries, however many items (I22)."""
    assignments = with_minutes(session, student_id, assignments)
    item_ids = [each.item.id for each in assignments]
    challenges = challenge_ids_of(session, item_ids)
    work = work_on(session, student_id, [each for ids in challenges.values() for each in ids])
    work.returned = returned_entries(session, student_id, item_ids)
    exams = [each.item.id for each in assignments if each.assignment.mode == "exam"]
    work.sittings = sittings_of(session, student_id, exams) if exams else {}
    untouched = {
        each.module.class_id
        for each in assignments
        if _is_overdue(each, moment) and work.handed_in.isdisjoint(challenges[each.item.id])
    }
    work.joinings = joinings_of(session, student_id, untouched) if untouched else {}
    return [_card(each, challenges[each.item.id], work, moment) for each in assignments]


def work_on(session: Session, student_id: UUID, challenge_ids: list[UUID]) -> Work:
    """What a student has done on challenges; one query."""
    work = Work()
    given = {"student": student_id, "challenges": challenge_ids}
    for challenge_id, is_drafted, is_graded in session.execute(DONE, given):
        if is_drafted:
            work.drafts.add(challenge_id)
        if is_graded is not None:
            work.handed_in.add(challenge_id)
        if is_graded is False:
            work.running.add(challenge_id)
    return work


def state_of(ids: Iterable[UUID], work: Work, assignment: SetAssignment | None, moment: datetime) -> State:
    """The state of an item (or of a standalone challenge) from what was done on its challenges."""
    wanted = set(ids)
    returned = work.returned.get(assignment.item.id) if assignment else None
    if returned is not None and not returned.by_itself:
        return "excused" if returned.entry.status == "excused" else "returned"
    if assignment is not None and assignment.assignment.mode == "exam":
        return _of_exam(assignment, work, moment)
    if wanted & work.running:
        return "grading"
    if wanted and wanted <= work.handed_in:
        return "submitted" if assignment and returned is None else "graded"
    if assignment is not None and _is_overdue(assignment, moment):
        return "graded" if returned else _overdue(assignment, work, began=bool(wanted & work.handed_in))
    return "in progress" if wanted & (work.drafts | work.handed_in) else "not started"


def takes_work(assignment: SetAssignment, moment: datetime) -> bool:
    """Whether something can still be handed in by its own student's date."""
    late = assignment.assignment.mode != "exam" and _takes_late(assignment)
    return late or not _is_overdue(assignment, moment)


def _of_exam(assignment: SetAssignment, work: Work, moment: datetime) -> State:
    """Of an exam only the sitting counts; that it is being graded tells nobody anything."""
    sitting = work.sittings.get(assignment.item.id)
    if sitting is not None:
        return "in progress" if is_running(sitting.deadline_at, sitting.closed_at, moment) else "submitted"
    if not _is_overdue(assignment, moment):
        return "not started"
    return _before_joining(assignment, work) or "missing"


def _overdue(assignment: SetAssignment, work: Work, *, began: bool) -> State:
    """Of who has handed in a part of it, that is a part of the class's work like anybody's."""
    before = None if began else _before_joining(assignment, work)
    return before or ("missing" if _takes_late(assignment) else "closed")


def _before_joining(assignment: SetAssignment, work: Work) -> State | None:
    joining = work.joinings.get(assignment.module.class_id)
    return joining.before(assignment.holds.due_date) if joining else None


def _is_overdue(assignment: SetAssignment, moment: datetime) -> bool:
    """Exactly at the due date is in time (I4)."""
    due = assignment.holds.due_date
    return due is not None and due < moment


def _takes_late(assignment: SetAssignment) -> bool:
    return bool(assignment.assignment.config.get("accept_late", True))


def _card(assignment: SetAssignment, ids: list[UUID], work: Work, moment: datetime) -> Card:
    returned = work.returned.get(assignment.item.id)
    score = returned.entry.score_obtained if returned is not None else None
    state = state_of(ids, work, assignment, moment)
    item, module, holds = assignment.item, assignment.module, assignment.holds
    sitting = work.sittings.get(item.id)
    due = sitting.deadline_at if sitting is not None else holds.due_date
    return Card(item, module, assignment, holds.release_date, due, state, score, ids)
