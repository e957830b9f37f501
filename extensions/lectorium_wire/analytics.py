"""What a researcher or a teacher reads of a class, row by row."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from lectorium_wire.base import Instant, Points, Shape


class AttemptRow(Shape):
    """One graded attempt of somebody; `student` is the username for staff."""

    attempt_id: UUID
    student: str
    item_id: UUID
    item: str
    challenge_id: UUID
    type: Literal["test_run", "final_submission"]
    attempt_number: int
    accepted_at: Instant
    is_late: bool
    status: str
    score: Points | None
    points: Points | None
    passed: int | None
    total: int | None
    execution_time_ms: int | None
    time_focused_seconds: int


class TestRow(Shape):
    """How often one test passed and failed, over the last final submission of each student."""

    item_id: UUID
    item: str
    challenge_id: UUID
    test_case_id: UUID
    test: str
    pass_count: int
    fail_count: int
    common_error: str
