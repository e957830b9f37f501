"""A student's way through a challenge, what teachers make of it, and who is stuck."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from lectorium_wire.base import Body, Instant, Page, Points, Query, Shape
from lectorium_wire.grading import Result
from lectorium_wire.library import DiffLine
from lectorium_wire.people import Person
from lectorium_wire.tutor import Citation, Guarding, HelpLevel, InteractionKind, InteractionState

StepKind = Literal["opened", "hint", "save", "question", "code_run", "test_run", "submission", "closed"]
StepsShown = Literal["all", "steps", "runs", "talk"]
Verdict = Literal["good", "wrong", "gave_away", "unhelpful"]
MAX_WORDS = 20_000


class JourneyQuery(Query):
    """Which steps of a journey."""

    shown: StepsShown = Field(
        default="all",
        description="`steps` leaves out saves and sessions, `runs` is tests alone, `talk` the conversation",
    )


class StepQuery(Body):
    """How a step is shown."""

    shown: StepsShown = Field(default="all", description="Of which steps `before` and `after` are")
    against: Literal["step", "given"] = Field(
        default="step", description="Compare the code with what it was before, or with what was given"
    )


class Step(Shape):
    """Something that happened, without its texts."""

    id: str = Field(description="Stays the same")
    kind: StepKind
    at: Instant
    number: int | None = Field(description="Which save, which attempt of its type, or which step of help")
    target_id: UUID | None = Field(description="The attempt, question, run or session of work")
    state: str | None = Field(
        description="A run's or an answer's; `held` while results aren't returned to the student"
    )
    passed: int | None
    total: int | None
    about: InteractionKind | None = Field(description="What kind of question it was")
    guarding: Guarding | None = Field(description="What the check of the answer did")
    rating: Literal[-1, 1] | None


class StepCounts(Shape):
    """How many steps there are of each kind, in all."""

    opened: int
    hint: int
    save: int
    question: int
    code_run: int
    test_run: int
    submission: int
    closed: int


class Journey(Page[Step]):
    """A page of a student's way, oldest first, without code and texts."""

    student: Person
    challenge_id: UUID
    title: str
    class_id: UUID | None
    item_id: UUID | None
    worked_seconds: int = Field(description="Time at the notebook, as saves have counted it")
    counts: StepCounts


class CellChange(Shape):
    """A cell of the student's own, and line by line how it came from the state it is compared with."""

    key: str
    name: str
    kind: Literal["code", "markdown", "raw"]
    fate: Literal["same", "changed", "added", "removed"]
    source: str
    lines: list[DiffLine] = Field(description="Empty where it is the same")


class AnswerReview(Shape):
    """What a teacher says of an answer."""

    interaction_id: UUID
    reviewer: Person
    verdict: Verdict
    comment: str
    updated_at: Instant


class Said(Shape):
    """A question with its answer, or a run of code, as its reader may see it."""

    id: UUID
    kind: InteractionKind
    state: InteractionState
    asked_at: Instant
    question: str
    answer: str = Field(description="Markdown, as the student saw it")
    error: str | None
    code: str
    stdin: str | None
    stdout: str | None
    help_level: HelpLevel | None
    hint_step: int | None
    guarding: Guarding
    model: str | None
    citations: list[Citation]
    rating: Literal[-1, 1] | None
    draft: str | None = Field(description="For staff: what the model had said where the check changed it")
    notes: dict[str, Any] | None = Field(description="For staff: why")
    reviews: list[AnswerReview] = Field(description="For staff")


class JourneyStep(Shape):
    """A step with its texts: the code then and what had changed, the conversation so far, the tests."""

    step: Step
    revision: int = Field(description="The saved state at that moment; 0 before the first")
    since_revision: int = Field(description="The saved state it is compared with; 0: what was given")
    since_step: str | None = Field(description="The step that this was the state of; null: the save before")
    cells: list[CellChange]
    said: list[Said] = Field(description="The last of the conversation up to this step, oldest first")
    result: Result | None = Field(description="Of a run or submission")
    hint: str | None
    before: str | None = Field(description="The step before, of those shown")
    after: str | None


class JourneyReview(Shape):
    """What a teacher makes of a journey; no part of a grade."""

    id: UUID
    reviewer: Person
    marks: Points | None
    max_marks: Points
    comment: str
    shown_at: Instant | None = Field(description="Since when the student sees it; null: not yet")
    updated_at: Instant


class JourneyReviewPut(Body):
    """My own review of a journey, whole."""

    marks: Points | None = Field(default=None, ge=0, le=10_000, description="null: words alone")
    max_marks: Points = Field(default=Decimal(10), gt=0, le=10_000)
    comment: str = Field(default="", max_length=MAX_WORDS)
    shown: bool = Field(default=False, description="Whether the student sees it")
    updated_at: AwareDatetime | None = Field(
        default=None, description="My review's as I have seen it; null: there was none"
    )


class AnswerReviewPut(Body):
    """What I say of an answer."""

    verdict: Verdict
    comment: str = Field(default="", max_length=MAX_WORDS)


class AnswersQuery(Query):
    """Which answers of the tutor."""

    wanted: Literal["all", "to_review", "rated_down", "withheld", "rewritten", "reviewed"] = Field(
        default="to_review", description="`to_review` leaves out those that I have reviewed"
    )


class AnswerRow(Shape):
    """An answer in a list, without its text."""

    id: UUID
    challenge_id: UUID
    challenge: str
    student: Person
    kind: InteractionKind
    asked_at: Instant
    question: str = Field(description="Its beginning")
    guarding: Guarding
    rating: Literal[-1, 1] | None
    reviews: int = Field(description="How many have reviewed it")
    my_verdict: Verdict | None


class StuckQuery(Query):
    """Whom, in which order."""

    whom: Literal["stuck", "asking", "all"] = Field(
        default="stuck", description="`asking`: who has asked the tutor; `all`: who has done anything"
    )
    sort: Literal["since", "questions", "last"] = Field(
        default="since", description="Stuck the longest first, most questions first, or latest first"
    )
    search: str | None = Field(default=None, max_length=100, description="The beginning of a name")


class AskedTopic(Shape):
    """A word or the name of an error, and in how many questions it is."""

    name: str
    questions: int


class StuckRow(Shape):
    """A student at a challenge."""

    student: Person
    challenge_id: UUID
    challenge: str
    item_id: UUID | None
    since: Instant | None = Field(
        description="The first failing run or question since the last passing run; null: not stuck"
    )
    last_at: Instant = Field(description="The latest run, question or hint")
    runs: int = Field(description="Runs of tests and submissions, in all")
    failing: int = Field(description="Failing ones since the last that passed all of its tests")
    questions: int
    asked_since: int = Field(description="Questions since that passing run")
    hints: int
    errors: list[AskedTopic] = Field(description="Names of errors in the questions")
    words: list[AskedTopic] = Field(description="Words that the questions have in common")


class StuckPage(Page[StuckRow]):
    """A page of students at work, and what is asked about in all."""

    errors: list[AskedTopic]
    words: list[AskedTopic]
