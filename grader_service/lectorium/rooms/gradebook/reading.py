"""Reading grades: the class's table for staff, one's own for students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest, fetch_page
from lectorium.rooms.authoring.api import Assignment, Mode, SetAssignment, assignments_of, is_running
from lectorium.rooms.courses.api import (
    Class,
    ContentItem,
    Enrollment,
    Module,
    Placed,
    access,
    find_enrollment,
    find_item,
    is_visible,
    require,
    require_student,
)
from lectorium.rooms.gradebook.entries import find_entry, is_held_back
from lectorium.rooms.gradebook.flagged import Flagged, flagged_of, flagged_work
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.people.api import Actor, User, begins_with
from lectorium.rooms.submissions.api import ExamSitting, SubmissionAttempt, sittings_of

HANDED_IN = "Handed in. Your teacher returns the grade."
RETURNED, GRADED = "Returned.", "Graded."


@dataclass(frozen=True)
class Returned:
    """An entry that its student sees; ``by_itself``, as nobody holds such grades or has touched this one."""

    entry: GradebookEntry
    by_itself: bool


@dataclass(frozen=True)
class Row:
    """A student's line; entries stand in the order of the columns, None where there is none."""

    student: User
    entries: list[GradebookEntry | None]
    total: Decimal | None
    maximum: Decimal


@dataclass(frozen=True)
class Table:
    """A page of the gradebook."""

    class_id: UUID
    columns: list[SetAssignment]
    rows: list[Row]
    next: str | None
    flagged: Flagged = frozenset()
    """Student and item where an attempt that was handed in is worth a look."""


@dataclass(frozen=True)
class OwnGrade:
    """A line of My grades; ``entry`` only once it is returned (I15), ``sitting`` of an exam that is begun."""

    assignment: SetAssignment
    entry: GradebookEntry | None
    message: str
    sitting: ExamSitting | None = None


def gradebook(
    session: Session,
    actor: Actor,
    class_id: UUID,
    page: PageRequest,
    search: str | None = None,
    *,
    flagged: bool = False,
) -> Table:
    """Students × assignments, or only those with flagged work; needs sight of student data."""
    found = require(session, actor, class_id, student_data="view")
    columns = assignments_of(session, Module.class_id == class_id)
    statement = (
        select(User)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(Enrollment.class_id == class_id, Enrollment.role == "student", Enrollment.status == "active")
        .where(is_visible(found, User.id))
    )
    if search:
        statement = statement.where(begins_with(search))
    items = [column.item.id for column in columns]
    if flagged:
        suspects = flagged_work(items).with_only_columns(SubmissionAttempt.student_id)
        statement = statement.where(User.id.in_(suspects))
    students = fetch_page(session, statement, (User.username, User.id), page, casts=(str, UUID))
    shown = [user.id for user in students.items]
    entries = _entries(session, shown, columns)
    rows = [_row(user, columns, entries) for user in students.items]
    return Table(class_id, columns, rows, students.next, flagged_of(session, items, shown))


def own_grades(session: Session, actor: Actor, class_id: UUID) -> list[OwnGrade]:
    """One's own grades in a class, over the items that are open."""
    standing = access(session, actor, class_id)
    moment = now(session)
    columns = [
        column
        for column in assignments_of(session, Module.class_id == class_id, student_id=actor.user_id)
        if Placed(column.item, column.module, standing, column.holds.release_date).is_open(moment)
    ]
    entries = _entries(session, [actor.user_id], columns)
    exams = [column.item.id for column in columns if column.assignment.mode == "exam"]
    sittings = sittings_of(session, actor.user_id, exams) if exams else {}
    return [
        _own(
            column,
            entries.get((actor.user_id, column.item.id)),
            sittings.get(column.item.id),
            standing.klass,
            moment,
        )
        for column in columns
    ]


def read_grade(session: Session, actor: Actor, item_id: UUID, student_id: UUID) -> GradebookEntry:
    """A student's entry, for staff; raises :class:`NotFound` where nothing was handed in."""
    placed = find_item(session, actor, item_id)
    require_student(session, require(session, actor, placed.module.class_id, student_data="view"), student_id)
    entry = find_entry(session, student_id, item_id)
    if entry is None or find_enrollment(session, placed.module.class_id, student_id) is None:
        raise NotFound.of("grade")
    return entry


def returned_entries(session: Session, student_id: UUID, item_ids: Sequence[UUID]) -> dict[UUID, Returned]:
    """A student's returned entries, by item; one query."""
    statement = (
        select(GradebookEntry, Class, Assignment.mode)
        .join(ContentItem, ContentItem.id == GradebookEntry.content_item_id)
        .join(Module, Module.id == ContentItem.module_id)
        .join(Class, Class.id == Module.class_id)
        .join(Assignment, Assignment.id == ContentItem.id)
        .where(
            GradebookEntry.student_id == student_id,
            GradebookEntry.content_item_id.in_(item_ids),
            GradebookEntry.returned_at.is_not(None),
        )
    )
    return {
        entry.content_item_id: Returned(entry, _by_itself(entry, klass, mode))
        for entry, klass, mode in session.execute(statement)
    }


def _by_itself(entry: GradebookEntry, klass: Class, mode: Mode) -> bool:
    tests_alone = entry.status == "graded" and entry.override_by is None
    return tests_alone and not is_held_back(klass, mode)


def _entries(
    session: Session, students: list[UUID], columns: list[SetAssignment]
) -> dict[tuple[UUID, UUID], GradebookEntry]:
    statement = select(GradebookEntry).where(
        GradebookEntry.student_id.in_(students),
        GradebookEntry.content_item_id.in_([column.item.id for column in columns]),
    )
    return {(entry.student_id, entry.content_item_id): entry for entry in session.scalars(statement)}


def _row(user: User, columns: list[SetAssignment], entries: dict[tuple[UUID, UUID], GradebookEntry]) -> Row:
    line = [entries.get((user.id, column.item.id)) for column in columns]
    counted = [
        (entry, column)
        for entry, column in zip(line, columns, strict=True)
        if entry is None or entry.status != "excused"
    ]
    scores = [
        entry.score_obtained for entry, _ in counted if entry is not None and entry.score_obtained is not None
    ]
    maximum = sum((column.assignment.points_total for _, column in counted), Decimal(0))
    return Row(user, line, sum(scores, Decimal(0)) if scores else None, maximum)


def _own(
    column: SetAssignment,
    entry: GradebookEntry | None,
    sitting: ExamSitting | None,
    klass: Class,
    moment: datetime,
) -> OwnGrade:
    if entry is not None and entry.returned_at is not None:
        by_itself = _by_itself(entry, klass, column.assignment.mode)
        return OwnGrade(column, entry, GRADED if by_itself else RETURNED, sitting)
    if sitting is not None:
        is_on = is_running(sitting.deadline_at, sitting.closed_at, moment)
        return OwnGrade(column, None, "Running." if is_on else HANDED_IN, sitting)
    if entry is not None and entry.submitted_at is not None:
        return OwnGrade(column, None, HANDED_IN)
    due = column.holds.due_date
    if due is not None and due < moment:
        return OwnGrade(column, None, "Nothing was handed in before it was due.")
    return OwnGrade(column, None, "Not handed in yet.")
