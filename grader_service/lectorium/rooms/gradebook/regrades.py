"""What upgrades and regrades do to grades: computed anew, audited, and exactly undone."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import literal, null, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import AssignmentProblem, ChallengeUpgraded, PointsChanged
from lectorium.rooms.gradebook.entries import recompute_all, take_turn
from lectorium.rooms.gradebook.marking import picture
from lectorium.rooms.gradebook.models import GradebookEntry, RegradedEntry
from lectorium.rooms.grading.api import AttemptsRegraded, RegradeBegun
from lectorium.rooms.people.api import record

MANY = 1000


def on_upgraded(session: Session, event: ChallengeUpgraded) -> None:
    """The version's points are the entries' maximum: bring all of the item's entries along."""
    if event.assignment_id is not None:
        _recompute_item(session, event.assignment_id)


def on_points_changed(session: Session, event: PointsChanged) -> None:
    """Another problem, one less, or one that counts otherwise: all of the item's entries follow."""
    _recompute_item(session, event.assignment_id)


def _recompute_item(session: Session, item_id: UUID) -> None:
    statement = select(GradebookEntry.student_id).where(GradebookEntry.content_item_id == item_id)
    students = session.scalars(statement.order_by(GradebookEntry.student_id)).all()
    for begin in range(0, len(students), MANY):
        recompute_all(session, item_id, students[begin : begin + MANY])


def on_regrade_begun(session: Session, event: RegradeBegun) -> None:
    """Keep every entry of the items as it is, before anything changes."""
    columns = [
        "regrade_job_id",
        "entry_id",
        "score_before",
        "score_after",
        "returned_before",
        "returned_after",
    ]
    source = select(
        literal(event.regrade_id, type_=RegradedEntry.regrade_job_id.type),
        GradebookEntry.id,
        GradebookEntry.score_obtained,
        null(),
        GradebookEntry.returned_at,
        null(),
    ).where(GradebookEntry.content_item_id.in_(_items(session, event.challenge_ids)))
    session.execute(insert(RegradedEntry).from_select(columns, source).on_conflict_do_nothing())


def on_regraded(session: Session, event: AttemptsRegraded) -> None:
    """Compute the students' entries from the runs that count now; what staff have set by hand stays."""
    for item_id in _items(session, event.challenge_ids):
        _regrade_entries(session, event, item_id)


def _regrade_entries(session: Session, event: AttemptsRegraded, item_id: UUID) -> None:
    entries = take_turn(session, item_id, event.student_ids)
    before = {str(entry.id): picture(entry) for entry in entries}
    returned = {entry.id: entry.returned_at for entry in entries}
    recompute_all(session, item_id, event.student_ids)
    kept = _kept(session, event.regrade_id, entries)
    for entry in entries:
        snapshot = kept.get(entry.id)
        if snapshot is None:
            continue
        if not event.undone:
            snapshot.score_after, snapshot.returned_after = entry.score_obtained, entry.returned_at
        elif returned[entry.id] == snapshot.returned_after and entry.status != "pending":
            entry.returned_at = snapshot.returned_before
    session.flush()
    after = {str(entry.id): picture(entry) for entry in entries}
    changed = [entry.id for entry in entries if before[str(entry.id)] != after[str(entry.id)]]
    if changed:
        record(
            session,
            event.actor,
            "grade.regrade_undo" if event.undone else "grade.regrade",
            "gradebook_entry",
            changed,
            before={str(entry_id): before[str(entry_id)] for entry_id in changed},
            after={str(entry_id): after[str(entry_id)] for entry_id in changed},
            reason=event.reason,
            regrade=str(event.regrade_id),
        )


def _items(session: Session, challenge_ids: Iterable[UUID]) -> list[UUID]:
    """The items that challenges stand in; a standalone one stands in none."""
    statement = (
        select(AssignmentProblem.assignment_id)
        .where(AssignmentProblem.id.in_(list(challenge_ids)))
        .distinct()
        .order_by(AssignmentProblem.assignment_id)
    )
    return list(session.scalars(statement))


def _kept(session: Session, regrade_id: UUID, entries: Iterable[GradebookEntry]) -> dict[UUID, RegradedEntry]:
    statement = select(RegradedEntry).where(
        RegradedEntry.regrade_job_id == regrade_id, RegradedEntry.entry_id.in_([each.id for each in entries])
    )
    return {row.entry_id: row for row in session.scalars(statement)}
