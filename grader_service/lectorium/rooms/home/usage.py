"""Where a problem is used: by name where the reader may know of it, and counted where not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import AssignmentProblem, Challenge, ProblemVersion, find_problem
from lectorium.rooms.courses.api import Class, ContentItem, Enrollment, EnrollmentScope
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import SubmissionAttempt


@dataclass(frozen=True)
class Use:
    """A place of a problem: which version is set there, and how many students have handed in to it.

    ``klass`` and ``item`` are None for practice that stands alone; ``students`` is None where the reader
    sees only some of the class.  ``may_upgrade``: whether the reader may set another version there.
    """

    challenge: Challenge
    number: int
    klass: Class | None
    item: ContentItem | None
    students: int | None
    may_upgrade: bool


@dataclass(frozen=True)
class Uses:
    """A page of places that the reader may know of, newest first, and how many others there are."""

    known: Slice[Use]
    others: int


def problem_uses(session: Session, actor: Actor, problem_id: UUID, page: PageRequest) -> Uses:
    """Where a problem of the school is set; a fixed number of queries."""
    find_problem(session, actor, problem_id)
    known = _known(actor)
    columns = (
        Challenge,
        ProblemVersion.number,
        Class,
        ContentItem,
        case((_confined(), None), else_=_handed_in()),
        _may_upgrade(actor),
    )
    statement = _places(actor, problem_id, select(*columns)).where(known)
    rows = fetch_page(session, statement, (Challenge.id,), page, casts=(UUID,), descending=True)
    others = _places(actor, problem_id, select(func.count())).where(~known)
    return Uses(rows.map(lambda row: Use(*row)), session.scalar(others) or 0)


def _places(
    actor: Actor, problem_id: UUID, chosen: Select[*tuple[object, ...]]
) -> Select[*tuple[object, ...]]:
    return (
        chosen.select_from(Challenge)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .outerjoin(Class, Class.id == Challenge.class_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .outerjoin(ContentItem, ContentItem.id == AssignmentProblem.assignment_id)
        .outerjoin(
            Enrollment, (Enrollment.class_id == Challenge.class_id) & (Enrollment.user_id == actor.user_id)
        )
        .where(
            Challenge.organization_id == actor.organization_id,
            Challenge.deleted_at.is_(None),
            Class.deleted_at.is_(None),
            ProblemVersion.problem_id == problem_id,
        )
    )


def _known(actor: Actor) -> ColumnElement[bool]:
    if actor.is_admin:
        return true()
    sees = or_(Enrollment.content == "edit", Enrollment.student_data != "none")
    return func.coalesce(or_(Challenge.class_id.is_(None), (Enrollment.status == "active") & sees), false())


def _may_upgrade(actor: Actor) -> ColumnElement[bool]:
    if actor.is_admin:
        return true()
    teaches = (Enrollment.content == "edit") & (Enrollment.student_data == "grade")
    own = Challenge.class_id.is_(None) & (Challenge.created_by == actor.user_id)
    return func.coalesce(or_(own, teaches), false())


def _confined() -> ColumnElement[bool]:
    """Whether the reader is an assistant of some sections only (I16)."""
    return (
        select(EnrollmentScope.label_id)
        .where(EnrollmentScope.enrollment_id == Enrollment.id)
        .correlate(Enrollment)
        .exists()
    )


def _handed_in() -> ColumnElement[int]:
    return (
        select(func.count(SubmissionAttempt.student_id.distinct()))
        .where(
            SubmissionAttempt.challenge_id == Challenge.id,
            SubmissionAttempt.type == "final_submission",
        )
        .correlate(Challenge)
        .scalar_subquery()
    )
