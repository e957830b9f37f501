"""A problem's versions compared, and where it is used."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Points, Shape


class ChangesQuery(Body):
    """Which versions to compare, by their numbers."""

    before: int = Field(ge=1, le=100_000)
    after: int = Field(ge=1, le=100_000)


class DiffLine(Shape):
    """A line of a comparison; a `gap` stands for unchanged lines that are left out."""

    kind: Literal["same", "added", "removed", "gap"]
    text: str


class TextChange(Shape):
    """A text that differs."""

    key: str
    name: str
    lines: list[DiffLine]


class FactChange(Shape):
    """A value that differs, in words; empty where a side has none."""

    name: str
    before: str
    after: str


class CaseChange(Shape):
    """A test that came, went or differs."""

    key: str
    name: str
    fate: Literal["added", "removed", "changed"]
    facts: list[FactChange]
    lines: list[DiffLine]


class VersionChanges(Shape):
    """All that differs between two versions of a problem."""

    problem_id: UUID
    before: int
    after: int
    before_id: UUID
    after_id: UUID
    before_points: Points
    after_points: Points
    texts: list[TextChange]
    tests: list[CaseChange]
    facts: list[FactChange]


class ProblemUse(Shape):
    """A place of a problem that the reader may know of."""

    challenge_id: UUID
    title: str
    number: int = Field(description="The version that is set there")
    class_id: UUID | None = Field(description="null: practice that stands alone")
    class_name: str | None
    class_section: str | None
    item_id: UUID | None
    item_title: str | None
    students: int | None = Field(
        description="Who has handed in; null where the reader sees only some of the class's students"
    )
    may_upgrade: bool
    created_at: Instant


class ProblemUses(Shape):
    """Where a problem is used; `others` counts places that the reader may not know of."""

    items: list[ProblemUse]
    next: str | None
    others: int
