"""Problems, their frozen versions, and where they are set."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from lectorium_wire.base import Body, Instant, Points, Query, Shape

Mode = Literal["practice", "homework", "exam"]
Difficulty = Literal["easy", "medium", "hard"]
Visibility = Literal["always", "after_due", "after_return", "never"]
Notebook = dict[str, Any]
MAX_FILE = 8_000_000
TIME_LIMIT = "Of an exam's sitting; null: the whole window, from the release date to the due date"


class Finding(Shape):
    """One line of a publishing report, in a teacher's words."""

    level: Literal["error", "warning"]
    code: str
    message: str
    cell_index: int | None = None
    cell_id: str | None = None


Judged = Literal["outside", "asserts", "person"]
"""How a test is judged: compared outside (a guarantee), by asserts beside the student's code, by a person."""


class Guarantee(Shape):
    """How far one test of a notebook can be trusted, in words for its author."""

    key: str = Field(description="The test's name in the notebook")
    judged: Judged
    message: str
    cell_index: int | None = None


class Report(Shape):
    """What was found; `ok` when nothing stands against publishing."""

    ok: bool
    findings: list[Finding]
    tests: list[Guarantee] = Field(
        default=[], description="How each test of a notebook is judged; empty where nothing was run"
    )


class AttachedFile(Body):
    """A file the notebook reads: its name beside the notebook, and its bytes in base64."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^/\\\x00][^\\\x00]*$")
    content: str = Field(max_length=MAX_FILE)


class NotebookCheck(Body):
    """A notebook to be looked at, changing nothing."""

    notebook: dict[str, JsonValue]
    files: list[AttachedFile] = []
    run_solution: bool = True


class Placement(Body):
    """Where students will find it."""

    module_id: UUID
    title: str | None = Field(default=None, max_length=200)
    mode: Mode = "homework"
    difficulty: Difficulty = "medium"
    release_date: Instant | None = None
    due_date: Instant | None = None
    max_attempts: int | None = Field(default=None, ge=1, le=1000, description="null: unlimited")
    accept_late: bool = Field(
        default=True, description="After the due date: taken and marked late, or refused"
    )
    time_limit_mins: int | None = Field(default=None, ge=1, le=44_640, description=TIME_LIMIT)
    is_published: bool = True


class ProblemPublish(Body):
    """Freeze a notebook as version 1 of a new problem, and set it if `place` says where."""

    notebook: dict[str, JsonValue]
    title: str | None = Field(default=None, min_length=1, max_length=200)
    files: list[AttachedFile] = []
    place: Placement | None = None


class VersionPublish(Body):
    """Freeze a notebook as the next version of a problem."""

    notebook: dict[str, JsonValue]
    title: str | None = Field(default=None, min_length=1, max_length=200)
    files: list[AttachedFile] = []


class ProgramTest(Body):
    """One test of a program."""

    name: str | None = Field(default=None, max_length=200)
    input: str | None = Field(default=None, max_length=1_000_000, description="Standard input")
    output: str | None = Field(default=None, max_length=1_000_000, description="Expected standard output")
    call: str | None = Field(default=None, max_length=10_000, description="A Python expression")
    expected: str | None = Field(
        default=None, max_length=100_000, description="The Python literal it must equal"
    )
    hidden: bool = False
    points: Points = Field(default=Decimal(1), ge=0, le=10_000)


class ProgramImport(Body):
    """A program problem as JSON."""

    title: str = Field(min_length=1, max_length=200)
    statement: str = Field(default="", max_length=200_000, description="Markdown")
    language: str = Field(
        default="python", max_length=40, description="python, cpp or another of this server"
    )
    preamble: str = Field(default="", max_length=200_000)
    starter: str = Field(default="", max_length=200_000)
    solution: str = Field(default="", max_length=200_000)
    hints: list[str] = Field(default=[], max_length=20)
    support_materials: list[str] = Field(
        default=[], max_length=50, description="Texts in Markdown for the tutor and its students to read"
    )
    tests: list[ProgramTest] = Field(min_length=1, max_length=500)
    place: Placement | None = None


class TestCase(Shape):
    """A test as its author sees it."""

    id: UUID
    name: str
    kind: Literal["cell", "io", "call", "manual", "answer"]
    visibility: Visibility
    points: Points
    judged: Judged


class ProblemVersion(Shape):
    """A frozen version."""

    id: UUID
    problem_id: UUID
    number: int
    title: str
    kind: Literal["notebook", "program", "question"]
    languages: list[str]
    content_hash: str
    created_at: Instant
    points_total: Points
    test_cases: list[TestCase] = []


class ProblemCard(Shape):
    """A problem in the library, with its newest version."""

    id: UUID
    slug: str
    title: str
    kind: Literal["notebook", "program", "question"]
    latest_number: int
    latest_version_id: UUID
    topics: list[str]
    difficulty: Difficulty
    author_id: UUID
    author: str
    created_at: Instant
    changed_at: Instant = Field(description="When the newest version was published")


class ProblemQuery(Query):
    """Search the library; all that is given must fit."""

    search: str | None = Field(
        default=None,
        max_length=100,
        description="Words of the title, the statement or the topics; case and accents don't matter",
    )
    topics: str | None = Field(default=None, max_length=410, description="One or more, with commas between")
    difficulty: Difficulty | None = None
    kind: Literal["notebook", "program", "question"] | None = None
    author_id: UUID | None = None
    order: Literal["title", "newest"] = "title"


class ProblemPatch(Body):
    """How a problem is found; absent keys stay."""

    topics: list[Annotated[str, Field(max_length=200)]] | None = Field(
        default=None, max_length=50, description="Kept in small letters, each once; at most 10"
    )
    difficulty: Difficulty | None = None


class TopicQuery(Body):
    """Complete a topic."""

    begins: str | None = Field(default=None, max_length=40)


class Topic(Shape):
    """A topic, and how many problems have it."""

    name: str
    count: int


class Published(Shape):
    """What publishing did."""

    version: ProblemVersion
    report: Report
    item_id: UUID | None = None
    challenge_id: UUID | None = None


class AssignmentCreate(Body):
    """An assignment over frozen versions."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    mode: Mode = "homework"
    difficulty: Difficulty = "medium"
    release_date: Instant | None = None
    due_date: Instant | None = None
    max_attempts: int | None = Field(default=None, ge=1, le=1000)
    accept_late: bool = True
    time_limit_mins: int | None = Field(default=None, ge=1, le=44_640, description=TIME_LIMIT)
    is_published: bool = True
    problem_version_ids: list[UUID] = Field(min_length=1, max_length=50)


class ItemPatch(Body):
    """What may change about an item; absent keys stay, null clears a date."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=20_000)
    is_published: bool | None = None
    release_date: Instant | None = None
    due_date: Instant | None = None
    max_attempts: int | None = Field(default=None, ge=1, le=1000)
    accept_late: bool | None = None
    order_index: int | None = Field(default=None, ge=0, le=10_000)
    confirm: bool = Field(
        default=False,
        description="Take time away from students who counted on it, or an exam from who sits it",
    )
