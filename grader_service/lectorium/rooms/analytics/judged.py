"""Which submissions a version has judged: the newest run of each, whether it counts or not.

A regrade's preview has old submissions judged by new tests, in runs that don't count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from lectorium.kit.errors import Forbidden, Invalid
from lectorium.rooms.authoring.api import Challenge, ProblemVersion, find_challenge, find_setting
from lectorium.rooms.courses.api import Access, Enrollment, is_visible, require
from lectorium.rooms.grading.api import GradingRun
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import SubmissionAttempt


@dataclass(frozen=True)
class Scope:
    """A version, and the challenges on which submissions are looked at."""

    version: ProblemVersion
    challenge_ids: Sequence[UUID]
    access: Access | None
    """The asker's standing in their class; None for a standalone one."""


def scope_of(
    session: Session, actor: Actor, challenge_id: UUID, version_id: UUID | None, *, whole_class: bool
) -> Scope:
    """A challenge, or all of its class's that have the same problem; needs sight of student data.

    Raises :class:`Conflict` for who sits an exam with this problem in another class (I8).
    """
    challenge = find_challenge(session, actor, challenge_id)
    found: Access | None = None
    if challenge.class_id is not None:
        found = require(session, actor, challenge.class_id, student_data="view")
    elif challenge.created_by != actor.user_id and not actor.is_admin:
        raise Forbidden("Only who set this challenge may see how its tests do. Ask them.")
    find_setting(session, actor, challenge_id)
    pinned = session.get_one(ProblemVersion, challenge.problem_version_id)
    version = pinned if version_id is None else session.get(ProblemVersion, version_id)
    if version is None or version.problem_id != pinned.problem_id:
        raise Invalid(
            "That version isn't one of this problem. Nothing was changed. Choose one of its versions.",
            code="other_problem",
            field="version_id",
        )
    ids = [challenge.id]
    if whole_class and challenge.class_id is not None:
        ids = _siblings(session, challenge.class_id, pinned.problem_id)
    return Scope(version, ids, found)


def judged(scope: Scope, *, by_others: bool = False) -> Select[*tuple[Any, ...]]:
    """The newest completed run by the version of each final submission, or by another version.

    Columns: ``attempt_id``, ``run_id``, ``version_id``, ``passed`` and ``total`` (tests, without what is
    graded by hand).  Of a class only active students are taken (I14) whose data the asker sees (I16).
    """
    attempt, run = SubmissionAttempt, GradingRun
    by: ColumnElement[bool] = run.problem_version_id == scope.version.id
    return (
        select(
            attempt.id.label("attempt_id"),
            run.id.label("run_id"),
            run.problem_version_id.label("version_id"),
            run.passed,
            run.total,
        )
        .join(run, run.attempt_id == attempt.id)
        .where(
            attempt.challenge_id.in_(scope.challenge_ids),
            attempt.type == "final_submission",
            run.status == "completed",
            ~by if by_others else by,
            *_active(scope),
        )
        .ext(distinct_on(attempt.id))
        .order_by(attempt.id, run.number.desc())
    )


def _active(scope: Scope) -> list[ColumnElement[bool]]:
    found = scope.access
    if found is None:
        return []
    enrolled = select(Enrollment.user_id).where(
        Enrollment.class_id == found.klass.id, Enrollment.role == "student", Enrollment.status == "active"
    )
    return [SubmissionAttempt.student_id.in_(enrolled), is_visible(found, SubmissionAttempt.student_id)]


def _siblings(session: Session, class_id: UUID, problem_id: UUID) -> list[UUID]:
    statement = (
        select(Challenge.id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(
            Challenge.class_id == class_id,
            Challenge.deleted_at.is_(None),
            ProblemVersion.problem_id == problem_id,
        )
    )
    return list(session.scalars(statement.order_by(Challenge.id)))
