"""The queue's head: which run a free worker takes (I3).

The most urgent first; among these every lane (a class, or a school for work outside of
classes) in turn, however many wait in it; within a lane each student's first before
anybody's second.  But of every ``RECENT`` runs begun, one at least is of each urgency that
waits, so nothing waits for ever.

One statement finds the run and takes it.  What it costs grows with the lanes that wait, not
with the runs: it leaps from lane to lane through the index of what is queued.  Rows that
another worker is just taking are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import Mode
from lectorium.rooms.grading.waiting import tell
from lectorium.rooms.submissions.api import AttemptType

RECENT = 64
TAKE = """
UPDATE grading_runs g
SET status = 'processing', lease_owner = :owner, started_at = lectorium_now(), tries = g.tries + 1,
    lease_expires_at = lectorium_now() + make_interval(secs => :seconds)
FROM chosen n
JOIN submission_attempts a ON a.id = n.attempt_id
JOIN challenges c ON c.id = a.challenge_id
WHERE g.id = n.id
RETURNING g.id, g.attempt_id, g.is_current, g.problem_version_id, g.tries,
  a.challenge_id, a.student_id, c.class_id, a.type, a.code_blob_ref, g.lease_owner,
  (SELECT s.mode FROM assignment_problems p JOIN assignments s ON s.id = p.assignment_id WHERE p.id = c.id)
"""
FAIREST = """
WITH RECURSIVE recent AS MATERIALIZED (
  SELECT urgency, lane_id, started_at FROM grading_runs
  WHERE started_at IS NOT NULL ORDER BY started_at DESC LIMIT :recent
), busy AS MATERIALIZED (
  SELECT urgency, lane_id, count(*) AS runs FROM grading_runs WHERE status = 'processing' GROUP BY 1, 2
), waiting AS (
  (SELECT urgency, lane_id FROM grading_runs WHERE status = 'queued' ORDER BY urgency, lane_id LIMIT 1)
  UNION ALL
  SELECT after.urgency, after.lane_id FROM waiting w CROSS JOIN LATERAL (
    SELECT r.urgency, r.lane_id FROM grading_runs r
    WHERE r.status = 'queued' AND (r.urgency, r.lane_id) > (w.urgency, w.lane_id)
    ORDER BY r.urgency, r.lane_id LIMIT 1) after
), served AS MATERIALIZED (
  SELECT urgency, lane_id, max(started_at) AS last FROM recent GROUP BY 1, 2
), turns AS MATERIALIZED (
  SELECT w.urgency, w.lane_id FROM waiting w
  LEFT JOIN busy b USING (urgency, lane_id) LEFT JOIN served s USING (urgency, lane_id)
  WHERE w.urgency = ANY(:urgencies)
  ORDER BY w.urgency IN (SELECT urgency FROM recent), w.urgency, coalesce(b.runs, 0), s.last NULLS FIRST
), chosen AS MATERIALIZED (
  SELECT r.id, r.attempt_id FROM turns t CROSS JOIN LATERAL (
    SELECT id, attempt_id FROM grading_runs
    WHERE status = 'queued' AND urgency = t.urgency AND lane_id = t.lane_id
    ORDER BY lap, id LIMIT 1 FOR UPDATE SKIP LOCKED) r
  LIMIT 1
)
"""
THIS_ONE = """
WITH chosen AS MATERIALIZED (
  SELECT id, attempt_id FROM grading_runs WHERE id = :run_id
  AND (status = 'queued' OR (status = 'processing' AND lease_expires_at < lectorium_now())) FOR UPDATE
)
"""
TAKE_NEXT, TAKE_THIS_ONE = text(FAIREST + TAKE), text(THIS_ONE + TAKE)


@dataclass(frozen=True, slots=True)
class Leased:
    """A run that is a worker's for now, and all that grading needs to know of it."""

    run_id: UUID
    attempt_id: UUID
    is_current: bool
    version_id: UUID
    tries: int
    challenge_id: UUID
    student_id: UUID
    class_id: UUID | None
    type: AttemptType
    code_blob_ref: str
    owner: str
    mode: Mode | None


def lease_next(session: Session, owner: str, seconds: int, urgencies: Sequence[int]) -> Leased | None:
    """Take the run whose turn it is among these urgencies; None if nothing waits."""
    given = {"owner": owner, "seconds": seconds, "urgencies": list(urgencies), "recent": RECENT}
    return _take(session, TAKE_NEXT, given)


def lease(session: Session, run_id: UUID, owner: str, seconds: int) -> Leased | None:
    """Take one certain run; None if it is somebody else's now, or has ended."""
    return _take(session, TAKE_THIS_ONE, {"run_id": run_id, "owner": owner, "seconds": seconds})


def _take(session: Session, statement: TextClause, given: dict[str, object]) -> Leased | None:
    row = session.execute(statement, given).one_or_none()
    if row is None:
        return None
    leased = Leased(*row)
    if leased.is_current:
        tell(session, leased, leased.attempt_id, "processing")
    return leased
