"""Classes, who is in them, and what they hold."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Points, Query, Shape
from lectorium_wire.people import Person

ClassRole = Literal["student", "ta", "teacher"]
ContentAxis = Literal["none", "view", "edit"]
DataAxis = Literal["none", "view", "grade"]
LabelKind = Literal["section", "label"]
BeforeJoining = Literal["excused", "missing"]
ItemState = Literal[
    "not started", "in progress", "submitted", "grading", "graded", "returned", "missing", "excused", "closed"
]


class ClassCreate(Body):
    """A class; its creator becomes its teacher."""

    name: str = Field(min_length=1, max_length=200)
    section: str = Field(default="", max_length=100, description="The term's label, such as Fall 2026")
    description: str = Field(default="", max_length=20_000)
    time_zone: str = Field(default="UTC", max_length=64, description="IANA name, such as Europe/Berlin")


class ClassPatch(Body):
    """What may change about a class; absent keys stay."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    section: str | None = Field(default=None, max_length=100)
    description: str | None = Field(default=None, max_length=20_000)
    time_zone: str | None = Field(default=None, max_length=64)
    is_archived: bool | None = None
    hold_grades: bool | None = Field(default=None, description="Return every grade by hand")
    before_joining: BeforeJoining | None = Field(
        default=None, description="What work due before a student joined is, with nothing handed in"
    )
    confirm: bool = Field(default=False, description="Archive it although students sit an exam in it")


class ClassCopy(Body):
    """A class made of another's structure, without its people; say `days` or `starts_on`, or neither."""

    name: str = Field(min_length=1, max_length=200)
    section: str = Field(default="", max_length=100, description="The new term's label, such as Fall 2027")
    time_zone: str | None = Field(default=None, max_length=64, description="Another IANA name; else the same")
    days: int | None = Field(default=None, ge=-3660, le=3660, description="How many days all dates move")
    starts_on: date | None = Field(default=None, description="The day on which the first date falls")
    hidden: bool = Field(default=True, description="Hide every item until it is shown; exams always are")


class Class(Shape):
    """A class as its members see it; `join_code` only for its staff."""

    id: UUID
    name: str
    section: str
    description: str
    time_zone: str
    is_archived: bool
    hold_grades: bool
    before_joining: BeforeJoining
    join_code: str | None
    copied_from_id: UUID | None
    my_role: ClassRole | None
    my_content: ContentAxis
    my_student_data: DataAxis


class JoinClass(Body):
    """The code a teacher gave out; upper and lower case alike."""

    code: str = Field(min_length=4, max_length=16)


class EnrollmentCreate(Body):
    """Put a known person into a class."""

    username: str = Field(min_length=1, max_length=254, description="Username or e-mail address")
    role: ClassRole = "student"


class EnrollmentPatch(Body):
    """Change somebody's place in a class; absent keys stay."""

    role: ClassRole | None = None
    content: ContentAxis | None = None
    student_data: DataAxis | None = None
    status: Literal["active", "dropped"] | None = None
    time_multiplier: Points | None = Field(
        default=None, ge=1, le=5, description="How much longer than others in exams: 1.25 is a quarter more"
    )
    section_ids: list[UUID] | None = Field(
        default=None,
        max_length=100,
        description="The sections whose students an assistant sees; an empty list is the whole class",
    )


class LabelRef(Shape):
    """A section or a label, by name."""

    id: UUID
    name: str
    kind: LabelKind


class Enrollment(Shape):
    """Somebody's place in a class.

    `labels` are a student's section and labels, `sections` those that an assistant works with: none of
    them is the whole class.
    """

    id: UUID
    class_id: UUID
    person: Person
    email: str
    role: ClassRole
    content: ContentAxis
    student_data: DataAxis
    status: Literal["active", "dropped"]
    joined_at: Instant
    dropped_at: Instant | None
    time_multiplier: Points
    labels: list[LabelRef]
    sections: list[LabelRef]


class RosterQuery(Query):
    """A roster, by the beginning of a name or username, and by section or label."""

    search: str | None = Field(default=None, max_length=100)
    status: Literal["active", "dropped", "all"] = "active"
    label_id: UUID | None = Field(default=None, description="Only who stands in this section or bears it")
    order: Literal["username", "name", "role", "section", "joined_at"] = "username"
    descending: bool = False


class LabelCreate(Body):
    """A section, which assistants can be confined to, or any other label."""

    name: str = Field(min_length=1, max_length=60)
    kind: LabelKind = "label"


class LabelPatch(Body):
    """Another name."""

    name: str = Field(min_length=1, max_length=60)


class LabelStudents(Body):
    """Who comes into a section or label and who leaves it, by enrollment; all of it or nothing."""

    put_in: list[UUID] = Field(default=[], max_length=5000)
    take_out: list[UUID] = Field(default=[], max_length=5000)


class Label(Shape):
    """A section or label of a class, and how many active students (that I see) bear it."""

    id: UUID
    class_id: UUID
    name: str
    kind: LabelKind
    students: int


class RosterImport(Body):
    """A roster as CSV text with the header username,email,name[,role][,section][,time_multiplier]."""

    csv: str = Field(max_length=2_000_000)
    dry_run: bool = True


class RosterRow(Shape):
    """What happened, or would happen, to one line of the file."""

    line: int
    username: str
    outcome: Literal["created", "enrolled", "updated", "unchanged", "refused"]
    message: str
    password: str | None = Field(default=None, description="Of a new account; shown this once")


class RosterReport(Shape):
    """The report over a whole file; nothing is changed if any row is refused."""

    dry_run: bool
    applied: bool
    rows: list[RosterRow]


class ModuleCreate(Body):
    """A module at the end of a class's outline."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    is_published: bool = True


class ModulePatch(Body):
    """What may change about a module; absent keys stay."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=20_000)
    is_published: bool | None = None
    order_index: int | None = Field(default=None, ge=0, le=10_000)
    confirm: bool = Field(default=False, description="Take an exam from who sits it")


class ItemCard(Shape):
    """An item in an outline, with the caller's own state; what is only read has no state and no points."""

    id: UUID
    module_id: UUID
    class_id: UUID
    content_type: Literal["assignment", "quiz", "material", "announcement"]
    title: str
    order_index: int
    is_published: bool
    release_date: Instant | None
    due_date: Instant | None
    points_total: Points | None
    mode: Literal["practice", "homework", "exam"] | None
    state: ItemState | None
    score: Points | None
    challenge_ids: list[UUID]


class ItemMade(ItemCard):
    """An item that was just made."""

    warnings: list[str] = Field(
        description="Problems of an exam that students have seen already, and what is closed meanwhile"
    )


class Module(Shape):
    """A module and its items, in order."""

    id: UUID
    class_id: UUID
    title: str
    description: str
    order_index: int
    is_published: bool
    items: list[ItemCard] = []


class Outline(Shape):
    """A class from top to bottom."""

    class_id: UUID
    class_name: str
    time_zone: str
    revision: int = Field(description="Counts changes of the order; a new order is compared with it")
    modules: list[Module]
    news: dict[UUID, Literal["new", "changed"]] = Field(
        description="Announcements that I learn from and haven't read as they are now, by item"
    )


class UpNext(Shape):
    """What is due next over all of my classes."""

    items: list[ItemCard]
