"""What grading tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lectorium.kit.events import Event
from lectorium.rooms.people.api import Actor
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


@dataclass(frozen=True)
class TrialEnded(Event):
    """A run that doesn't count, such as a regrade's, has ended, well or not."""

    run_id: UUID
    attempt_id: UUID


@dataclass(frozen=True)
class RegradeBegun(Event):
    """A regrade is about to be applied: nothing has changed yet."""

    regrade_id: UUID
    challenge_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class AttemptsRegraded(Event):
    """Other runs of some students' attempts are current now: applied, or with ``undone`` as before."""

    regrade_id: UUID
    actor: Actor
    reason: str
    challenge_ids: tuple[UUID, ...]
    student_ids: tuple[UUID, ...]
    undone: bool
