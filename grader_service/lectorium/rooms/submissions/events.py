"""What submissions tell the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lectorium.kit.events import Event
from lectorium.rooms.authoring.api import Mode
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.models import AttemptType


@dataclass(frozen=True)
class AttemptSubmitted(Event):
    """An attempt was accepted and is stored."""

    attempt_id: UUID
    challenge_id: UUID
    student_id: UUID
    organization_id: UUID
    class_id: UUID | None
    problem_version_id: UUID
    type: AttemptType
    mode: Mode


@dataclass(frozen=True)
class SittingReopened(Event):
    """A student may go on with an exam that had ended."""

    student_id: UUID
    content_item_id: UUID
    actor: Actor
