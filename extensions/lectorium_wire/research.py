"""The research view of a class: consenting people alone, under pseudonyms."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Shape
from lectorium_wire.people import Person

QuestionKind = Literal["chat", "explain", "hint"]


class ResearchClass(Shape):
    """A class whose research view I was let into."""

    id: UUID
    name: str
    section: str


class Researcher(Shape):
    """Somebody who was let into a class's research view."""

    person: Person
    granted_at: Instant


class ResearcherCreate(Body):
    """Whom to let in."""

    username: str = Field(min_length=1, max_length=254, description="Username or address of a researcher")


class ResearchRow(Shape):
    """A question to the tutor and its answer; names, usernames and addresses of the class are masked."""

    id: str = Field(description="Stable for this class, and leads to nothing")
    person: str = Field(description="A pseudonym: stable for this class, another one in every other")
    challenge_id: UUID
    challenge: str
    kind: QuestionKind
    asked_at: Instant = Field(description="Cut to the minute")
    answer_seconds: float | None = Field(description="How long the answer took")
    question: str
    answer: str = Field(description="Markdown, as the student saw it")
    help_level: Literal["off", "concepts", "steps", "open"] | None
    hint_step: int | None
    guarding: Literal["none", "passed", "rewritten", "withheld"]
    rating: Literal[-1, 1] | None


class ResearchCell(Shape):
    """How many questions of a kind about a challenge."""

    challenge_id: UUID
    challenge: str
    kind: QuestionKind
    people: int = Field(description="How many people asked them: never fewer than `fewest`")
    questions: int


class ResearchSummary(Shape):
    """Who asks about what. What too few people asked about isn't in it, nor is any sum."""

    fewest: int
    cells: list[ResearchCell]
