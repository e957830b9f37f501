"""Exceptions: other dates, time or attempts on one item, for a student or for all who bear a label (I5).

An exception never hurts: one that gives less than what its students have without it is refused with words.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.database import new_id
from lectorium.kit.errors import Invalid, NotFound
from lectorium.rooms.authoring.effective import Effective, effective, effective_of_all
from lectorium.rooms.authoring.exceptions import (
    FIELDS,
    Field,
    OverrideView,
    Value,
    Values,
    find_override,
    graded_work,
    values_of,
)
from lectorium.rooms.authoring.models import Assignment, ItemOverride
from lectorium.rooms.courses.api import (
    Access,
    ContentItem,
    Placed,
    StudentLabel,
    check_dates,
    find_enrollment,
    require,
    require_student,
)
from lectorium.rooms.people.api import Actor, record

MOST: dict[Field, int] = {"duration_minutes": 60 * 24 * 31, "max_attempts": 1000}
GIVES_LESS: dict[Field, str] = {
    "release_date": "It would be shown later than without this exception.",
    "due_date": "It would be due earlier than without this exception.",
    "duration_minutes": "It would give less time than without this exception.",
    "max_attempts": "It would give fewer attempts than without this exception.",
}


def put_student_override(
    session: Session, actor: Actor, item_id: UUID, student_id: UUID, values: Values, *, reason: str = ""
) -> OverrideView:
    """Make or replace a student's own exception; needs the right to grade that student.

    Raises :class:`Invalid` where it gives less than the student has without it, naming the field.
    """
    placed, assignment = graded_work(session, actor, item_id)
    found = require(session, actor, placed.module.class_id, student_data="grade", writable=True)
    _require_active(session, found, student_id)
    override = _locked(session, actor, item_id, student_id=student_id)
    before = _emptied(session, override)
    _check(values, assignment, effective(session, item_id, student_id))
    return _fill(session, actor, placed, override, before, values, reason)


def put_label_override(
    session: Session, actor: Actor, item_id: UUID, label_id: UUID, values: Values, *, reason: str = ""
) -> OverrideView:
    """Make or replace the exception of all who bear a label; needs edit of content and the right to grade.

    Raises :class:`Invalid` where it gives less than the item itself, naming the field.
    """
    placed, assignment = graded_work(session, actor, item_id)
    class_id = placed.module.class_id
    require(session, actor, class_id, content="edit", student_data="grade", writable=True, whole_class=True)
    label = session.get(StudentLabel, label_id)
    if label is None or label.class_id != class_id:
        raise NotFound.of("section or label")
    override = _locked(session, actor, item_id, label_id=label_id)
    before = _emptied(session, override)
    _check(values, assignment, effective_of_all(session, item_id))
    return _fill(session, actor, placed, override, before, values, reason)


def delete_override(session: Session, actor: Actor, override_id: UUID, *, reason: str = "") -> None:
    """Take an exception away; its students have then what they have without it."""
    view = find_override(session, actor, override_id)
    override = view.override
    placed, _ = graded_work(session, actor, override.content_item_id)
    for_label = override.label_id is not None
    require(
        session,
        actor,
        placed.module.class_id,
        content="edit" if for_label else "none",
        student_data="grade",
        writable=True,
        whole_class=for_label,
    )
    before = {**_whom(view), **_plain(view.values)}
    session.delete(override)
    session.flush()
    record(session, actor, "override.delete", "override", [override_id], before=before, reason=reason)


def _require_active(session: Session, found: Access, student_id: UUID) -> None:
    enrollment = find_enrollment(session, found.klass.id, student_id)
    if enrollment is None or enrollment.role != "student" or enrollment.status != "active":
        raise NotFound.of("student in this class")
    require_student(session, found, student_id)


def _locked(
    session: Session,
    actor: Actor,
    item_id: UUID,
    *,
    student_id: UUID | None = None,
    label_id: UUID | None = None,
) -> ItemOverride:
    """The exception there is, or a new one; two who make it at once take turns at the item."""
    session.execute(select(ContentItem.id).where(ContentItem.id == item_id).with_for_update(key_share=True))
    whom = ItemOverride.student_id == student_id if student_id else ItemOverride.label_id == label_id
    override = session.scalar(
        select(ItemOverride)
        .where(ItemOverride.content_item_id == item_id, whom)
        .execution_options(populate_existing=True)
    )
    return override or ItemOverride(
        id=new_id(),
        content_item_id=item_id,
        student_id=student_id,
        label_id=label_id,
        sets=[],
        created_by=actor.user_id,
    )


def _emptied(session: Session, override: ItemOverride) -> dict[str, Any] | None:
    """What it said before, None if it is new; it says nothing now, so the resolver answers without it."""
    is_new = override not in session
    before = None if is_new else _plain(values_of(override))
    override.sets = []
    session.add(override)
    session.flush()
    return before


def _check(values: Values, assignment: Assignment, without: Effective) -> None:
    if not values:
        raise Invalid(
            "Nothing was named, so there is no exception. Nothing was changed. "
            "Name a date, a time or attempts.",
            code="nothing_named",
        )
    for name, value in values.items():
        if isinstance(value, datetime) and value.tzinfo is None:
            raise Invalid("This time has no zone. Nothing was changed. Add one.", field=name)
    if "duration_minutes" in values and assignment.mode != "exam":
        raise Invalid(
            "Only an exam has a time limit. Nothing was changed. Leave the minutes out.",
            code="no_time_limit",
            field="duration_minutes",
        )
    for name, most in MOST.items():
        value = values.get(name)
        if isinstance(value, int) and not 1 <= value <= most:
            raise Invalid(f"It can be 1 to {most}. Nothing was changed. Choose another number.", field=name)
    held: dict[str, Any] = {**asdict(without), **cast("dict[str, Any]", values)}
    check_dates(held["release_date"], held["due_date"])
    for name, value in values.items():
        if _is_less(name, value, getattr(without, name)):
            raise Invalid(
                f"{GIVES_LESS[name]} An exception gives more, never less. Nothing was changed. "
                "Choose another value, or change the item's own.",
                code="gives_less",
                field=name,
                current=_plain(cast("Values", asdict(without))),
            )


def _is_less(name: Field, value: Any, without: Any) -> bool:
    """Whether a value is stricter than another; None limits nothing."""
    if value is None:
        return False
    if without is None:
        return True
    return bool(value > without if name == "release_date" else value < without)


def _fill(
    session: Session,
    actor: Actor,
    placed: Placed,
    override: ItemOverride,
    before: dict[str, Any] | None,
    values: Values,
    reason: str,
) -> OverrideView:
    for name in FIELDS:
        setattr(override, name, values.get(name))
    override.sets = [name for name in FIELDS if name in values]
    override.reason = reason
    session.flush()
    view = find_override(session, actor, override.id)
    record(
        session,
        actor,
        "override.create" if before is None else "override.change",
        "override",
        [override.id],
        before=before,
        after={**_whom(view), **_plain(values)},
        class_id=placed.module.class_id,
        reason=reason,
    )
    return view


def _whom(view: OverrideView) -> dict[str, Any]:
    for_whom = (
        {"label": view.label.name} if view.label else {"student": view.student and view.student.username}
    )
    return {"item": view.item.title, **for_whom}


def _plain(values: Values) -> dict[str, Any]:
    return {name: _wire(value) for name, value in values.items()}


def _wire(value: Value) -> str | int | None:
    return value.isoformat() if isinstance(value, datetime) else value
