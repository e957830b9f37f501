"""Grades."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Points, Query, Shape
from lectorium_wire.people import Person

EntryStatus = Literal["graded", "pending", "missing", "excused"]


class Grade(Shape):
    """One entry; for its student only once returned."""

    content_item_id: UUID
    student_id: UUID
    status: EntryStatus
    score: Points | None
    raw_score: Points | None
    hint_deduction: Points = Field(default=Decimal(0), description="What hints took away")
    adjustment: Points
    max_score: Points
    feedback: str
    submitted_at: Instant | None
    returned_at: Instant | None
    is_override: bool
    needs_manual: bool = False


class StaffGrade(Grade):
    """An entry as staff see it."""

    private_notes: str


class GradePatch(Body):
    """What staff may change; absent keys stay."""

    adjustment: Points | None = Field(default=None, ge=-10_000, le=10_000)
    feedback: str | None = Field(default=None, max_length=20_000)
    private_notes: str | None = Field(default=None, max_length=20_000)
    excused: bool | None = None
    returned: bool | None = None


class GradeColumn(Shape):
    """A column of the gradebook."""

    item_id: UUID
    title: str
    max_score: Points
    due_date: Instant | None


class GradeRow(Shape):
    """A student's line; `grades` stand in the order of the columns, null where there is none.

    What was due before the student joined, with nothing handed in, is `excused` or `missing`, as the class
    says, and without points.
    """

    student: Person
    grades: list[StaffGrade | None]
    flagged: list[bool] = Field(
        default=[], description="In the same order: whether an attempt handed in there is worth a look"
    )
    total: Points | None
    maximum: Points


class GradebookQuery(Query):
    """Students by name, or those with flagged work."""

    search: str | None = Field(default=None, max_length=100)
    flagged: bool = Field(default=False, description="Only students with an attempt that is worth a look")


class Gradebook(Shape):
    """Students × items."""

    class_id: UUID
    columns: list[GradeColumn]
    rows: list[GradeRow]
    next: str | None


class Returned(Shape):
    """How many students see their grade now."""

    returned: int


class MyGrade(Shape):
    """A line of My grades; the grade once it is returned, or where it was due before I joined."""

    item_id: UUID
    title: str
    max_score: Points
    due_date: Instant | None = Field(description="Of an exam that was begun, when my own sitting ends")
    grade: Grade | None
    message: str


class MyGrades(Shape):
    """My grades in a class."""

    class_id: UUID
    grades: list[MyGrade]
