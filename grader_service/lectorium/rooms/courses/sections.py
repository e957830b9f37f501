"""Who stands in a section, and which sections an assistant works with (I16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.errors import Invalid
from lectorium.rooms.courses.models import Enrollment, EnrollmentScope, LabelMember, StudentLabel
from lectorium.rooms.people.api import Actor, record


def assign(session: Session, label: StudentLabel, enrollment_ids: Iterable[UUID]) -> set[UUID]:
    """Put (locked) places under a label, out of other sections if it is one; returns those that were not."""
    wanted = sorted(set(enrollment_ids))
    if not wanted:
        return set()
    if label.kind == "section":
        others = select(StudentLabel.id).where(
            StudentLabel.class_id == label.class_id,
            StudentLabel.kind == "section",
            StudentLabel.id != label.id,
        )
        session.execute(
            delete(LabelMember)
            .where(LabelMember.enrollment_id.in_(wanted), LabelMember.label_id.in_(others))
            .execution_options(synchronize_session=False)
        )
    rows = [{"label_id": label.id, "enrollment_id": each} for each in wanted]
    statement = insert(LabelMember).values(rows).on_conflict_do_nothing()
    return set(session.scalars(statement.returning(LabelMember.enrollment_id)))


def leave_section(session: Session, place: Enrollment) -> None:
    """Take a place out of the section it stands in, whoever asks."""
    sections = select(StudentLabel.id).where(
        StudentLabel.class_id == place.class_id, StudentLabel.kind == "section"
    )
    session.execute(
        delete(LabelMember)
        .where(LabelMember.enrollment_id == place.id, LabelMember.label_id.in_(sections))
        .execution_options(synchronize_session=False)
    )


def set_sections(session: Session, actor: Actor, place: Enrollment, label_ids: Sequence[UUID]) -> None:
    """Confine an assistant to sections; none of them is the whole class.

    Whoever asks was let change the place: nobody does so with their own.  Teachers see every student, and
    students none, so neither can be confined.
    """
    if place.role != "ta" and label_ids:
        raise Invalid(
            "Only an assistant works with some sections. Nothing was changed. "
            "Make this person an assistant first.",
            code="not_an_assistant",
            field="section_ids",
        )
    before = _names(session, place.section_ids or [])
    _sections(session, place.class_id, label_ids)
    confine(session, place, label_ids)
    after = _names(session, label_ids)
    if before != after:
        record(
            session,
            actor,
            "enrollment.sections",
            "enrollment",
            [place.id],
            before={"sections": before},
            after={"sections": after},
        )


def confine(session: Session, place: Enrollment, label_ids: Iterable[UUID]) -> None:
    """Write the sections of a place, whoever asks."""
    session.execute(delete(EnrollmentScope).where(EnrollmentScope.enrollment_id == place.id))
    session.add_all(EnrollmentScope(enrollment_id=place.id, label_id=each) for each in set(label_ids))
    session.flush()
    session.refresh(place, ["section_ids"])


def _sections(session: Session, class_id: UUID, label_ids: Sequence[UUID]) -> None:
    statement = select(StudentLabel.id).where(
        StudentLabel.id.in_(label_ids), StudentLabel.class_id == class_id, StudentLabel.kind == "section"
    )
    if set(session.scalars(statement)) != set(label_ids):
        raise Invalid(
            "That isn't a section of this class. Nothing was changed. Choose among its sections.",
            code="no_such_section",
            field="section_ids",
        )


def _names(session: Session, label_ids: Iterable[UUID]) -> list[str]:
    statement = select(StudentLabel.name).where(StudentLabel.id.in_(list(label_ids)))
    return sorted(session.scalars(statement))
