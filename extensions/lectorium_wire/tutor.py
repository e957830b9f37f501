"""The tutor: questions and answers with the code as it stood, and what is allowed where."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from lectorium_wire.base import Body, Instant, Query, Shape

HelpLevel = Literal["off", "concepts", "steps", "open"]
QuestionKind = Literal["chat", "explain", "hint"]
InteractionKind = Literal["chat", "explain", "hint", "code_run"]
InteractionState = Literal["asked", "answering", "completed", "failed", "stopped"]
Guarding = Literal["none", "passed", "rewritten", "withheld"]
PolicySource = Literal["challenge", "class", "organization", "default"]
MAX_QUESTION = 8_000
MAX_CODE = 60_000
MAX_ERROR = 20_000
MAX_OUTPUT = 10_000


class QuestionContext(Body):
    """What else goes with a question; the three switches let a student leave something out."""

    error: str | None = Field(default=None, max_length=MAX_ERROR, description="The error as it was shown")
    cell_id: str | None = Field(default=None, max_length=64, description="The notebook's cell")
    attempt_id: UUID | None = Field(default=None, description="The test run meant; absent: the last one")
    use_code: bool = Field(default=True, description="Whether the tutor may read the code")
    use_error: bool = Field(default=True, description="Whether the tutor may read the error")
    use_run: bool = Field(
        default=True, description="Whether the tutor may read what the last run's tests said"
    )


class InteractionCreate(Body):
    """A question; asked again with the same `message_key` it is the same question."""

    message_key: UUID = Field(description="Made by who asks, new for each question")
    kind: QuestionKind = "chat"
    text: str = Field(
        default="", max_length=MAX_QUESTION, description="May be empty to have an error explained, or a hint"
    )
    code: str = Field(
        default="", max_length=MAX_CODE, description="Of the active cell; empty: the saved draft's"
    )
    context: QuestionContext = Field(default_factory=QuestionContext)


class Citation(Shape):
    """A source that an answer names, as `[number]`, and that was looked up for it."""

    number: int
    title: str
    place: str = Field(description="Such as “page 3”; empty for the whole")
    address: str | None = Field(
        description="The page that opens there, below the pages' address; null where students don't open it"
    )


class ModelName(Shape):
    """The model that answered."""

    name: str
    version: str


class InteractionRow(Shape):
    """A question and its answer, or a run of code; without the code, as in lists."""

    id: UUID
    challenge_id: UUID
    student_id: UUID
    session_id: UUID = Field(description="The session of work it belongs to")
    kind: InteractionKind
    state: InteractionState
    text: str = Field(description="The question; empty for a run")
    answer: str = Field(description="Markdown, as the student saw it; while it grows, so far")
    error: str | None = Field(description="Why there is no answer, for people to read")
    is_cut: bool = Field(description="Whether the answer ends because the model may write no more")
    created_at: Instant
    ended_at: Instant | None
    solution_revision: int | None = Field(description="The draft's revision at that moment")
    cell_id: str | None
    help_level: HelpLevel | None
    hint_step: int | None = Field(description="1 nudge, 2 concept, 3 where to look, 4 pseudo-code")
    guarding: Guarding = Field(
        description="What the check of the answer did: `rewritten` into a hint, `withheld`, `passed`"
    )
    model: ModelName | None = Field(description="Null where no model was asked")
    fell_back_from: ModelName | None = Field(
        description="The model that was meant and couldn't answer any more"
    )
    citations: list[Citation]
    rating: Literal[-1, 1] | None


class Interaction(InteractionRow):
    """A question and its answer with the code as it stood, or a run with what it read and wrote."""

    code: str
    stdin: str | None
    stdout: str | None
    left_today: int | None = Field(description="Questions left to the caller today; null without a limit")


class InteractionQuery(Query):
    """A conversation, newest first; staff may ask for somebody else's."""

    student_id: UUID | None = None
    kind: InteractionKind | None = None


class TutorStatus(Shape):
    """Whether the tutor can be asked about a challenge now, and how."""

    available: bool
    code: str | None = Field(
        description="Why not, for programs: `tutor_off`, `exam`, `archived`, `closed`, `daily_limit`"
    )
    reason: str | None = Field(description="Why not, for people")
    help_level: HelpLevel
    model: ModelName | None = Field(description="Who would answer; null where none can")
    daily_limit: int
    used: int
    left: int
    resets_at: Instant = Field(description="When the day ends, in the class's time zone")
    hint_steps: list[str] = Field(description="The steps of help that may be asked for here, in order")
    next_hint_step: int | None = Field(description="The next of them, from 1; the last may be taken again")
    answering: UUID | None = Field(description="The question that is being answered now: follow its events")


def _whole_number(value: object) -> object:
    """JSON's ``true`` and 1.0 are equal to 1 in Python, and are no thumb."""
    if value is not None and type(value) is not int:
        message = "1, -1 or null, and nothing that is only equal to it"
        raise ValueError(message)
    return value


class Rating(Body):
    """Thumbs: 1 up, -1 down, null for neither."""

    rating: Annotated[Literal[-1, 1] | None, BeforeValidator(_whole_number)]


class CodeRunCreate(Body):
    """A run of code in one's own kernel, for the journey."""

    message_key: UUID = Field(description="Made by who runs, new for each run")
    code: str = Field(min_length=1, max_length=MAX_CODE)
    stdin: str = Field(default="", max_length=MAX_OUTPUT)
    stdout: str = Field(default="", max_length=MAX_OUTPUT, description="What it wrote, errors included")
    cell_id: str | None = Field(default=None, max_length=64)


class CodeRun(Shape):
    """The receipt of a run."""

    id: UUID
    session_id: UUID
    created_at: Instant


class TutorDelta(Shape):
    """The event `delta`: more of the answer."""

    text: str


class TutorProgress(Shape):
    """The event `status`: what is being done."""

    state: Literal["retrieving", "waiting", "answering", "checking"]


class TutorFailed(Shape):
    """The event `failed`: there will be no more of this answer; what was said so far is kept."""

    message: str
    interaction: Interaction


class PolicyValue(Shape):
    """What holds, and who says so."""

    value: str | int | bool | None
    source: PolicySource


class TutorPolicy(Shape):
    """What a school, a class or a challenge says about the tutor; null inherits."""

    help_level: HelpLevel | None
    model_id: UUID | None
    prompt_alias: str | None
    solutions_in_context: bool | None
    daily_limit: int | None
    holds: dict[str, PolicyValue] = Field(description="What holds here for each of the five, and whence")


class TutorPolicyChange(Body):
    """Changes of a policy; an absent key stays as it is, null inherits."""

    help_level: HelpLevel | None = None
    model_id: UUID | None = None
    prompt_alias: str | None = Field(default=None, min_length=1, max_length=60)
    solutions_in_context: bool | None = None
    daily_limit: int | None = Field(default=None, ge=0, le=10_000)
