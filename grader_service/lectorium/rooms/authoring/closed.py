"""What of a class's work is closed to a student because its problems stand in an exam, too (I8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, false, func, select
from sqlalchemy.orm import Session, aliased

from lectorium.rooms.authoring.exams import is_embargoed, is_on
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, Challenge, ProblemVersion
from lectorium.rooms.courses.api import Class, ContentItem, Enrollment
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class ClosedWork:
    """Of an item the problems that are closed for now, by title.

    ``until`` is when the exams' windows end, None without an end: some students may have longer.
    """

    titles: list[str]
    until: datetime | None
    whole: bool
    """Whether nothing of the item can be worked on."""


SET = (
    select(
        AssignmentProblem.assignment_id,
        Challenge.title,
        ProblemVersion.problem_id,
        is_embargoed(
            ProblemVersion.problem_id, Challenge.id, bindparam("person", type_=Uuid()), everybody=false()
        ),
    )
    .join(Challenge, Challenge.id == AssignmentProblem.id)
    .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
    .join(Assignment, Assignment.id == AssignmentProblem.assignment_id)
    .where(
        AssignmentProblem.assignment_id == any_(bindparam("items", type_=ARRAY(Uuid()))),
        Assignment.mode != "exam",
        Challenge.deleted_at.is_(None),
    )
    .order_by(AssignmentProblem.order_index)
)
"""The problems of items that are no exams, and which of them an exam closes to somebody."""


def closed_work(session: Session, actor: Actor, item_ids: Sequence[UUID]) -> dict[UUID, ClosedWork]:
    """Which of these items an exam closes to the actor, as one of its students; two queries.

    An exam among the items is left out: its own sitting decides about it.
    """
    if actor.is_admin or not item_ids:
        return {}
    rows = session.execute(SET, {"items": list(item_ids), "person": actor.user_id}).all()
    ends = _ends(session, actor, [problem_id for _, _, problem_id, is_closed in rows if is_closed])
    found: dict[UUID, ClosedWork] = {}
    for item_id in {row[0] for row in rows if row[3]}:
        own = [row for row in rows if row[0] == item_id]
        closed = [row for row in own if row[3]]
        until = [ends.get(problem_id) for _, _, problem_id, _ in closed]
        found[item_id] = ClosedWork(
            [title for _, title, _, _ in closed], _latest(until), len(closed) == len(own)
        )
    return found


def _latest(moments: Sequence[datetime | None]) -> datetime | None:
    """The last of them; None where one has no end."""
    known = [each for each in moments if each is not None]
    return max(known) if known and len(known) == len(moments) else None


def _ends(session: Session, actor: Actor, problem_ids: Sequence[UUID]) -> dict[UUID, datetime | None]:
    """When the windows of the exams end that have the problems, of the classes the actor learns in."""
    if not problem_ids:
        return {}
    place = aliased(Enrollment)
    rows = session.execute(
        select(ProblemVersion.problem_id, func.max(ContentItem.due_date))
        .join(Challenge, Challenge.problem_version_id == ProblemVersion.id)
        .join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .join(Assignment, Assignment.id == AssignmentProblem.assignment_id)
        .join(ContentItem, ContentItem.id == Assignment.id)
        .join(Class, Class.id == Challenge.class_id)
        .join(place, (place.class_id == Class.id) & (place.user_id == actor.user_id))
        .where(
            ProblemVersion.problem_id.in_(problem_ids),
            Assignment.mode == "exam",
            place.role == "student",
            place.status == "active",
            Challenge.deleted_at.is_(None),
            Class.deleted_at.is_(None),
            is_on(Assignment.id),
        )
        .group_by(ProblemVersion.problem_id)
    )
    return dict(rows.all())
