"""Sections and labels: groups of a class's students.

A student stands in one section at most, and bears any number of labels.  Teachers give them out: who could
put students into sections could otherwise widen what an assistant sees (I16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, delete, func, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.events import emit
from lectorium.rooms.courses.access import Access, access, refuse_archived, require
from lectorium.rooms.courses.events import TimeGiven
from lectorium.rooms.courses.models import Enrollment, LabelKind, LabelMember, StudentLabel
from lectorium.rooms.courses.sections import assign
from lectorium.rooms.people.api import Actor, record

LONGEST = 60


@dataclass(frozen=True)
class LabelView:
    """A label, and how many of the class's active students bear it."""

    label: StudentLabel
    students: int


def list_labels(session: Session, actor: Actor, class_id: UUID) -> list[LabelView]:
    """A class's sections, then its labels, by name; needs sight of student data.

    Who is confined to sections sees those alone, and their students alone are counted.
    """
    return labels_in(session, require(session, actor, class_id, student_data="view"))


def labels_in(session: Session, found: Access) -> list[LabelView]:
    """The same for a standing that allows it; one query."""
    bearing = _bearing()
    if found.sections is not None:
        bearing = bearing.where(LabelMember.enrollment_id.in_(_within(found)))
    statement = (
        select(StudentLabel, bearing.scalar_subquery())
        .where(StudentLabel.class_id == found.klass.id)
        .order_by(StudentLabel.kind.desc(), func.lower(StudentLabel.name))
    )
    if found.sections is not None:
        statement = statement.where((StudentLabel.kind == "label") | StudentLabel.id.in_(found.sections))
    return [LabelView(label, count) for label, count in session.execute(statement)]


def section_names(session: Session, found: Access) -> list[str]:
    """Of the sections that somebody is confined to, by name; none, without a query, for the whole class."""
    if found.sections is None:
        return []
    statement = select(StudentLabel.name).where(StudentLabel.id.in_(found.sections))
    return list(session.scalars(statement.order_by(func.lower(StudentLabel.name))))


def labels_of(session: Session, enrollment_ids: Sequence[UUID]) -> dict[UUID, list[StudentLabel]]:
    """The sections and labels of places in a class, by place; sections first; one query."""
    ids = literal(list(enrollment_ids), ARRAY(Uuid()))  # one value, not hundreds
    rows = session.execute(
        select(LabelMember.enrollment_id, StudentLabel)
        .join(StudentLabel, StudentLabel.id == LabelMember.label_id)
        .where(LabelMember.enrollment_id == any_(ids))
        .order_by(StudentLabel.kind.desc(), func.lower(StudentLabel.name))
    )
    found: dict[UUID, list[StudentLabel]] = {}
    for enrollment_id, label in rows:
        found.setdefault(enrollment_id, []).append(label)
    return found


def create_label(session: Session, actor: Actor, class_id: UUID, name: str, kind: LabelKind) -> StudentLabel:
    """Make a section or a label; raises :class:`Conflict` where the class has one of this name."""
    require_teacher(session, actor, class_id)
    label = add_label(session, class_id, name, kind)
    record(session, actor, "label.create", "label", [label.id], after=_picture(label))
    return label


def add_label(session: Session, class_id: UUID, name: str, kind: LabelKind) -> StudentLabel:
    """The same without asking who does it."""
    label = StudentLabel(id=new_id(), class_id=class_id, name=_name(name), kind=kind)
    try:
        with session.begin_nested():
            session.add(label)
    except IntegrityError:
        _taken(label.name)
    return label


def rename_label(session: Session, actor: Actor, label_id: UUID, name: str) -> LabelView:
    """Give a section or a label another name; who bears it stays."""
    label = find_label(session, actor, label_id)
    before = _picture(label)
    try:
        with session.begin_nested():
            label.name = _name(name)
    except IntegrityError:
        _taken(_name(name))
    after = _picture(label)
    record(session, actor, "label.change", "label", [label_id], before=before, after=after)
    return _view(session, label)


def delete_label(session: Session, actor: Actor, label_id: UUID) -> None:
    """Remove a section or a label; raises :class:`Conflict` while dates or assistants depend on it."""
    label = find_label(session, actor, label_id)
    before = {**_picture(label), "students": [str(each) for each in _bearers(session, label_id)]}
    try:
        with session.begin_nested():
            session.delete(label)
    except IntegrityError:
        raise Conflict(
            f"“{label.name}” still gives students other dates, or confines an assistant. "
            "Nothing was changed. Take those away first.",
            code="label_in_use",
        ) from None
    record(session, actor, "label.delete", "label", [label_id], before=before)


