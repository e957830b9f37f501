"""Questions and quizzes."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field, JsonValue

from lectorium_wire.authoring import TIME_LIMIT, Difficulty, Mode, ProblemVersion, Report
from lectorium_wire.base import Body, Instant, Points, Shape

QuestionType = Literal["single", "multiple", "numeric", "text", "output"]
KeyShown = Literal["never", "after_due", "after_return"]
Outcome = Literal["right", "partly", "wrong", "open", "waiting", "failed", "held"]
Answer = str | list[str] | None
TEXT = 400_000
MOST_POINTS = 10_000


class QuestionPublish(Body):
    """Freeze a question as version 1 of a new problem, or as the next version of one."""

    question: dict[str, JsonValue] = Field(
        description="The question as JSON with a version; see the reference of the format"
    )


class QuestionsImport(Body):
    """Freeze all questions of a text, or none."""

    text: str = Field(min_length=1, max_length=TEXT, description="Questions as text, one after another")


class QuestionsCheck(Body):
    """Questions to be looked at, changing nothing: as text, or one as JSON."""

    text: str | None = Field(default=None, max_length=TEXT)
    question: dict[str, JsonValue] | None = None


class QuestionOption(Shape):
    """Something to choose, without whether it is right."""

    id: str
    text: str = Field(description="Markdown")


class QuestionKey(Shape):
    """A question as its author sees it."""

    title: str
    type: QuestionType
    points: Points
    prompt_markdown: str
    options: list[QuestionOption]
    right_options: list[str] = Field(description="The ids of the right ones")
    key_markdown: str = Field(description="The right answer in words; of code what it prints")
    explanation_markdown: str
    units: str
    code: str
    language: str
    stdin: str


class QuestionLooked(Shape):
    """A question that was looked at, with what stands against publishing it."""

    question: QuestionKey
    report: Report


class QuestionsLooked(Shape):
    """All questions of a text."""

    items: list[QuestionLooked]


class QuestionPublished(Shape):
    """What publishing a question did; `question` says what its code prints."""

    version: ProblemVersion
    question: QuestionKey


class QuestionsPublished(Shape):
    """What publishing a text of questions did."""

    items: list[QuestionPublished]


class QuizQuestionPlace(Body):
    """A question of a quiz."""

    version_id: UUID
    points: Points | None = Field(default=None, ge=0, le=MOST_POINTS, description="null: its own")


class QuizCreate(Body):
    """A quiz over frozen questions."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    mode: Mode = "homework"
    difficulty: Difficulty = "medium"
    release_date: Instant | None = None
    due_date: Instant | None = None
    max_attempts: int | None = Field(default=1, ge=1, le=1000, description="null: unlimited")
    accept_late: bool = True
    time_limit_mins: int | None = Field(default=None, ge=1, le=44_640, description=TIME_LIMIT)
    is_published: bool = True
    shuffle_questions: bool = False
    shuffle_choices: bool = False
    show_key: KeyShown = "after_return"
    questions: list[QuizQuestionPlace] = Field(min_length=1, max_length=50)


class QuizPatch(Body):
    """What may change about a quiz beyond what assignments have; absent keys stay."""

    shuffle_questions: bool | None = None
    shuffle_choices: bool | None = None
    show_key: KeyShown | None = None


class QuizAnswer(Body):
    """An answer to be saved before the quiz is handed in; its `revision` is the one it is based on."""

    challenge_id: UUID
    revision: int = Field(ge=0)
    answer: Answer = Field(description="A text, the ids of options, or null for none")


class QuizHandIn(Body):
    """Hand a quiz in, as it is saved; `answers` are saved first, all or nothing."""

    answers: list[QuizAnswer] = Field(default=[], max_length=50)


class QuizReceipt(Shape):
    """A quiz that was handed in."""

    attempt_number: int
    accepted_at: Instant
    is_late: bool
    answered: int = Field(description="How many of its questions have an answer")
    questions: int


class QuizQuestion(Shape):
    """A question as who answers it meets it, with what is saved of an answer."""

    challenge_id: UUID
    number: int = Field(description="Its place in my own order, from 1")
    title: str
    type: QuestionType
    prompt_markdown: str
    options: list[QuestionOption]
    units: str
    code: str
    language: str
    stdin: str
    points: Points
    revision: int = Field(description="Of my draft; 0 before the first save")
    answer: Answer
    saved_at: Instant | None


class Quiz(Shape):
    """A quiz with my answers so far; staff see the author's order."""

    item_id: UUID
    class_id: UUID
    title: str
    description: str
    mode: Mode
    release_date: Instant | None
    due_date: Instant | None = Field(description="Of an exam that was begun, when my own sitting ends")
    accept_late: bool
    max_attempts: int | None
    attempts_used: int
    attempts_left: int | None
    is_closed: bool
    closed_reason: str | None = Field(description="Why nothing more can be handed in")
    points_total: Points
    shuffle_questions: bool
    shuffle_choices: bool
    show_key: KeyShown
    questions: list[QuizQuestion]


class QuestionResult(Shape):
    """What my last answer to a question came to; the key once it may be known."""

    challenge_id: UUID
    number: int
    title: str
    type: QuestionType
    prompt_markdown: str
    options: list[QuestionOption]
    code: str
    points: Points
    outcome: Outcome
    score: Points | None
    message: str
    given: str | None = Field(description="My answer, cut to 500 characters; ids of options between blanks")
    key_markdown: str | None
    right_options: list[str]
    explanation_markdown: str


class QuizResult(Shape):
    """My result of a quiz; score, right and wrong once it is returned."""

    item_id: UUID
    handed_in_at: Instant | None
    attempts_used: int
    attempts_left: int | None
    is_closed: bool
    closed_reason: str | None
    is_waiting: bool = Field(description="Something of it is still to be graded")
    is_returned: bool
    score: Points | None
    points_total: Points
    shows_key: bool
    questions: list[QuestionResult]


class AnswerCount(Shape):
    """How many gave an answer."""

    option_id: str | None
    text: str = Field(description="The option, or what was written, cut to 500 characters")
    count: int
    is_right: bool


class QuestionCounts(Shape):
    """How a question was answered, by each student's last hand-in."""

    challenge_id: UUID
    number: int
    title: str
    type: QuestionType
    students: int
    right: int
    partly: int
    wrong: int
    left_open: int
    share: Points | None = Field(description="The mean share of the points, 0 to 1")
    answers: list[AnswerCount]


class QuizCounts(Shape):
    """How a class has answered a quiz."""

    item_id: UUID
    questions: list[QuestionCounts]
