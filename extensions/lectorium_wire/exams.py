"""Exams: sittings, their time, and what staff do about it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Query, Shape
from lectorium_wire.people import Person

ClosedBy = Literal["student", "time", "staff"]
SittingState = Literal["ready", "running", "closed", "missed"]
RunState = Literal["not started", "running", "closed"]


class ExamWork(Shape):
    """One problem of an exam and what the server holds of my work on it."""

    challenge_id: UUID
    title: str
    saved_at: Instant | None = Field(description="Of the last saved draft; null where nothing is saved")
    revision: int
    handed_in_at: Instant | None


class Sitting(Shape):
    """My sitting of an exam; before it has begun, its rules alone.

    The server's clock decides: count down from `remaining_seconds`, not from the clock of the machine.
    """

    item_id: UUID
    class_id: UUID
    title: str
    state: SittingState = Field(
        description="`ready` to start, `running`, `closed`, or `missed`: its time to start is over"
    )
    opens_at: Instant | None
    closes_at: Instant | None = Field(description="Until then it can be started")
    seconds: int | None = Field(
        description="How long a sitting lasts, extra time included; null: as long as the window"
    )
    would_end_at: Instant | None = Field(description="While it is `ready`: when it would end if begun now")
    server_now: Instant
    started_at: Instant | None
    deadline_at: Instant | None
    remaining_seconds: int | None = Field(description="While it runs")
    extra_minutes: int = Field(description="What staff have added")
    time_multiplier: float = Field(description="How much longer than for others it is for me")
    closed_at: Instant | None
    closed_by: ClosedBy | None
    work: list[ExamWork] = Field(description="The exam's problems; empty before it has begun")


class SittingRow(Shape):
    """A student of an exam's class, and how far they are."""

    student: Person
    sitting_id: UUID | None
    state: RunState
    started_at: Instant | None
    deadline_at: Instant | None
    remaining_seconds: int | None = Field(description="While it runs")
    extra_minutes: int
    time_multiplier: float
    closed_at: Instant | None
    closed_by: ClosedBy | None
    last_saved_at: Instant | None
    saved: int = Field(description="Problems with a saved draft")
    handed_in: int = Field(description="Problems handed in")


class Sittings(Shape):
    """A page of an exam's students, by username, and how it stands with all whom the caller sees."""

    item_id: UUID
    class_id: UUID
    title: str
    server_now: Instant
    opens_at: Instant | None
    closes_at: Instant | None
    over_at: Instant | None = Field(description="When the last student's time is over, as things stand")
    problems: int
    not_started: int
    running: int
    closed: int
    rows: list[SittingRow]
    next: str | None = None


class SittingQuery(Query):
    """Students by the beginning of a name, or by how far they are."""

    search: str | None = Field(default=None, max_length=100)
    state: RunState | None = None


class SittingsExtend(Body):
    """More time, for some students or for all who haven't handed in; who begins later has it too."""

    minutes: int = Field(ge=1, le=600)
    student_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = Field(
        default=None, description="null: all who haven't handed in"
    )
    reason: str = Field(default="", max_length=500)


class SittingsTakeBack(SittingsExtend):
    """Minutes that staff have given taken back, from some students or from all who have any."""

    confirm: bool = Field(default=False, description="Take time away that students were told they have")


class Extended(Shape):
    """Whom more time has reached."""

    running: int
    not_started: int


class TakenBack(Shape):
    """From whom minutes were taken back."""

    running: int = Field(description="Sittings that have less time now")
    over: int = Field(description="Those of them that ended at once")
    not_started: int = Field(description="Students who will begin with less")


class SittingReopen(Body):
    """Let a student go on who has handed in, or whose time was over."""

    minutes: int = Field(ge=1, le=600, description="How long, from now on; time left before isn't taken away")
    reason: str = Field(default="", max_length=500)


class SittingEvent(Shape):
    """What the event stream says: a sitting began, got another deadline, or ended."""

    item_id: UUID
    student_id: UUID
    state: RunState
    deadline_at: Instant | None
    closed_at: Instant | None
