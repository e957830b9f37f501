"""Classes, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.courses import (
    Class,
    ClassCopy,
    ClassCreate,
    ClassPatch,
    ClassRole,
    ContentAxis,
    DataAxis,
    Enrollment,
    EnrollmentCreate,
    EnrollmentPatch,
    JoinClass,
    Label,
    LabelCreate,
    LabelKind,
    LabelPatch,
    LabelStudents,
    Outline,
    RosterImport,
    RosterReport,
    UpNext,
)


class ClassChanges(TypedDict, total=False):
    """What may change about a class; ``confirm`` archives it although students sit an exam in it."""

    name: str
    section: str
    description: str
    time_zone: str
    is_archived: bool
    hold_grades: bool
    before_joining: Literal["excused", "missing"]
    confirm: bool


class CopyOptions(TypedDict, total=False):
    """How a class is copied: dates move by ``days``, or so that the first falls on ``starts_on``."""

    section: str
    time_zone: str
    days: int
    starts_on: date
    hidden: bool


class EnrollmentChanges(TypedDict, total=False):
    """What may change about somebody's place in a class."""

    role: ClassRole
    content: ContentAxis
    student_data: DataAxis
    status: Literal["active", "dropped"]
    time_multiplier: float
    section_ids: list[UUID]


class ClassRoutes(Routes):
    """Classes, rosters and outlines."""

    def classes(self) -> Pages[Class]:
        """My classes by name; for an administrator, all of the organization's."""
        return self._pages("/classes", Class)

    def get_class(self, class_id: UUID) -> Class:
        """A class, and my place in it."""
        return self._get(f"/classes/{class_id}", Class)

    def create_class(
        self, name: str, *, section: str = "", description: str = "", time_zone: str = "UTC"
    ) -> Class:
        """Make a class and become its teacher; ``time_zone`` is an IANA name such as Europe/Berlin."""
        body = make(ClassCreate, name=name, section=section, description=description, time_zone=time_zone)
        return self._post("/classes", Class, body)

    def change_class(self, class_id: UUID, **changes: Unpack[ClassChanges]) -> Class:
        """Change a class, archive it or reopen it."""
        return self._patch(f"/classes/{class_id}", Class, make(ClassPatch, **changes))

    def join_class(self, code: str) -> Class:
        """Join a class by its code."""
        return self._post("/classes/join", Class, make(JoinClass, code=code))

    def rotate_join_code(self, class_id: UUID) -> Class:
        """Give a class a new join code; the old one stops working, and joining is open again."""
        return self._post(f"/classes/{class_id}/join-code", Class)

    def close_joining(self, class_id: UUID) -> None:
        """Take a class's join code away: nobody joins by code until there is a new one."""
        self._delete(f"/classes/{class_id}/join-code")

    def copy_class(self, class_id: UUID, name: str, **how: Unpack[CopyOptions]) -> Class:
        """Make a class of another's structure, without its people; items are hidden unless told otherwise."""
        return self._post(f"/classes/{class_id}/copy", Class, make(ClassCopy, name=name, **how))

    def outline(self, class_id: UUID) -> Outline:
        """A class from top to bottom: modules, items, and my state in each."""
        return self._get(f"/classes/{class_id}/outline", Outline)

    def up_next(self) -> UpNext:
        """What is due next over all of my classes."""
        return self._get("/up-next", UpNext)

    def enrollments(
        self,
        class_id: UUID,
        *,
        search: str | None = None,
        status: Literal["active", "dropped", "all"] = "active",
        label_id: UUID | None = None,
    ) -> Pages[Enrollment]:
        """Who is in a class, by username; with ``label_id`` only those of a section or a label."""
        query = {"search": search, "status": status, "label_id": label_id}
        return self._pages(f"/classes/{class_id}/enrollments", Enrollment, **query)

    def enroll(self, class_id: UUID, username: str, role: ClassRole = "student") -> Enrollment:
        """Put a person of the organization into a class, by username or e-mail address."""
        body = make(EnrollmentCreate, username=username, role=role)
        return self._post(f"/classes/{class_id}/enrollments", Enrollment, body)

    def import_roster(self, class_id: UUID, csv: str, *, dry_run: bool = True) -> RosterReport:
        """Bring a roster from CSV text with the header ``username,email,name[,role][,section]…``.

        Tried first by default; with ``dry_run=False`` everything is done, or nothing if a row is refused.
        """
        body = make(RosterImport, csv=csv, dry_run=dry_run)
        return self._post(f"/classes/{class_id}/enrollments/import", RosterReport, body, repeatable=False)

    def change_enrollment(self, enrollment_id: UUID, **changes: Unpack[EnrollmentChanges]) -> Enrollment:
        """Change somebody's place in a class; a new role brings its usual access."""
        return self._patch(f"/enrollments/{enrollment_id}", Enrollment, make(EnrollmentPatch, **changes))

    def labels(self, class_id: UUID) -> list[Label]:
        """A class's sections, then its labels."""
        return self._list(f"/classes/{class_id}/labels", Label)

    def create_label(self, class_id: UUID, name: str, kind: LabelKind = "label") -> Label:
        """Make a section, which assistants can be confined to, or any other label."""
        return self._post(f"/classes/{class_id}/labels", Label, make(LabelCreate, name=name, kind=kind))

    def rename_label(self, label_id: UUID, name: str) -> Label:
        """Give a section or a label another name."""
        return self._patch(f"/labels/{label_id}", Label, make(LabelPatch, name=name))

    def delete_label(self, label_id: UUID) -> None:
        """Remove a section or a label that no dates and no assistants depend on."""
        self._delete(f"/labels/{label_id}")

    def put_students(
        self, label_id: UUID, put_in: Iterable[UUID] = (), take_out: Iterable[UUID] = ()
    ) -> Label:
        """Put students into a section or a label and take others out, by enrollment; all of it or nothing."""
        body = make(LabelStudents, put_in=list(put_in), take_out=list(take_out))
        return self._post(f"/labels/{label_id}/students", Label, body)
