"""What authoring tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lectorium.kit.events import Event


@dataclass(frozen=True)
class ChallengeUpgraded(Event):
    """A challenge was pinned to another version of its problem; ``assignment_id`` where it is in one."""

    challenge_id: UUID
    assignment_id: UUID | None
