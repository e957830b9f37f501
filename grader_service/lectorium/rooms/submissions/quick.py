"""The usual draft save in one statement: may they, is it current, swap, append.

Of all requests this is the most frequent by far.  The statement grants only the plain case, a
student of the class (or anybody, for a standalone challenge) saving changed work on the current
revision, in an exam while the sitting runs, of a problem that no exam closes; whatever it doesn't
grant goes the long way, which knows every rule and every error.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from lectorium.rooms.people.api import STAFF, Actor

APPEND = """
INSERT INTO solution_history
  (student_id, challenge_id, revision, session_id, sha256, solution, size, saved_at)
SELECT :student, :challenge, revision,
  (SELECT id FROM work_sessions
   WHERE user_id = :student AND challenge_id = :challenge AND ended_at IS NULL),
  :sha256, :solution, :size, last_updated
FROM swapped
RETURNING revision, saved_at
"""
CLOCK = """
WITH clock AS MATERIALIZED (SELECT lectorium_now() AS now),
sitting AS MATERIALIZED (
  SELECT x.id FROM exam_sittings x, assignment_problems p, clock
  WHERE p.id = :challenge AND x.content_item_id = p.assignment_id AND x.student_id = :student
    AND x.closed_at IS NULL AND clock.now <= x.deadline_at
  FOR SHARE OF x
),
"""
"""The time, and the sitting that it falls into: who ends that one waits for this save, and takes it (I7)."""
SWAPPED = """
swapped AS (
  UPDATE solutions
  SET revision = revision + 1, sha256 = :sha256, last_updated = clock.now,
      time_spent_seconds = time_spent_seconds + greatest(0, least(
        CAST(:focused AS integer), floor(extract(epoch FROM clock.now - last_updated))::integer))
  FROM clock
  WHERE student_id = :student AND challenge_id = :challenge
    AND revision = :revision AND sha256 <> :sha256 AND (NOT :in_exam OR EXISTS (SELECT FROM sitting))
  RETURNING revision, last_updated
)
"""
BEGUN = """
swapped AS (
  INSERT INTO solutions
    (student_id, challenge_id, revision, sha256, current_language, time_spent_seconds, last_updated)
  SELECT :student, :challenge, 1, :sha256, :language, 0, clock.now
  FROM clock WHERE NOT :in_exam OR EXISTS (SELECT FROM sitting)
  ON CONFLICT DO NOTHING
  RETURNING revision, last_updated
)
"""
ALLOWED = """
swapped AS (
  UPDATE solutions s
  SET revision = s.revision + 1, sha256 = :sha256, last_updated = clock.now,
      time_spent_seconds = s.time_spent_seconds + greatest(0, least(
        CAST(:focused AS integer), floor(extract(epoch FROM clock.now - s.last_updated))::integer))
  FROM clock, challenges c
  LEFT JOIN classes k ON k.id = c.class_id
  LEFT JOIN enrollments e ON e.class_id = c.class_id AND e.user_id = :student
  LEFT JOIN assignment_problems p ON p.id = c.id
  LEFT JOIN content_items i ON i.id = p.assignment_id
  LEFT JOIN assignments a ON a.id = p.assignment_id
  LEFT JOIN modules m ON m.id = i.module_id
  LEFT JOIN LATERAL lectorium_effective(i.id, :student) h ON true
  WHERE s.student_id = :student AND s.challenge_id = :challenge
    AND s.revision = :revision AND s.sha256 <> :sha256 AND (s.current_language = 'answer') = :is_answer
    AND c.id = s.challenge_id AND c.organization_id = :organization AND c.deleted_at IS NULL
    AND (c.class_id IS NULL OR (
      e.status = 'active' AND k.deleted_at IS NULL AND NOT k.is_archived
      AND i.is_published AND m.is_published AND coalesce(h.release_date <= clock.now, true)
      AND (a.mode <> 'exam' OR EXISTS (SELECT FROM sitting))))
    AND (:is_admin OR EXISTS (SELECT FROM sitting) OR NOT EXISTS (
      SELECT FROM problem_versions v
      JOIN problem_versions w ON w.problem_id = v.problem_id
      JOIN challenges o ON o.problem_version_id = w.id AND o.id <> c.id AND o.deleted_at IS NULL
      JOIN assignment_problems q ON q.id = o.id
      JOIN assignments b ON b.id = q.assignment_id AND b.mode = 'exam'
      JOIN classes l ON l.id = o.class_id AND l.deleted_at IS NULL
      WHERE v.id = c.problem_version_id
        AND (c.class_id IS NULL AND :is_outsider OR EXISTS (
          SELECT FROM enrollments t
          WHERE t.class_id = l.id AND t.user_id = :student AND t.role = 'student' AND t.status = 'active'))
        AND lectorium_exam_on(b.id, clock.now)))
  RETURNING s.revision, s.last_updated
)
"""
SWAP = text(CLOCK + SWAPPED + APPEND)
BEGIN = text(CLOCK + BEGUN + APPEND)
SAVE = text(CLOCK + ALLOWED + APPEND)


@dataclass(frozen=True)
class Swapped:
    """The new revision, and when it was saved."""

    revision: int
    saved_at: datetime


def quick_save(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    *,
    revision: int,
    digest: str,
    data: bytes,
    focused: int,
    is_answer: bool,
) -> Swapped | None:
    """Save changed content on the current revision; None where the long way must decide."""
    given = _given(actor, challenge_id, revision, digest, data, focused)
    given |= {"organization": actor.organization_id, "is_answer": is_answer}
    given |= {"is_admin": actor.is_admin, "is_outsider": actor.role not in STAFF}
    row = session.execute(SAVE, given).one_or_none()
    return None if row is None else Swapped(row.revision, row.saved_at)


def swap(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    *,
    revision: int,
    digest: str,
    data: bytes,
    focused: int,
    in_exam: bool,
) -> Swapped | None:
    """The same for a caller who knows that the actor may; None where that isn't the current revision.

    ``in_exam``: nor is it taken outside of the student's sitting.
    """
    given = _given(actor, challenge_id, revision, digest, data, focused)
    row = session.execute(SWAP, {**given, "in_exam": in_exam}).one_or_none()
    return None if row is None else Swapped(row.revision, row.saved_at)


def begin(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    *,
    language: str,
    digest: str,
    data: bytes,
    in_exam: bool,
) -> Swapped | None:
    """The first save; None where something is saved already, or in an exam outside of the sitting."""
    given = _given(actor, challenge_id, 0, digest, data, 0)
    given |= {"language": language, "in_exam": in_exam}
    row = session.execute(BEGIN, given).one_or_none()
    return None if row is None else Swapped(row.revision, row.saved_at)


def _given(
    actor: Actor, challenge_id: UUID, revision: int, digest: str, data: bytes, focused: int
) -> dict[str, object]:
    return {
        "student": actor.user_id,
        "challenge": challenge_id,
        "revision": revision,
        "sha256": digest,
        "focused": focused,
        "solution": zlib.compress(data, 6),
        "size": len(data),
    }
