"""Results."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Instant, Points, Shape
from lectorium_wire.submissions import Attempt

Status = Literal["pass", "fail", "timeout", "runtime_error", "skipped", "infra_error", "pending"]


class TestResult(Shape):
    """One test; what a student may not see of it is absent, not masked."""

    test_case_id: UUID
    name: str
    kind: Literal["cell", "io", "call", "manual", "answer"]
    visibility: Literal["always", "after_due", "after_return", "never"]
    status: Status
    score: Points
    points: Points
    message: str = ""
    called: str | None = None
    expected: str | None = None
    got: str | None = None
    stdout: str = ""
    stderr: str = ""
    wall_ms: int | None = None
    cell_key: str | None = None


class HiddenSummary(Shape):
    """Hidden tests, as far as the teacher allows."""

    count: int
    passed: int
    score: Points
    points: Points


class Flag(Shape):
    """Something staff should know of an attempt; `suspect` is worth a look, a `note` has no consequence."""

    code: str = Field(description="What it is, for programs: tampering, test_missing, test_duplicated…")
    level: Literal["suspect", "note"]
    message: str
    tests: list[str] = Field(default=[], description="The keys of the tests it concerns")


class Result(Shape):
    """The result of one attempt, as its reader may see it."""

    attempt: Attempt
    status: Literal["queued", "processing", "completed", "error", "superseded", "held"]
    fault: Literal["none", "student", "limit", "platform"] = "none"
    message: str
    next_step: str
    score: Points | None
    points: Points | None
    passed: int | None
    total: int | None
    execution_time_ms: int | None
    memory_usage_kb: int | None
    finished_at: Instant | None
    tests: list[TestResult]
    hidden: HiddenSummary | None
    flags: list[Flag] = Field(default=[], description="For staff; empty for students")


class GradingEvent(Shape):
    """What the event stream says: ask for the result again."""

    attempt_id: UUID
    challenge_id: UUID
    type: Literal["test_run", "final_submission"]
    status: Literal["queued", "processing", "completed", "error", "superseded"]
