"""What becomes of what was due before a student joined: excused or missing, as their class says (I14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.courses.models import Class, Enrollment
from lectorium.rooms.courses.settings import BeforeJoining, ClassSettings


@dataclass(frozen=True)
class Joining:
    """Since when a student is in a class, and what becomes there of what was due before.

    Who has left and comes back is in it since the first time.
    """

    since: datetime
    policy: BeforeJoining

    def before(self, due: datetime | None) -> BeforeJoining | None:
        """What becomes of work in which nothing is handed in, by its due date for this student (I5).

        None where it wasn't due before: at the very moment of joining it could still be handed in (I4).
        """
        return self.policy if due is not None and due < self.since else None


def joinings_of(session: Session, student_id: UUID, class_ids: Collection[UUID]) -> dict[UUID, Joining]:
    """Since when somebody learns in each of some classes, by class, where they do; one query."""
    statement = (
        select(Class.id, Class.settings, Enrollment.joined_at)
        .join(Enrollment, Enrollment.class_id == Class.id)
        .where(Class.id.in_(class_ids), Enrollment.user_id == student_id, Enrollment.role == "student")
    )
    return {
        class_id: Joining(since, ClassSettings.model_validate(settings).before_joining)
        for class_id, settings, since in session.execute(statement)
    }
