"""The job of regrading, as a plain function: a worker calls it with an id."""

from __future__ import annotations

from uuid import UUID

from lectorium.kit.database import Database
from lectorium.rooms.grading.regrading.apply import apply_batch
from lectorium.rooms.grading.regrading.rights import lock_regrade
from lectorium.rooms.grading.regrading.undo import undo_batch


def regrade(database: Database, regrade_id: UUID) -> int:
    """Apply or undo a regrade to its end or until it is stopped; returns how many batches that were.

    Each batch is a transaction that locks the regrade, so a worker that is killed leaves whole batches,
    a job delivered again goes on after them, and two workers at once take turns.
    """
    batches = 0
    while next_batch(database, regrade_id):
        batches += 1
    return batches


def next_batch(database: Database, regrade_id: UUID) -> bool:
    """One batch, in one transaction; False when nothing is left to do."""
    with database.transaction() as session:
        job = lock_regrade(session, regrade_id)
        if job.state == "applying":
            return apply_batch(session, job)
        if job.state == "undoing":
            return undo_batch(session, job)
        return False