def put_students(
    session: Session,
    actor: Actor,
    label_id: UUID,
    *,
    put_in: Sequence[UUID] = (),
    take_out: Sequence[UUID] = (),
) -> LabelView:
    """Put places in a class into a section or a label, and take others out.

    Who is put into a section leaves the one before.  Raises :class:`NotFound` for places elsewhere and
    :class:`Invalid` for people who are no students there; then nothing is changed.
    """
    label = find_label(session, actor, label_id)
    _students(session, label.class_id, {*put_in, *take_out})
    left = _sections_left(session, label, put_in)
    changed = assign(session, label, put_in) | _take_out(session, label_id, take_out)
    moves = {
        "in": [str(each) for each in put_in if each in changed],
        "out": [str(each) for each in take_out if each in changed],
    }
    if changed:
        emit(session, TimeGiven(label.class_id))
        record(
            session,
            actor,
            "label.members",
            "label",
            [label_id],
            before={"section": left} if left else None,
            after={
                "name": label.name,
                **{key: ids for key, ids in moves.items() if ids},
                **({"section": dict.fromkeys(left, label.name)} if left else {}),
            },
        )
    return _view(session, label)


def find_label(session: Session, actor: Actor, label_id: UUID) -> StudentLabel:
    """A label that the actor may change; raises :class:`NotFound`, or what :func:`require_teacher` does."""
    label = session.get(StudentLabel, label_id)
    if label is None:
        raise NotFound.of("section or label")
    require_teacher(session, actor, label.class_id)
    return label


def require_teacher(session: Session, actor: Actor, class_id: UUID) -> Access:
    """The standing of one who decides about the places of others, in a class that can be changed."""
    found = access(session, actor, class_id)
    if not found.leads:
        raise Forbidden("Only the class's teachers may change this. Nothing was changed. Ask one of them.")
    refuse_archived(found)
    return found


def _bearing() -> Select[int]:
    return (
        select(func.count())
        .select_from(LabelMember)
        .join(Enrollment, Enrollment.id == LabelMember.enrollment_id)
        .where(LabelMember.label_id == StudentLabel.id, Enrollment.status == "active")
        .correlate(StudentLabel)
    )


def _view(session: Session, label: StudentLabel) -> LabelView:
    statement = select(_bearing().scalar_subquery()).where(StudentLabel.id == label.id)
    return LabelView(label, session.scalar(statement) or 0)


def _within(found: Access) -> Select[UUID]:
    return select(LabelMember.enrollment_id).where(LabelMember.label_id.in_(found.sections or ()))


def _take_out(session: Session, label_id: UUID, enrollment_ids: Sequence[UUID]) -> set[UUID]:
    statement = delete(LabelMember).where(
        LabelMember.label_id == label_id, LabelMember.enrollment_id.in_(enrollment_ids)
    )
    return set(session.scalars(statement.returning(LabelMember.enrollment_id)))


def _students(session: Session, class_id: UUID, wanted: set[UUID]) -> None:
    """Lock the places, so that nobody ends up in two sections; in one order, so that all end waiting."""
    statement = select(Enrollment.id, Enrollment.role).where(
        Enrollment.id.in_(wanted), Enrollment.class_id == class_id
    )
    found = dict(session.execute(statement.order_by(Enrollment.id).with_for_update()).all())
    if wanted - found.keys():
        raise NotFound.of("student in this class")
    if any(role != "student" for role in found.values()):
        raise Invalid(
            "Only students stand in sections and bear labels. Nothing was changed. Leave staff out.",
            code="not_a_student",
            field="put_in",
        )


def _sections_left(session: Session, label: StudentLabel, places: Sequence[UUID]) -> dict[str, str]:
    """The sections that places leave by being put into another, by place."""
    if label.kind != "section":
        return {}
    borne = labels_of(session, places)
    return {
        str(place): each.name
        for place, labels in borne.items()
        for each in labels
        if each.kind == "section" and each.id != label.id
    }


def _bearers(session: Session, label_id: UUID) -> list[UUID]:
    statement = select(LabelMember.enrollment_id).where(LabelMember.label_id == label_id)
    return sorted(session.scalars(statement))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if name in {"", "-"} or len(name) > LONGEST:
        raise Invalid(
            f"A name has 1 to {LONGEST} letters. Nothing was changed. Type another one.", field="name"
        )
    return name


def _taken(name: str) -> NoReturn:
    raise Conflict(
        f"This class has a section or label “{name}” already. Nothing was changed. Choose another name.",
        code="name_taken",
        field="name",
    ) from None


def _picture(label: StudentLabel) -> dict[str, str]:
    return {"name": label.name, "kind": label.kind}
