"""Why what holds for a student holds: everything that says something about it, and which of it decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import NotFound
from lectorium.rooms.authoring.effective import Effective, effective, effective_of_all
from lectorium.rooms.authoring.exceptions import (
    FIELDS,
    VIEWS,
    Field,
    OverrideView,
    Value,
    graded_work,
)
from lectorium.rooms.authoring.models import ItemOverride, Mode
from lectorium.rooms.courses.api import (
    BeforeJoining,
    ContentItem,
    Enrollment,
    Joining,
    LabelMember,
    find_enrollment,
    require,
    require_student,
)
from lectorium.rooms.people.api import Actor, User

Source = Literal["item", "label", "student"]


@dataclass(frozen=True)
class Candidate:
    """What the item, a label's exception or the student's own says about one field.

    ``decides``: the student has this value because of it.
    """

    source: Source
    value: Value
    decides: bool
    why: str
    exception: OverrideView | None = None


@dataclass(frozen=True)
class FieldWhy:
    """One field: what holds for the student, and all that was considered, the student's own first."""

    name: Field
    value: Value
    candidates: list[Candidate]


@dataclass(frozen=True)
class Explanation:
    """Why a student's dates, time and attempts on an item are what they are.

    ``joined_at`` is since when the student is in the class, and ``before_joining`` what the item is while
    nothing is handed in, where it was due before that (I14).
    """

    item: ContentItem
    mode: Mode
    student: User
    holds: Effective
    time_multiplier: Decimal
    joined_at: datetime
    before_joining: BeforeJoining | None
    fields: list[FieldWhy]


def explain(session: Session, actor: Actor, item_id: UUID, student_id: UUID) -> Explanation:
    """Why this student's due date is that; for staff who see the student's data."""
    placed, assignment = graded_work(session, actor, item_id)
    class_id = placed.module.class_id
    found = require(session, actor, class_id, student_data="view")
    require_student(session, found, student_id)
    enrollment, student = find_enrollment(session, class_id, student_id), session.get(User, student_id)
    if enrollment is None or enrollment.role != "student" or student is None:
        raise NotFound.of("student in this class")
    holds = effective(session, item_id, student_id)
    own = effective_of_all(session, item_id)
    exceptions = _exceptions_of(session, placed.item, enrollment)
    shown: list[Field] = [name for name in FIELDS if name != "duration_minutes" or assignment.mode == "exam"]
    fields = [_why(name, holds, own, exceptions) for name in shown]
    joining = Joining(enrollment.joined_at, found.klass.before_joining)
    return Explanation(
        placed.item,
        assignment.mode,
        student,
        holds,
        enrollment.time_multiplier,
        joining.since,
        joining.before(holds.due_date),
        fields,
    )


def _exceptions_of(session: Session, item: ContentItem, enrollment: Enrollment) -> list[OverrideView]:
    """The student's own exception first, then those of their labels by name; one query."""
    borne = select(LabelMember.label_id).where(LabelMember.enrollment_id == enrollment.id)
    rows = session.execute(
        VIEWS.where(
            ItemOverride.content_item_id == item.id,
            or_(ItemOverride.student_id == enrollment.user_id, ItemOverride.label_id.in_(borne)),
        )
    )
    views = [OverrideView(*row) for row in rows]
    return sorted(views, key=lambda view: (view.label is not None, view.label.name if view.label else ""))


def _why(name: Field, holds: Effective, own: Effective, exceptions: list[OverrideView]) -> FieldWhy:
    """What decides is the first in the resolver's order that says what the resolver found."""
    value = getattr(holds, name)
    candidates: list[Candidate] = []
    for source, said, view in _said(name, own, exceptions):
        decided = next((each.source for each in candidates if each.decides), None)
        passed_over = source == "label" and bool(candidates) and candidates[0].source == "student"
        decides = decided is None and not passed_over and said == value
        why = _words(source, decided, decides=decides, passed_over=passed_over)
        candidates.append(Candidate(source, said, decides, why, view))
    return FieldWhy(name, value, candidates)


def _said(
    name: Field, own: Effective, exceptions: list[OverrideView]
) -> Iterator[tuple[Source, Value, OverrideView | None]]:
    for view in exceptions:
        if name in view.override.sets:
            yield "student" if view.label is None else "label", view.values[name], view
    yield "item", getattr(own, name), None


def _words(source: Source, decided: Source | None, *, decides: bool, passed_over: bool) -> str:
    """Why a candidate decides, or doesn't."""
    if decides:
        return {
            "student": "The student’s own exception goes before everything else.",
            "label": "No exception of a label that the student bears gives more.",
            "item": "No exception gives more, so it is as for everybody.",
        }[source]
    if passed_over:
        return "The student’s own exception goes before those of labels."
    if source == "item":
        return "An exception goes before it."
    return "Another label gives more." if decided else "Something else gives more."
