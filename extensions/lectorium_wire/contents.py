"""What stands in an assignment: its problems and its settings."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.authoring import Difficulty, Mode
from lectorium_wire.base import Body, Points, Shape

Language = Annotated[str, Field(max_length=40)]
OwnPoints = Annotated[Points, Field(ge=0, le=10_000, decimal_places=4)]


class AssignmentProblem(Shape):
    """A problem where it stands in an assignment."""

    challenge_id: UUID
    problem_id: UUID
    version_id: UUID
    number: int
    newest_number: int = Field(description="Larger than `number` where a newer version is published")
    title: str
    kind: Literal["notebook", "program", "question"]
    points: Points = Field(description="What it counts for here")
    version_points: Points = Field(description="What its tests are worth; they scale to `points`")
    custom_points: Points | None = Field(description="null: the version's own")
    languages: list[str] = Field(description="What it may be written in here")
    allowed_languages: list[str] | None
    hint_count: int
    hint_cost: Points | None = Field(description="null: the assignment's")
    begun: int = Field(description="Students with a draft")
    handed_in: int = Field(description="Students who have handed in; then it can't be removed any more")


class AssignmentContents(Shape):
    """An assignment or quiz for who edits it: settings, and problems in order."""

    item_id: UUID
    class_id: UUID
    title: str
    content_type: Literal["assignment", "quiz"]
    mode: Mode
    difficulty: Difficulty
    points_total: Points
    max_attempts: int | None
    accept_late: bool
    time_limit_mins: int | None
    allowed_languages: list[str] | None
    hint_cost: Points
    problems: list[AssignmentProblem]
    warnings: list[str] = Field(
        description="Problems of an exam that students have seen already, and what is closed meanwhile"
    )


class ProblemAdd(Body):
    """Put a frozen version at the end of an assignment."""

    problem_version_id: UUID
    title: str | None = Field(default=None, min_length=1, max_length=200)
    custom_points: OwnPoints | None = Field(default=None, description="null: the version's own")


class PlacePatch(Body):
    """What may change about a problem in an assignment; absent keys stay, null gives back the default."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    custom_points: OwnPoints | None = None
    allowed_languages: list[Language] | None = Field(default=None, min_length=1, max_length=20)
    hint_cost: OwnPoints | None = None


class ProblemOrder(Body):
    """The problems' challenges as they stand, and as they should."""

    before: list[UUID] = Field(max_length=50)
    after: list[UUID] = Field(max_length=50)


class SettingsPatch(Body):
    """How an assignment is taken; absent keys stay, and null is no limit."""

    mode: Mode | None = None
    difficulty: Difficulty | None = None
    max_attempts: int | None = Field(default=None, ge=1, le=1000)
    accept_late: bool | None = None
    time_limit_mins: int | None = Field(default=None, ge=1, le=44_640, description="Of an exam's sitting")
    allowed_languages: list[Language] | None = Field(default=None, min_length=1, max_length=20)
    hint_cost: OwnPoints | None = Field(
        default=None, description="Points that each hint costs; homework only"
    )
