"""Reading grades: the class's table for staff, one's own for students."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now, now_sql
from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest, fetch_page
from lectorium.rooms.authoring.api import Assignment, Mode, SetAssignment, assignments_of, is_running
from lectorium.rooms.courses.api import (
    Access,
    Class,
    ContentItem,
    Enrollment,
    Module,
    Placed,
    access,
    find_enrollment,
    find_item,
    is_visible,
    joinings_of,
    require,
    require_student,
)
from lectorium.rooms.gradebook.entries import find_entry, is_held_back
from lectorium.rooms.gradebook.flagged import Flagged, flagged_of, flagged_work
from lectorium.rooms.gradebook.latecomers import Pair, Undone, before_joining, in_place, undone
from lectorium.rooms.gradebook.models import GradebookEntry
from lectorium.rooms.people.api import Actor, User, begins_with
from lectorium.rooms.submissions.api import ExamSitting, SubmissionAttempt, sittings_of, with_minutes

HANDED_IN = "Handed in. Your teacher returns the grade."
RETURNED, GRADED = "Returned.", "Graded."
BEFORE_JOINING = {
    "excused": "Excused: it was due before you joined.",
    "missing": "Missing: it was due before you joined.",
}


@dataclass(frozen=True)
class Returned:
    """An entry that its student sees; ``by_itself``, as nobody holds such grades or has touched this one."""

    entry: GradebookEntry
    by_itself: bool


@dataclass(frozen=True)
class Row:
    """A student's line; entries stand in the order of the columns, None where there is none.

    What was due before the student joined has one, excused or missing, that isn't stored (I14).
    """

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
    before_joining: frozenset[Pair] = frozenset()
    """Student and item where nothing is handed in, and it was due before the student joined."""
    missing: frozenset[Pair] = frozenset()
    """Student and item where nothing is handed in and it is over, though the student was there in time.

    It has no entry, or one without a grade, and counts as that does.
    """


@dataclass(frozen=True)
class OwnGrade:
    """A line of My grades; ``sitting`` of an exam that is begun.

    ``entry`` only once it is returned (I15), or an empty one for what was due before its student joined.
    """

    assignment: SetAssignment
    entry: GradebookEntry | None
    message: str
    sitting: ExamSitting | None = None

    @property
    def due_date(self) -> datetime | None:
        """Until when; of an exam until when it can be begun, and then when one's own sitting ends."""
        return self.assignment.holds.due_date if self.sitting is None else self.sitting.deadline_at


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
        select(User, Enrollment.joined_at, now_sql())
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
    joined = {user.id: since for user, since, _ in students.items}
    moment = students.items[0][2] if students.items else None
    shown = list(joined)
    entries = _entries(session, shown, columns)
    over = undone(session, class_id, joined, columns, entries, moment) if moment else Undone()
    points = {each.item.id: each.assignment.points_total for each in columns}
    policy = found.klass.before_joining
    entries |= {pair: in_place(pair, policy, points[pair[1]], entries.get(pair)) for pair in over.before}
    rows = [_row(user, columns, entries) for user, _, _ in students.items]
    suspect = flagged_of(session, items, shown)
    return Table(class_id, columns, rows, students.next, suspect, over.before, over.missing)


def own_grades(session: Session, actor: Actor, class_id: UUID) -> list[OwnGrade]:
    """One's own grades in a class, over the items that are open."""
    return own_grades_in(session, actor, [access(session, actor, class_id)])[class_id]


def own_grades_in(session: Session, actor: Actor, places: Sequence[Access]) -> dict[UUID, list[OwnGrade]]:
    """The same in many classes, by class; as many queries as of one, but for what was due before joining."""
    moment, klass = now(session), {each.klass.id: each for each in places}
    columns = [
        column
        for column in assignments_of(session, Module.class_id.in_(klass), student_id=actor.user_id)
        if Placed(
            column.item, column.module, klass[column.module.class_id], column.holds.release_date
        ).is_open(moment)
    ]
    columns = with_minutes(session, actor.user_id, columns)
    entries = _entries(session, [actor.user_id], columns)
    exams = [column.item.id for column in columns if column.assignment.mode == "exam"]
    sittings = sittings_of(session, actor.user_id, exams) if exams else {}
    before = _own_before(session, actor, klass, columns, entries)
    found: dict[UUID, list[OwnGrade]] = {class_id: [] for class_id in klass}
    for column in columns:
        item_id, own = column.item.id, klass[column.module.class_id].klass
        entry, sitting = entries.get((actor.user_id, item_id)), sittings.get(item_id)
        found[own.id].append(
            _own_before_joining(column, actor, own)
            if item_id in before
            else _own(column, entry, sitting, own, moment)
        )
    return found


def read_grade(session: Session, actor: Actor, item_id: UUID, student_id: UUID) -> GradebookEntry:
    """A student's entry, for staff; raises :class:`NotFound` where there is none.

    Of what was due before the student joined there is one, excused or missing, though nothing was handed in.
    """
    placed = find_item(session, actor, item_id)
    class_id = placed.module.class_id
    found = require(session, actor, class_id, student_data="view")
    require_student(session, found, student_id)
    place, entry = find_enrollment(session, class_id, student_id), find_entry(session, student_id, item_id)
    if place is not None:
        entry = before_joining(session, found, place, item_id, entry) or entry
    if entry is None or place is None:
        raise NotFound.of("grade")
    return entry


RETURNED_ENTRIES = (
    select(GradebookEntry, Class, Assignment.mode)
    .join(ContentItem, ContentItem.id == GradebookEntry.content_item_id)
    .join(Module, Module.id == ContentItem.module_id)
    .join(Class, Class.id == Module.class_id)
    .join(Assignment, Assignment.id == ContentItem.id)
    .where(
        GradebookEntry.student_id == bindparam("student"),
        GradebookEntry.content_item_id == any_(bindparam("items", type_=ARRAY(Uuid()))),
        GradebookEntry.returned_at.is_not(None),
    )
)


def returned_entries(session: Session, student_id: UUID, item_ids: Sequence[UUID]) -> dict[UUID, Returned]:
    """A student's returned entries, by item; one query."""
    rows = session.execute(RETURNED_ENTRIES, {"student": student_id, "items": list(item_ids)})
    return {
        entry.content_item_id: Returned(entry, _by_itself(entry, klass, mode)) for entry, klass, mode in rows
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


def _own_before(
    session: Session,
    actor: Actor,
    class_ids: Collection[UUID],
    columns: Sequence[SetAssignment],
    entries: dict[Pair, GradebookEntry],
) -> frozenset[UUID]:
    """Items that were due before who asks joined, with nothing handed in; what isn't returned isn't told."""
    told = {pair: entry for pair, entry in entries.items() if entry.returned_at or entry.submitted_at}
    found: set[UUID] = set()
    for class_id, joining in joinings_of(session, actor.user_id, class_ids).items():
        own = [column for column in columns if column.module.class_id == class_id]
        since = {actor.user_id: joining.since}
        found |= {item_id for _, item_id in undone(session, class_id, since, own, told, None).before}
    return frozenset(found)


def _own_before_joining(column: SetAssignment, actor: Actor, klass: Class) -> OwnGrade:
    pair, policy = (actor.user_id, column.item.id), klass.before_joining
    return OwnGrade(column, in_place(pair, policy, column.assignment.points_total), BEFORE_JOINING[policy])


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
