"""Of which challenges one's own work stays closed: those that stand in an exam that isn't over (I8)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, literal, or_, select, true
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.exams import is_embargoed, is_on
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, Challenge, ProblemVersion
from lectorium.rooms.people.api import STAFF, Actor

WITHHELD = "It stands in an exam that isn't over for everybody. It is here when you export again after that."


def withheld(session: Session, actor: Actor, challenge_ids: Collection[UUID]) -> set[UUID]:
    """Those whose contents nobody who may sit the exam gets, as their student; one query.

    An exam's own problems count, until it is over for everybody; whether the challenge can still be seen
    makes no difference.
    """
    everybody = Challenge.class_id.is_(None) if actor.role not in STAFF else ~true()
    embargoed = is_embargoed(
        ProblemVersion.problem_id, Challenge.id, literal(actor.user_id, Uuid()), everybody=everybody
    )
    in_exam = (Assignment.mode == "exam") & is_on(Assignment.id)
    statement = (
        select(Challenge.id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .outerjoin(Assignment, Assignment.id == AssignmentProblem.assignment_id)
        .where(Challenge.id.in_(challenge_ids), or_(in_exam, embargoed))
    )
    return set(session.scalars(statement))
