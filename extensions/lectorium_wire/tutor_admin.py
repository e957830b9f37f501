"""Keeping the tutor: its models, its instructions, what it has cost, and asking recorded questions again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer

from lectorium_wire.base import Body, Instant, Query, Shape

Use = Literal["tutor", "replay"]
Grouping = Literal["day", "class", "model"]
ReplayState = Literal["running", "completed", "cancelled"]
ReplayItemState = Literal["waiting", "completed", "failed"]
Choice = Literal["left", "right", "tie", "neither"]
Vote = Literal["recorded", "replayed", "tie", "neither"]
MAX_INSTRUCTION = 20_000

Money = Annotated[Decimal, PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")]
"""An exact amount; a JSON text, since a number would be rounded."""
Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9000, 12, 31))]
"""Far from what calendars end with: there another time zone makes it no date any more."""


class ModelSettings(Body):
    """How a model is asked; `context_tokens` is what question and answer share."""

    v: Literal[1] = 1
    temperature: float = Field(default=0.2, ge=0, le=2)
    max_tokens: int = Field(default=400, ge=1, le=8_192)
    context_tokens: int = Field(default=4_096, ge=512, le=1_000_000)


class ModelSettingsChange(Body):
    """Other settings; absent keys stay."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int | None = Field(default=None, ge=1, le=8_192)
    context_tokens: int | None = Field(default=None, ge=512, le=1_000_000)


class TutorModelCreate(Body):
    """A model of the school's own."""

    name: str = Field(min_length=1, max_length=100, pattern=r"\S")
    version: str = Field(min_length=1, max_length=60, pattern=r"\S")
    endpoint: str = Field(min_length=1, max_length=60, description="A server of the settings, by its name")
    served_name: str = Field(min_length=1, max_length=200, description="What that server calls the model")
    description: str = Field(default="", max_length=2_000)
    settings: ModelSettings = Field(default_factory=ModelSettings)
    input_price: Price = Field(default=Decimal(0), description="Per million tokens that it reads")
    output_price: Price = Field(default=Decimal(0), description="Per million tokens that it writes")
    currency: str = Field(default="EUR", min_length=3, max_length=3, description="Three capital letters")


class TutorModelPatch(Body):
    """Changes of a model; absent keys stay. What says by what an answer was given never changes."""

    description: str | None = Field(default=None, max_length=2_000)
    settings: ModelSettingsChange | None = None
    input_price: Price | None = None
    output_price: Price | None = None
    retired: bool | None = Field(
        default=None, description="true: it answers no more, and what names it falls back"
    )


class TutorModel(Shape):
    """A language model that may answer."""

    id: UUID
    name: str
    version: str
    description: str
    endpoint: str
    served_name: str
    settings: ModelSettings
    input_price: Money = Field(description="Per million tokens that it reads, as a text")
    output_price: Money = Field(description="Per million tokens that it writes, as a text")
    currency: str
    is_ours: bool = Field(description="Whether it comes with the platform: then no school changes it")
    policies: int = Field(description="How many of the school's settings name it")
    created_at: Instant
    retired_at: Instant | None


class PromptQuery(Query):
    """Which instructions."""

    alias: str | None = Field(default=None, max_length=60)


class PromptRow(Shape):
    """A version of an instruction, without its text."""

    id: UUID
    alias: str
    version: int
    is_ours: bool = Field(description="Whether it comes with the platform")
    created_at: Instant


class Prompt(PromptRow):
    """A version of an instruction."""

    body: str = Field(description="With the places $title, $language and $help")


class PromptCreate(Body):
    """The next version under an alias of the school's own."""

    alias: str = Field(pattern=r"^[a-z][a-z0-9-]{0,59}$", description="Small letters, digits and dashes")
    body: str = Field(min_length=1, max_length=MAX_INSTRUCTION, description="Must hold the place $help")


class CostQuery(Query):
    """Which days, and what is summed up together."""

    since: Day | None = Field(default=None, description="The first day; absent: 30 days in all")
    until: Day | None = Field(default=None, description="The last day; absent: today")
    by: str = Field(
        default="day,class,model",
        max_length=40,
        pattern=r"^((day|class|model)(,(day|class|model)){0,2})?$",
        description="Of `day`, `class` and `model` any, with commas between",
    )


class CostRow(Shape):
    """What came together in a group; null where it isn't grouped by that."""

    day: date | None
    class_id: UUID | None = Field(description="Null for practice, too")
    class_name: str
    model_id: UUID | None
    model_name: str
    use: Use = Field(description="`tutor`: students' questions; `replay`: asked again")
    currency: str
    questions: int
    prompt_tokens: int
    completion_tokens: int
    cost: Money = Field(description="Exact, as a text")
    estimated: int = Field(description="For so many of the questions tokens and cost are estimates")


class ReplayCreate(Body):
    """Which recorded questions to ask again, the newest that fit, and of whom."""

    class_id: UUID | None = Field(default=None, description="Of a class; or name a challenge")
    challenge_id: UUID | None = Field(default=None, description="Of one challenge; a standalone one as well")
    model_id: UUID
    prompt_id: UUID | None = Field(default=None, description="Absent: each with the instruction it had")
    since: Day | None = Field(default=None, description="The first day, in the class's time zone")
    until: Day | None = Field(default=None, description="The last day")
    most: int = Field(default=20, ge=1, le=200)


class ReplayTotals(Shape):
    """What the votes come to; the share of the replayed answers among decided ones, with a 95 % interval."""

    recorded: int
    replayed: int
    tie: int
    neither: int
    share: float | None
    low: float | None
    high: float | None


class Replay(Shape):
    """Recorded questions, asked again, and how far that is."""

    id: UUID
    class_id: UUID | None
    class_name: str | None
    challenge_id: UUID | None
    challenge_title: str | None
    model_id: UUID
    model: str
    prompt_id: UUID | None
    instruction: str | None
    state: ReplayState
    since: date | None
    until: date | None
    created_by: str
    created_at: Instant
    ended_at: Instant | None
    waiting: int
    completed: int
    failed: int
    tokens: int
    cost: Money
    currency: str


class ReplayRow(Shape):
    """A question of a replay in a list."""

    interaction_id: UUID
    question: str = Field(description="How it begins")
    state: ReplayItemState
    error: str | None
    vote: Vote | None


class ReplaySide(Shape):
    """Who gave an answer, and what it took."""

    model: str
    instruction: str
    tokens: int | None
    latency_ms: int | None


class ReplayPair(Shape):
    """Both answers to a question, in an order nobody knows; names are null until somebody has voted."""

    interaction_id: UUID
    question: str
    code: str
    error: str
    left: str = Field(description="The model's own words, before any check")
    right: str
    vote: Vote | None
    left_is: Literal["recorded", "replayed"] | None
    recorded: ReplaySide | None
    replayed: ReplaySide | None


class ReplayVote(Body):
    """Which of the two is better."""

    choice: Choice
