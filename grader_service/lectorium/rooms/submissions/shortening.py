"""Changes that take time away from students are never made in silence (I5).

What was handed in keeps the due date that it was held against, so nothing becomes late afterwards; but who
counts on a later date must not lose it by somebody's slip.  So such a change has to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.api import (
    Assignment,
    AssignmentProblem,
    Challenge,
    Effective,
    OverrideView,
    Values,
    check_end,
    effective_of_students,
)
from lectorium.rooms.courses.api import ContentItem, Enrollment, Module, Placed
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.submissions.extending import refresh_item
from lectorium.rooms.submissions.models import SubmissionAttempt
from lectorium.rooms.submissions.shutting_out import ASKS, HIDING, SHUT_OUT, nobody_shut_out


@dataclass(frozen=True)
class Loss:
    """What a change of dates takes away from the students who can see the item already.

    ``students`` would have an earlier due date than now.  Of these ``not_handed_in`` haven't handed in
    everything, ``already_over`` of those would be late at once, and ``handed_in_between`` did hand in after
    the new date and before the old one: they stay on time.
    """

    students: int
    not_handed_in: int
    already_over: int
    handed_in_between: int


def change_work(
    session: Session, actor: Actor, item_id: UUID, changes: dict[str, Any], *, confirmed: bool = False
) -> Placed:
    """Authoring's ``change_assignment``; raises :class:`Conflict` where it takes something away unconfirmed.

    That is time until the due date, or an exam from who sits it.
    """
    with ExitStack() as guards:
        if "due_date" in changes:
            guards.enter_context(_not_in_silence(session, actor, item_id, confirmed=confirmed))
        if HIDING & changes.keys():
            guards.enter_context(_no_exam_taken(session, actor, item_id, confirmed=confirmed))
        placed = authoring.change_assignment(session, actor, item_id, changes)
    refresh_item(session, item_id)
    return placed


def put_override(
    session: Session,
    actor: Actor,
    item_id: UUID,
    values: Values,
    *,
    student_id: UUID | None = None,
    label_id: UUID | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> OverrideView:
    """Make or replace an exception, for a student or a label; see authoring's functions of the same names.

    Raises :class:`Conflict` where the one it replaces gave more time, unless that is confirmed, and
    :class:`Invalid` for an exam without an end.
    """
    with (
        _not_in_silence(session, actor, item_id, confirmed=confirmed),
        _no_exam_taken(session, actor, item_id, confirmed=confirmed),
    ):
        if student_id is not None:
            view = authoring.put_student_override(session, actor, item_id, student_id, values, reason=reason)
        else:
            assert label_id is not None
            view = authoring.put_label_override(session, actor, item_id, label_id, values, reason=reason)
    if "due_date" in values:
        check_end(session.get_one(Assignment, item_id).mode, values["due_date"])
    refresh_item(session, item_id)
    return view


def delete_override(
    session: Session, actor: Actor, override_id: UUID, *, reason: str = "", confirmed: bool = False
) -> None:
    """Take an exception away; raises :class:`Conflict` where it gave more time, unless that is confirmed."""
    item_id = authoring.find_override(session, actor, override_id).item.id
    with (
        _not_in_silence(session, actor, item_id, confirmed=confirmed),
        _no_exam_taken(session, actor, item_id, confirmed=confirmed),
    ):
        authoring.delete_override(session, actor, override_id, reason=reason)


@contextmanager
def _not_in_silence(session: Session, actor: Actor, item_id: UUID, *, confirmed: bool) -> Iterator[None]:
    """Compare everybody's due date before and after.

    The transaction ends with what is raised here; a loss that was confirmed is kept in the audit trail.
    Where the same change shuts out who sits an exam, both are said, since both are confirmed at once.
    """
    before, also = _counting_on_it(session, item_id), None
    try:
        yield
    except Conflict as refused:
        if refused.code != SHUT_OUT:
            raise
        also = refused
    session.flush()
    after = effective_of_students(session, item_id, before)
    shortened = {
        student_id: (was.due_date, after[student_id].due_date)
        for student_id, was in before.items()
        if _is_earlier(after[student_id].due_date, was.due_date)
    }
    loss = _loss(session, item_id, shortened) if shortened else None
    if loss is None or not (loss.not_handed_in or loss.handed_in_between):
        if also is not None:
            raise also
        return
    if also is not None:
        raise Conflict(
            f"{also.detail.removesuffix(ASKS)}{_words(loss)}", code=SHUT_OUT, current=also.extra["current"]
        )
    if not confirmed:
        raise Conflict(_words(loss), code="would_be_late", field="due_date", current=asdict(loss))
    record(session, actor, "item.shorten", "content_item", [item_id], after=asdict(loss))


def _no_exam_taken(
    session: Session, actor: Actor, item_id: UUID, *, confirmed: bool
) -> AbstractContextManager[None]:
    item = select(ContentItem.id).where(ContentItem.id == item_id)
    return nobody_shut_out(session, actor, item, confirmed=confirmed)


def _counting_on_it(session: Session, item_id: UUID) -> dict[UUID, Effective]:
    """What holds now for each of the class's students who can see the item already."""
    students = session.scalars(
        select(Enrollment.user_id)
        .join(Module, Module.class_id == Enrollment.class_id)
        .join(ContentItem, ContentItem.module_id == Module.id)
        .where(
            ContentItem.id == item_id,
            ContentItem.is_published,
            Module.is_published,
            Enrollment.role == "student",
            Enrollment.status == "active",
        )
    ).all()
    moment = now(session)
    found = effective_of_students(session, item_id, students)
    return {
        student_id: holds
        for student_id, holds in found.items()
        if holds.release_date is None or holds.release_date <= moment
    }


