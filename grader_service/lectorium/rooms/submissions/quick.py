"""The usual draft save in one statement: may they, is it current, swap, append.

Of all requests this is the most frequent by far.  The statement grants only the plain case, a
student of the class (or anybody, for a standalone challenge) saving changed work on the current
revision; whatever it doesn't grant goes the long way, which knows every rule and every error.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from lectorium.rooms.people.api import Actor

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
SWAPPED = """
WITH swapped AS (
  UPDATE solutions
  SET revision = revision + 1, sha256 = :sha256, last_updated = lectorium_now(),
      time_spent_seconds = time_spent_seconds + greatest(0, least(
        CAST(:focused AS integer), floor(extract(epoch FROM lectorium_now() - last_updated))::integer))
  WHERE student_id = :student AND challenge_id = :challenge
    AND revision = :revision AND sha256 <> :sha256
  RETURNING revision, last_updated
)
"""
ALLOWED = """
WITH clock AS MATERIALIZED (SELECT lectorium_now() AS now),
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
  LEFT JOIN modules m ON m.id = i.module_id
  LEFT JOIN LATERAL lectorium_effective(i.id, :student) h ON true
  WHERE s.student_id = :student AND s.challenge_id = :challenge
    AND s.revision = :revision AND s.sha256 <> :sha256 AND (s.current_language = 'answer') = :is_answer
    AND c.id = s.challenge_id AND c.organization_id = :organization AND c.deleted_at IS NULL
    AND (c.class_id IS NULL OR (
      e.status = 'active' AND k.deleted_at IS NULL AND NOT k.is_archived
      AND i.is_published AND m.is_published AND coalesce(h.release_date <= clock.now, true)))
  RETURNING s.revision, s.last_updated
)
"""
SWAP = text(SWAPPED + APPEND)
SAVE = text(ALLOWED + APPEND)


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
) -> Swapped | None:
    """The same for a caller who knows that the actor may; None where that isn't the current revision."""
    row = session.execute(SWAP, _given(actor, challenge_id, revision, digest, data, focused)).one_or_none()
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
