"""Exceptions: other dates, time or attempts for a student, or for all who bear a label; and why they hold."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Shape
from lectorium_wire.courses import BeforeJoining
from lectorium_wire.people import Person

OverrideField = Literal["release_date", "due_date", "duration_minutes", "max_attempts"]


class OverridePut(Body):
    """What an exception says; an absent key is as without it, null takes the limit away.

    It gives more and never less: a stricter value is refused with 422 and code `gives_less`.
    """

    release_date: Instant | None = None
    due_date: Instant | None = None
    duration_minutes: int | None = Field(
        default=None, ge=1, le=60 * 24 * 31, description="Of an exam; null: the whole window"
    )
    max_attempts: int | None = Field(default=None, ge=1, le=1000, description="Per problem; null: unlimited")
    reason: str = Field(default="", max_length=2000, description="For the class's staff and the audit")
    confirm: bool = Field(default=False, description="Take time away from students who counted on it")


class OverrideDelete(Body):
    """How an exception is taken away."""

    reason: str = Field(default="", max_length=2000)
    confirm: bool = Field(default=False, description="Take time away from students who counted on it")


class OverrideLabel(Shape):
    """The section or label that an exception is for."""

    id: UUID
    name: str
    kind: Literal["section", "label"]


class Override(Shape):
    """An exception; of `student` and `label` one is null. A key that `sets` doesn't name says nothing."""

    id: UUID
    item_id: UUID
    item_title: str
    student: Person | None
    label: OverrideLabel | None
    sets: list[OverrideField]
    release_date: Instant | None
    due_date: Instant | None
    duration_minutes: int | None
    max_attempts: int | None
    reason: str
    made_by: str
    created_at: Instant


class Candidate(Shape):
    """What the item, a label's exception or the student's own says about one field."""

    source: Literal["item", "label", "student"]
    value: Instant | int | None = Field(description="null: no limit")
    decides: bool = Field(description="The student has this value because of it")
    why: str
    override: Override | None = None


class FieldWhy(Shape):
    """One field: what holds for the student, and all that was considered."""

    name: OverrideField
    value: Instant | int | None = Field(description="null: no limit")
    candidates: list[Candidate]


class Explanation(Shape):
    """Why a student's dates, time and attempts on an item are what they are."""

    item_id: UUID
    student: Person
    time_multiplier: float = Field(description="How much longer than others the student has in exams")
    joined_at: Instant = Field(description="Since when the student is in the class")
    before_joining: BeforeJoining | None = Field(
        description="What it is with nothing handed in, where it was due before that; else null"
    )
    fields: list[FieldWhy]
