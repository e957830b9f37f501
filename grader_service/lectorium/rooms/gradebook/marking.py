"""What staff do to a grade: adjust, comment, excuse, return."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.rooms.courses.api import (
    Placed,
    find_enrollment,
    find_item,
    is_visible,
    require,
    require_student,
)
from lectorium.rooms.gradebook.entries import find_entry, recompute, settle
from lectorium.rooms.gradebook.holding import require_over
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.submissions.api import SittingReopened


def change_grade(
    session: Session,
    actor: Actor,
    item_id: UUID,
    student_id: UUID,
    *,
    adjustment: Decimal | None = None,
    feedback: str | None = None,
    private_notes: str | None = None,
    excused: bool | None = None,
    returned: bool | None = None,
) -> GradebookEntry:
    """Change a student's entry; absent values stay.  Nobody grades themselves (I16)."""
    gradable(session, actor, item_id, student_id)
    entry = recompute(session, student_id, item_id)
    before = picture(entry)
    if adjustment is not None:
        entry.adjustment, entry.override_by = adjustment, actor.user_id
    entry.manual_feedback = feedback if feedback is not None else entry.manual_feedback
    entry.private_notes = private_notes if private_notes is not None else entry.private_notes
    if excused is not None:
        entry.status = "excused" if excused else "pending"
    settle(session, entry)
    if returned:
        require_over(session, item_id)
    if returned is not None:
        _return(session, actor, entry, returned=returned)
    session.flush()
    record(session, actor, "grade.change", "gradebook_entry", [entry.id], before=before, after=picture(entry))
    return entry


def return_grades(session: Session, actor: Actor, item_id: UUID) -> int:
    """Return all graded entries of an item, of the students whose data the actor sees; returns how many."""
    placed = find_item(session, actor, item_id)
    found = require(session, actor, placed.module.class_id, student_data="grade", writable=True)
    require_over(session, item_id)
    statement = select(GradebookEntry).where(
        GradebookEntry.content_item_id == item_id,
        is_visible(found, GradebookEntry.student_id),
        GradebookEntry.returned_at.is_(None),
        GradebookEntry.status.in_(("graded", "excused")),
    )
    entries = session.scalars(statement.with_for_update()).all()
    moment = now(session)
    for entry in entries:
        entry.returned_at = moment
    ids = [entry.id for entry in entries]
    record(session, actor, "grade.return", "gradebook_entry", ids, item=str(item_id))
    return len(entries)


def on_reopened(session: Session, event: SittingReopened) -> None:
    """Hold a grade again whose exam goes on: what it came to would help (I8)."""
    entry = find_entry(session, event.student_id, event.content_item_id)
    if entry is None or entry.returned_at is None:
        return
    before = picture(entry)
    entry.returned_at = None
    session.flush()
    record(
        session,
        event.actor,
        "grade.change",
        "gradebook_entry",
        [entry.id],
        before=before,
        after=picture(entry),
    )


def gradable(session: Session, actor: Actor, item_id: UUID, student_id: UUID) -> Placed:
    """The item, if the actor may grade this student on it."""
    placed = find_item(session, actor, item_id)
    found = require(session, actor, placed.module.class_id, student_data="grade", writable=True)
    if student_id == actor.user_id:
        raise Forbidden("Nobody grades themselves. Nothing was changed. Ask another teacher.")
    if find_enrollment(session, placed.module.class_id, student_id) is None:
        raise NotFound.of("student")
    require_student(session, found, student_id)
    return placed


def picture(entry: GradebookEntry) -> dict[str, Any]:
    """What an audit event keeps of an entry."""
    return {
        "status": entry.status,
        "adjustment": str(entry.adjustment),
        "score": None if entry.score_obtained is None else str(entry.score_obtained),
        "returned": entry.returned_at is not None,
        "feedback": entry.manual_feedback,
    }


def _return(session: Session, actor: Actor, entry: GradebookEntry, *, returned: bool) -> None:
    if not returned:
        entry.returned_at = None
        entry.override_by = actor.user_id if entry.status == "graded" else entry.override_by
        return
    if entry.raw_score is None and entry.status != "excused":
        raise Conflict("Nothing was handed in here, so there is no grade to return. Nothing was changed.")
    if entry.status == "pending":
        entry.override_by, entry.status = actor.user_id, "graded"
    entry.returned_at = now(session)
