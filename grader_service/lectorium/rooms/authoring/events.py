"""What authoring tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from lectorium.kit.events import Event


@dataclass(frozen=True)
class ChallengeUpgraded(Event):
    """A challenge was pinned to another version of its problem; ``assignment_id`` where it is in one."""

    challenge_id: UUID
    assignment_id: UUID | None


Change = Literal["add", "remove", "order", "points", "mode", "time"]


@dataclass(frozen=True)
class ContentsChanging(Event):
    """Somebody is about to change an assignment; who knows why it is too late for that raises.

    ``change``: a problem comes, goes, moves or counts otherwise; it becomes an exam or stops being one;
    its exam takes longer or less.  ``challenge_id`` where it is about one problem.
    """

    assignment_id: UUID
    change: Change
    challenge_id: UUID | None = None


@dataclass(frozen=True)
class PointsChanged(Event):
    """What an assignment's problems count for has changed."""

    assignment_id: UUID


@dataclass(frozen=True)
class HintTaken(Event):
    """A student took a step of help that costs points."""

    student_id: UUID
    challenge_id: UUID
    assignment_id: UUID


@dataclass(frozen=True)
class SupportPublished(Event):
    """A version was published that brings materials for the tutor to read."""

    version_id: UUID
