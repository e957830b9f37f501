"""What a result looks like to whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from lectorium.rooms.grading.api import Flag, GradingRun, Position
from lectorium.rooms.submissions.api import SubmissionAttempt


@dataclass(frozen=True)
class TestView:
    """One test as its reader may see it."""

    __test__ = False

    test_case_id: UUID
    name: str
    kind: str
    visibility: str
    status: str
    score: Decimal
    points: Decimal
    message: str = ""
    called: str | None = None
    expected: str | None = None
    got: str | None = None
    stdout: str = ""
    stderr: str = ""
    wall_ms: int | None = None
    cell_key: str | None = None


@dataclass(frozen=True)
class HiddenSummary:
    """Hidden tests, summed."""

    count: int
    passed: int
    score: Decimal
    points: Decimal


@dataclass(frozen=True)
class ResultView:
    """A result as its reader may see it."""

    attempt: SubmissionAttempt
    run: GradingRun
    status: Literal["queued", "processing", "completed", "error", "superseded", "held"]
    fault: str
    message: str
    next_step: str
    score: Decimal | None = None
    points: Decimal | None = None
    passed: int | None = None
    total: int | None = None
    tests: Sequence[TestView] = ()
    hidden: HiddenSummary | None = None
    flags: Sequence[Flag] = field(default_factory=tuple)
    place: Position | None = None
    """Where it stands in line, while it does."""
    is_sealed: bool = False
    """In an exam nothing is told but that it was handed in."""
    shows_use: bool = True
    """Whether time and memory are shown: code that has seen a hidden test can tell it by either (I25)."""

    @property
    def execution_time_ms(self) -> int | None:
        """How long it ran."""
        return self.run.execution_time_ms if self.shows_use else None

    @property
    def memory_usage_kb(self) -> int | None:
        """The most memory it held."""
        return self.run.memory_usage_kb if self.shows_use else None

    @property
    def finished_at(self) -> datetime | None:
        """When the run ended."""
        return None if self.is_sealed else self.run.finished_at
