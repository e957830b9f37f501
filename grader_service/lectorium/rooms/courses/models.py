"""The tables of courses."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice, new_id
from lectorium.rooms.courses.settings import BeforeJoining, ClassSettings

ClassRole = Literal["student", "ta", "teacher"]
Content = Literal["none", "view", "edit"]
StudentData = Literal["none", "view", "grade"]
ContentType = Literal["assignment", "quiz", "material", "announcement"]
EnrollmentStatus = Literal["active", "dropped"]
LabelKind = Literal["section", "label"]

DEFAULT_ACCESS: dict[ClassRole, tuple[Content, StudentData]] = {
    "student": ("view", "none"),
    "ta": ("view", "grade"),
    "teacher": ("edit", "grade"),
}


class Course(Base):
    """An entry of the school's catalogue; classes are offerings of it."""

    __tablename__ = "courses"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("year_id BETWEEN 1 AND 12", name="year"),
        CheckConstraint("semester BETWEEN 1 AND 4", name="semester"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="RESTRICT"))
    code: Mapped[str]
    name: Mapped[str]
    major_id: Mapped[UUID | None] = mapped_column(ForeignKey("majors.id", ondelete="SET NULL"), index=True)
    year_id: Mapped[int | None]
    semester: Mapped[int | None]


class Class(Base):
    """A class: one offering, with its people and its outline.

    ``join_code`` is null while joining is closed; an archived class is read-only.
    ``outline_revision`` counts changes of the order, and is what a reordering is compared with.
    ``copied_from_id`` is the class whose structure this one began with.
    """

    __tablename__ = "classes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="RESTRICT"), index=True
    )
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"), index=True)
    name: Mapped[str]
    section: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    join_code: Mapped[str | None] = mapped_column(unique=True)
    time_zone: Mapped[str] = mapped_column(default="UTC")
    is_archived: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
    outline_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    copied_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("classes.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    deleted_at: Mapped[datetime | None]

    @property
    def hold_grades(self) -> bool:
        """Whether staff return every grade by hand."""
        return ClassSettings.model_validate(self.settings).hold_grades

    @hold_grades.setter
    def hold_grades(self, held: bool) -> None:
        self._set(hold_grades=held)

    @property
    def before_joining(self) -> BeforeJoining:
        """What becomes of work that was due before a student joined, with nothing handed in (I14)."""
        return ClassSettings.model_validate(self.settings).before_joining

    @before_joining.setter
    def before_joining(self, policy: BeforeJoining) -> None:
        self._set(before_joining=policy)

    def _set(self, **changes: Any) -> None:
        self.settings = ClassSettings.model_validate({**self.settings, **changes}).model_dump(mode="json")


class EnrollmentScope(Base):
    """A section that an assistant is confined to; without any, the whole class is theirs (I16)."""

    __tablename__ = "enrollment_scopes"

    enrollment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrollments.id", ondelete="CASCADE"), primary_key=True
    )
    label_id: Mapped[UUID] = mapped_column(
        ForeignKey("student_labels.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class Enrollment(Base):
    """Somebody's place in a class, on two axes: its content, and its students' data.

    A dropped student keeps reading own work and can't submit (I14).  ``time_multiplier`` is how much
    longer than others the student has in exams, for good: 1.25 is a quarter more.  ``section_ids`` are
    the sections that an assistant is confined to, None where there are none.
    """

    __tablename__ = "enrollments"
    __table_args__ = (
        UniqueConstraint("user_id", "class_id"),
        Index(None, "class_id", "status"),
        CheckConstraint("time_multiplier BETWEEN 1 AND 5", name="time_multiplier"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    class_id: Mapped[UUID] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"))
    role: Mapped[ClassRole] = mapped_column(choice("student", "ta", "teacher", name="role"))
    status: Mapped[EnrollmentStatus] = mapped_column(
        choice("active", "dropped", name="status"), default="active"
    )
    content: Mapped[Content] = mapped_column(choice("none", "view", "edit", name="content"))
    student_data: Mapped[StudentData] = mapped_column(choice("none", "view", "grade", name="student_data"))
    joined_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    dropped_at: Mapped[datetime | None]
    time_multiplier: Mapped[Decimal] = mapped_column(default=Decimal(1), server_default="1")
    section_ids: Mapped[list[UUID] | None] = column_property(
        select(func.array_agg(EnrollmentScope.label_id))
        .where(EnrollmentScope.enrollment_id == id)  # noqa: A003 # the column above
        .correlate_except(EnrollmentScope)
        .scalar_subquery()
    )


class ResearchGrant(Base):
    """That a class's teacher lets a researcher read its research view, and nothing else of the class (G3)."""

    __tablename__ = "research_grants"
    __table_args__ = (Index(None, "user_id"), Index(None, "granted_by"))

    class_id: Mapped[UUID] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True)
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    granted_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class StudentLabel(Base):
    """A group of a class's people: a section, which assistants can be confined to, or any other label."""

    __tablename__ = "student_labels"
    __table_args__ = (Index("uq_student_labels_class_id_name", "class_id", text("lower(name)"), unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"))
    name: Mapped[str]
    kind: Mapped[LabelKind] = mapped_column(choice("section", "label", name="kind"), default="label")
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class LabelMember(Base):
    """That somebody's place in a class bears a label."""

    __tablename__ = "student_label_members"

    label_id: Mapped[UUID] = mapped_column(
        ForeignKey("student_labels.id", ondelete="CASCADE"), primary_key=True
    )
    enrollment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrollments.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Module(Base):
    """A group of items in a class's outline, such as a week."""

    __tablename__ = "modules"
    __table_args__ = (Index(None, "class_id", "order_index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"))
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    order_index: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=True)


class ContentItem(Base):
    """Anything that stands in a module; each type has a table of its own that extends it."""

    __tablename__ = "content_items"
    __table_args__ = (Index(None, "module_id", "order_index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    module_id: Mapped[UUID] = mapped_column(ForeignKey("modules.id", ondelete="RESTRICT"))
    content_type: Mapped[ContentType] = mapped_column(
        choice("assignment", "quiz", "material", "announcement", name="content_type")
    )
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    order_index: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=False)
    due_date: Mapped[datetime | None] = mapped_column(index=True)
    release_date: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class Announcement(Base):
    """What a content item of type announcement says besides, in Markdown with math."""

    __tablename__ = "announcements"

    id: Mapped[UUID] = mapped_column(ForeignKey("content_items.id", ondelete="CASCADE"), primary_key=True)
    body_markdown: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())


class AnnouncementRead(Base):
    """That somebody who learns in a class has opened an announcement, and when last.

    Without a row it is new to them, and where it was changed since, it is to be read again.  Nobody else is
    told.
    """

    __tablename__ = "announcement_reads"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True)
    announcement_id: Mapped[UUID] = mapped_column(
        ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    read_at: Mapped[datetime] = mapped_column(server_default=now_sql())
