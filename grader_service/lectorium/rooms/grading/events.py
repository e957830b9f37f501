"""What grading tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lectorium.kit.events import Event
from lectorium.rooms.submissions.api import AttemptType


@dataclass(frozen=True)
class AttemptGraded(Event):
    """An attempt's current run has ended, well or not."""

    run_id: UUID
    attempt_id: UUID
    challenge_id: UUID
    student_id: UUID
    type: AttemptType
    failed: bool
    """Ended as our error: nothing was graded."""
