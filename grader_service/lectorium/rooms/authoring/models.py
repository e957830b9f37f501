"""The tables of authoring."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id

Kind = Literal["notebook", "program", "question"]
CaseKind = Literal["cell", "io", "call", "manual", "answer"]
Judged = Literal["outside", "asserts", "person"]
Visibility = Literal["always", "after_due", "after_return", "never"]
Mode = Literal["practice", "homework", "exam"]
Difficulty = Literal["easy", "medium", "hard"]
KeyShown = Literal["never", "after_due", "after_return"]


MARKS = "[\\u0300-\\u036f]"
"""What decomposing an accented letter leaves behind it, as Postgres's expressions say it."""
SEARCH_TEXT = (
    "lower(regexp_replace(NORMALIZE((((title)::text || ' '::text) || (description_markdown)::text), NFKD), "
    f"'{MARKS}'::text, ''::text, 'g'::text))"
)
"""A version's title and statement without case and accents, in the words in which Postgres keeps it."""


class Problem(Base):
    """A problem of the school's library; what students get is one of its frozen versions.

    ``topics`` and ``difficulty`` are how it is found; they belong to the problem, not to a version.
    """

    __tablename__ = "problems"
    __table_args__ = (
        UniqueConstraint("organization_id", "slug"),
        Index("ix_problems_topics", "topics", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    slug: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(server_default=text("'[]'::jsonb"), default=list)
    difficulty: Mapped[Difficulty] = mapped_column(
        choice("easy", "medium", "hard", name="difficulty"), default="medium", server_default="medium"
    )
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class ProblemVersion(Base):
    """A frozen version: it never changes (I10); editing makes the next number.

    ``search_text`` is made by the database of title and statement, once, so that searching is quick;
    ``full_ref`` and ``release_ref`` name the notebooks in the object store; ``files`` maps
    attached file names to objects; ``limits`` are the sandbox's, by its field names.
    """

    __tablename__ = "problem_versions"
    __table_args__ = (UniqueConstraint("problem_id", "number"), Index(None, "created_by"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    problem_id: Mapped[UUID] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    number: Mapped[int]
    title: Mapped[str]
    kind: Mapped[Kind] = mapped_column(choice("notebook", "program", "question", name="kind"))
    description_markdown: Mapped[str] = mapped_column(default="")
    preamble: Mapped[str] = mapped_column(default="")
    starter_code: Mapped[str] = mapped_column(default="")
    reference_solution: Mapped[str] = mapped_column(default="")
    hints: Mapped[list[str]] = mapped_column(server_default=text("'[]'::jsonb"), default=list)
    support_materials: Mapped[list[str]] = mapped_column(server_default=text("'[]'::jsonb"), default=list)
    possible_solutions: Mapped[list[str]] = mapped_column(server_default=text("'[]'::jsonb"), default=list)
    languages: Mapped[list[str]]
    kernel_name: Mapped[str] = mapped_column(default="python3")
    limits: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
    full_ref: Mapped[str]
    release_ref: Mapped[str]
    files: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
    content_hash: Mapped[str] = mapped_column(index=True)
    search_text: Mapped[str] = mapped_column(Computed(SEARCH_TEXT, persisted=True), deferred=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class TestCase(Base):
    """A test of a version.  ``id`` is stable: it travels to the next version with its key.

    cell: ``input`` is the full source and ``release_input`` what students get of it, and
    ``expected`` its checks (JSON with a version) where it is judged outside; io: standard input
    and output; call: a Python expression and the literal it equals; manual:
    graded by hand; answer: a question's key (JSON with a version), never shown before its time.
    Hidden tests are those whose visibility is never.
    """

    __test__ = False
    __tablename__ = "test_cases"
    __table_args__ = (
        UniqueConstraint("problem_version_id", "key"),
        CheckConstraint("points >= 0", name="points"),
    )

    problem_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("problem_versions.id", ondelete="RESTRICT"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    name: Mapped[str]
    order_index: Mapped[int]
    kind: Mapped[CaseKind] = mapped_column(choice("cell", "io", "call", "manual", "answer", name="kind"))
    input: Mapped[str]
    expected: Mapped[str | None]
    release_input: Mapped[str | None]
    visibility: Mapped[Visibility] = mapped_column(
        choice("always", "after_due", "after_return", "never", name="visibility")
    )
    points: Mapped[Decimal]

    @property
    def judged(self) -> Judged:
        """By whom: compared outside of the sandbox, by asserts inside, or by a person."""
        if self.kind == "manual":
            return "person"
        return "asserts" if self.kind == "cell" and self.expected is None else "outside"


class Challenge(Base):
    """A problem version set for students: in a class's assignment, or standing alone for the school."""

    __tablename__ = "challenges"
    __table_args__ = (
        Index("ix_challenges_standalone", "organization_id", "id", postgresql_where=text("class_id IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="RESTRICT"), index=True
    )
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), index=True)
    problem_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("problem_versions.id", ondelete="RESTRICT"), index=True
    )
    title: Mapped[str]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    deleted_at: Mapped[datetime | None]


class Assignment(Base):
    """What graded work, an assignment or a quiz, is besides its content item: mode, points, attempts.

    ``points_total`` is the sum of its problems' points, kept in step and checked by a test.
    ``config`` (version 1): ``max_attempts`` (null is unlimited), ``accept_late``, ``time_limit_mins``
    (of an exam's sitting; null is the whole window), ``allowed_languages``, ``hint_cost`` (points per step).
    """

    __tablename__ = "assignments"

    id: Mapped[UUID] = mapped_column(ForeignKey("content_items.id", ondelete="RESTRICT"), primary_key=True)
    mode: Mapped[Mode] = mapped_column(
        choice("practice", "homework", "exam", name="mode"), default="homework"
    )
    points_total: Mapped[Decimal]
    difficulty: Mapped[Difficulty] = mapped_column(
        choice("easy", "medium", "hard", name="difficulty"), default="medium"
    )
    config: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)


class Quiz(Base):
    """What a quiz is besides an assignment of questions: how it is shuffled, and when its key is shown.

    The order follows from a seed stored with each student's first sight of it.
    """

    __tablename__ = "quizzes"

    id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    shuffle_questions: Mapped[bool] = mapped_column(default=False, server_default="false")
    shuffle_choices: Mapped[bool] = mapped_column(default=False, server_default="false")
    show_key: Mapped[KeyShown] = mapped_column(
        choice("never", "after_due", "after_return", name="show_key"),
        default="after_return",
        server_default="after_return",
    )


class QuizSeed(Base):
    """The seed by which one student's questions are shuffled: drawn once, so a reload shows the same."""

    __tablename__ = "quiz_seeds"

    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quizzes.id", ondelete="RESTRICT"), primary_key=True)
    student_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    seed: Mapped[int] = mapped_column(BigInteger)


class ItemOverride(Base):
    """Other dates, time or attempts on one item, for a student or for all who bear a label (I5).

    Of the four values those named in ``sets`` are meant, and null clears; the others are inherited.
    """

    __tablename__ = "item_overrides"
    __table_args__ = (
        UniqueConstraint("content_item_id", "student_id"),
        UniqueConstraint("content_item_id", "label_id"),
        CheckConstraint("(student_id IS NULL) <> (label_id IS NULL)", name="for_whom"),
        CheckConstraint("duration_minutes > 0", name="duration"),
        CheckConstraint("max_attempts > 0", name="attempts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    content_item_id: Mapped[UUID] = mapped_column(ForeignKey("content_items.id", ondelete="RESTRICT"))
    student_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    label_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("student_labels.id", ondelete="RESTRICT"), index=True
    )
    sets: Mapped[list[str]] = mapped_column(ARRAY(String))
    release_date: Mapped[datetime | None]
    due_date: Mapped[datetime | None]
    duration_minutes: Mapped[int | None]
    max_attempts: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class AssignmentProblem(Base):
    """A challenge's place in an assignment: its order and its own points."""

    __tablename__ = "assignment_problems"
    __table_args__ = (Index(None, "assignment_id", "order_index"),)

    id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="RESTRICT"))
    order_index: Mapped[int]
    custom_points: Mapped[Decimal | None]
    config: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)


class HintReveal(Base):
    """A step of help that a student took, when, and what it cost then, in points."""

    __tablename__ = "hint_reveals"

    student_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True)
    challenge_id: Mapped[UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    step: Mapped[int] = mapped_column(primary_key=True)
    revealed_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