def _loss(
    session: Session, item_id: UUID, shortened: dict[UUID, tuple[datetime | None, datetime | None]]
) -> Loss:
    moment = now(session)
    done, last = _handed_in(session, item_id, list(shortened))
    still = {
        student_id: new
        for student_id, (old, new) in shortened.items()
        if student_id not in done and (old is None or moment <= old)
    }
    return Loss(
        len(shortened),
        len(still),
        sum(new is not None and new < moment for new in still.values()),
        sum(_is_between(last.get(student_id), *dates) for student_id, dates in shortened.items()),
    )


def _handed_in(
    session: Session, item_id: UUID, student_ids: list[UUID]
) -> tuple[set[UUID], dict[UUID, datetime]]:
    """Who of them has handed in all of an item's problems, and when each last handed in; one query."""
    parts = (
        select(AssignmentProblem.id)
        .join(Challenge, Challenge.id == AssignmentProblem.id)
        .where(AssignmentProblem.assignment_id == item_id, Challenge.deleted_at.is_(None))
    )
    wanted = session.scalar(select(func.count()).select_from(parts.subquery())) or 0
    rows = session.execute(
        select(
            SubmissionAttempt.student_id,
            func.count(SubmissionAttempt.challenge_id.distinct()),
            func.max(SubmissionAttempt.accepted_at),
        )
        .where(
            SubmissionAttempt.challenge_id.in_(parts),
            SubmissionAttempt.student_id.in_(student_ids),
            SubmissionAttempt.type == "final_submission",
        )
        .group_by(SubmissionAttempt.student_id)
    ).all()
    done = {student_id for student_id, count, _ in rows if count >= wanted}
    return done, {student_id: moment for student_id, _, moment in rows}


def _is_earlier(new: datetime | None, old: datetime | None) -> bool:
    return new is not None and (old is None or new < old)


def _is_between(moment: datetime | None, old: datetime | None, new: datetime | None) -> bool:
    return moment is not None and new is not None and new < moment and (old is None or moment <= old)


def _words(loss: Loss) -> str:
    parts = [f"This takes time away from {_students(loss.students)}."]
    if loss.not_handed_in:
        over = f", and for {loss.already_over} of them it would be over already" if loss.already_over else ""
        parts.append(f"{_students(loss.not_handed_in).capitalize()} still had time to hand in{over}.")
    if loss.handed_in_between:
        parts.append(f"{_students(loss.handed_in_between).capitalize()} handed in after the new date.")
    parts.append(f"What was handed in on time stays on time. {ASKS}")
    return " ".join(parts)


def _students(count: int) -> str:
    return f"{count} student{'' if count == 1 else 's'}"
