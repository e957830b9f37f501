"""What people allow, and what they ask to be done with their data."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Shape
from lectorium_wire.people import Person

Purpose = Literal["research"]


class Consent(Shape):
    """A use of my data that I am asked about, and what I said."""

    purpose: Purpose
    text: str = Field(description="What I would agree to, in words")
    text_version: int = Field(description="Of these words; other words are another version")
    given: bool = Field(description="To these words; what I said to others doesn't count")
    given_at: Instant | None
    given_version: int | None = Field(description="The version that I agreed to")


class ConsentChange(Body):
    """Give my consent to the words of this version, or withdraw it."""

    purpose: Purpose
    given: bool
    text_version: int = Field(ge=1, le=1_000_000)


class ErasureRequest(Shape):
    """My request to be erased."""

    id: UUID
    requested_at: Instant
    withdrawn_at: Instant | None
    decided_at: Instant | None
    answer: str = Field(description="Why it was declined; empty otherwise")


class OpenRequest(Shape):
    """Somebody who asks to be erased."""

    id: UUID
    person: Person
    requested_at: Instant


class ErasureLoss(Shape):
    """What a table's rows about a person lose."""

    table: str
    what: str
    rows: int


class ErasurePlan(OpenRequest):
    """What erasing somebody will do, found out by trying it and taking it back."""

    losses: list[ErasureLoss]
    obstacles: list[str] = Field(description="What must be settled before, each with what to do")


class ErasureDecision(Body):
    """Erase: the username again, so that nobody is erased by mistake."""

    username: str = Field(min_length=1, max_length=200)


class ErasureRefusal(Body):
    """Don't erase, and say why: the person reads it."""

    answer: str = Field(min_length=1, max_length=2000)


class PersonErased(Shape):
    """It is done."""

    pseudonym: str = Field(description="What their rows are called from now on")
    login_name: str = Field(description="What is left of them on the Hub, with a folder: delete it there")
