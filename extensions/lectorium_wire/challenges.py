"""What is set for students: challenges as their solvers meet them, and help in steps."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Points, Query, Shape

Mode = Literal["practice", "homework", "exam"]
Difficulty = Literal["easy", "medium", "hard"]
Visibility = Literal["always", "after_due", "after_return", "never"]
Notebook = dict[str, Any]
MAX_FILE = 8_000_000
TIME_LIMIT = "Of an exam's sitting; null: the whole window, from the release date to the due date"


class ChallengeCreate(Body):
    """A standalone challenge: practice for the whole school, in no class."""

    problem_version_id: UUID
    title: str | None = Field(default=None, min_length=1, max_length=200)


class ChallengePatch(Body):
    """Another title for a standalone challenge."""

    title: str = Field(min_length=1, max_length=200, pattern=r"\S")


class PracticeQuery(Query):
    """Search the standalone challenges; all that is given must fit."""

    search: str | None = Field(
        default=None,
        max_length=100,
        description="Words of the title, the statement or the topics; case and accents don't matter",
    )
    topics: str | None = Field(default=None, max_length=410, description="One or more, with commas between")
    difficulty: Difficulty | None = None
    kind: Literal["notebook", "program"] | None = None
    mine: bool = Field(default=False, description="Only what I set")


class ChallengeCard(Shape):
    """Something to solve."""

    id: UUID
    title: str
    kind: Literal["notebook", "program", "question"]
    class_id: UUID | None
    points_total: Points


class PracticeCard(ChallengeCard):
    """A standalone challenge, with how far I have come in it."""

    topics: list[str]
    difficulty: Difficulty
    languages: list[str]
    author_name: str = Field(description="Who set it")
    state: str
    best_score: Points | None
    may_change: bool = Field(description="Whether I may rename it and take it away")


class VisibleTest(Shape):
    """A test as a student may see it; `points` null where it is hidden."""

    id: UUID
    name: str
    points: Points


class Challenge(ChallengeCard):
    """Something to solve, with its rules for the caller."""

    class_name: str | None
    item_id: UUID | None
    item_title: str | None
    assignment_position: int | None
    description_markdown: str
    languages: list[str]
    mode: Mode
    due_date: Instant | None = Field(description="Of an exam that was begun, when my own sitting ends")
    release_date: Instant | None
    max_attempts: int | None
    accept_late: bool
    attempts_used: int
    attempts_left: int | None
    is_closed: bool
    closed_reason: str | None
    version_number: int
    hint_count: int = Field(description="0 in an exam, where they are closed")
    visible_tests: list[VisibleTest]
    hidden_tests: bool = Field(description="Whether there are any; an exam doesn't say")
    state: str
    best_score: Points | None
    file_name: str = Field(description="A good name for the notebook in the student's home, with folder")


class HintReveal(Body):
    """Which step of help, and the price that was shown; both may be left out."""

    step: int | None = Field(default=None, ge=1, le=1000, description="Absent: the next one")
    cost: Points | None = Field(
        default=None, ge=0, le=10_000, description="Taken only if that is what it costs, in points"
    )


class Hint(Shape):
    """One step of help that was taken; `cost` is what it cost then, in points."""

    step: int
    of: int
    markdown: str
    cost: Points
    revealed_at: Instant


class Hints(Shape):
    """The steps of help that were taken; `next_cost` in points, null after the last one."""

    items: list[Hint]
    left: int
    next_cost: Points | None
