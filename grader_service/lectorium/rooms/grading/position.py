"""Where a waiting run stands, and about how long it will be."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

FAR = 2000
"""Nobody is told of more than this before them, and nothing is counted further."""
SAMPLE = 40
WHERE = text("""
WITH RECURSIVE current AS MATERIALIZED (
  SELECT urgency, lane_id, lap, id, status FROM grading_runs WHERE attempt_id = :attempt_id AND is_current
), mine AS MATERIALIZED (
  SELECT urgency, lane_id, lap, id FROM current WHERE status = 'queued'
), own AS MATERIALIZED (
  SELECT count(*) AS runs FROM mine m CROSS JOIN LATERAL (SELECT FROM grading_runs r
    WHERE r.status = 'queued' AND r.urgency = m.urgency AND r.lane_id = m.lane_id
    AND (r.lap, r.id) < (m.lap, m.id) LIMIT :far) before
), lanes AS (
  (SELECT urgency, lane_id FROM grading_runs WHERE status = 'queued' ORDER BY urgency, lane_id LIMIT 1)
  UNION ALL
  SELECT after.urgency, after.lane_id FROM lanes l CROSS JOIN mine m CROSS JOIN LATERAL (
    SELECT r.urgency, r.lane_id FROM grading_runs r
    WHERE r.status = 'queued' AND (r.urgency, r.lane_id) > (l.urgency, l.lane_id) AND r.urgency <= m.urgency
    ORDER BY r.urgency, r.lane_id LIMIT 1) after
), others AS MATERIALIZED (
  SELECT count(*) AS runs FROM (SELECT FROM mine m CROSS JOIN own o CROSS JOIN lanes l CROSS JOIN LATERAL (
      SELECT FROM grading_runs r
      WHERE r.status = 'queued' AND r.urgency = l.urgency AND r.lane_id = l.lane_id
      LIMIT CASE WHEN l.urgency < m.urgency THEN :far ELSE o.runs END) before
    WHERE l.urgency < m.urgency OR (l.urgency = m.urgency AND l.lane_id <> m.lane_id) LIMIT :far) counted
), pace AS MATERIALIZED (
  SELECT avg(extract(epoch FROM finished_at - started_at)) AS seconds FROM (
    SELECT started_at, finished_at FROM grading_runs WHERE started_at IS NOT NULL
    ORDER BY started_at DESC LIMIT :sample) lately
  WHERE finished_at > started_at
), graders AS MATERIALIZED (
  SELECT count(*) AS busy FROM grading_runs WHERE status = 'processing'
)
SELECT least(own.runs + others.runs, :far)::int AS ahead, pace.seconds, graders.busy
FROM mine, own, others, pace, graders
""")


@dataclass(frozen=True)
class Position:
    """How many go before, as things stand; and in about how many seconds the result is there, if known."""

    ahead: int
    expected_wait_seconds: int | None


def position_of(session: Session, attempt_id: UUID) -> Position | None:
    """Where an attempt's current run stands in line; None once it has been begun.

    Every lane that waits goes as often as one's own before it is one's turn.  The wait follows from
    how long the last runs took and how many are at work.
    """
    row = session.execute(WHERE, {"attempt_id": attempt_id, "far": FAR, "sample": SAMPLE}).one_or_none()
    if row is None:
        return None
    if row.seconds is None:
        return Position(row.ahead, None)
    return Position(row.ahead, round((row.ahead + 1) * float(row.seconds) / max(1, row.busy)))
