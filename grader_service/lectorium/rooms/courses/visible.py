"""Which students' data somebody on a class's staff sees: all of them, or those of some sections (I16).

Everything that shows or changes a student's data asks here, besides asking for the right to see such data.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, select, true
from sqlalchemy.orm import Session

from lectorium.kit.errors import NotFound
from lectorium.rooms.courses.access import Access
from lectorium.rooms.courses.models import Enrollment, LabelMember


def visible_students(access: Access) -> Select[UUID] | None:
    """The ids of the users whose data are seen, as a statement to compose with; None is everybody."""
    if access.sections is None:
        return None
    return (
        select(Enrollment.user_id)
        .join(LabelMember, LabelMember.enrollment_id == Enrollment.id)
        .where(Enrollment.class_id == access.klass.id, LabelMember.label_id.in_(access.sections))
    )


def is_visible(access: Access, student_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """A condition on a column of user ids: it is a student whose data are seen."""
    seen = visible_students(access)
    return true() if seen is None else student_id.in_(seen)


def sees_student(session: Session, access: Access, student_id: UUID) -> bool:
    """Whether this student's data are seen."""
    seen = visible_students(access)
    if seen is None:
        return True
    return session.scalar(seen.where(Enrollment.user_id == student_id).limit(1)) is not None


def require_student(session: Session, access: Access, student_id: UUID) -> None:
    """Raise :class:`NotFound` unless this student's data are seen."""
    if not sees_student(session, access, student_id):
        raise NotFound.of("student")
