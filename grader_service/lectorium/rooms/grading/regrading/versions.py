"""The versions a challenge could be set as, and upgrading it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import (
    Challenge,
    ProblemVersion,
    TestCase,
    Upgraded,
    find_challenge,
    require_teacher,
    upgrade_challenge,
)
from lectorium.rooms.grading.models import GradingRun
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import SubmissionAttempt


@dataclass(frozen=True)
class VersionRow:
    """A version of a challenge's problem; ``attempts`` count as it graded them."""

    version: ProblemVersion
    points_total: Decimal
    tests: int
    is_pinned: bool
    attempts: int


@dataclass(frozen=True)
class Upgrade:
    """What upgrading did; ``attempts`` final submissions count as another version graded them."""

    upgraded: Upgraded
    attempts: int


def upgrade(
    session: Session, actor: Actor, challenge_id: UUID, version_id: UUID, *, reason: str = ""
) -> Upgrade:
    """Set a challenge as another version, and say how much a regrade would take in."""
    done = upgrade_challenge(session, actor, challenge_id, version_id, reason=reason)
    counted = _attempts_by_version(session, challenge_id)
    return Upgrade(done, sum(count for graded_by, count in counted.items() if graded_by != version_id))


def challenge_versions(session: Session, actor: Actor, challenge_id: UUID) -> list[VersionRow]:
    """All versions of a challenge's problem, newest first, for who teaches there; three queries."""
    challenge = find_challenge(session, actor, challenge_id)
    require_teacher(session, actor, challenge, writable=False)
    counted = _attempts_by_version(session, challenge_id)
    rows = session.execute(
        select(ProblemVersion, func.sum(TestCase.points), func.count(TestCase.id))
        .outerjoin(TestCase, TestCase.problem_version_id == ProblemVersion.id)
        .where(ProblemVersion.problem_id == _problem_of(session, challenge))
        .group_by(ProblemVersion.id)
        .order_by(ProblemVersion.number.desc())
    )
    return [
        VersionRow(
            version,
            points or Decimal(0),
            tests,
            version.id == challenge.problem_version_id,
            counted.get(version.id, 0),
        )
        for version, points, tests in rows.all()
    ]


def _problem_of(session: Session, challenge: Challenge) -> UUID:
    return session.get_one(ProblemVersion, challenge.problem_version_id).problem_id


def _attempts_by_version(session: Session, challenge_id: UUID) -> dict[UUID, int]:
    rows = session.execute(
        select(GradingRun.problem_version_id, func.count())
        .join(SubmissionAttempt, SubmissionAttempt.id == GradingRun.attempt_id)
        .where(
            SubmissionAttempt.challenge_id == challenge_id,
            SubmissionAttempt.type == "final_submission",
            GradingRun.is_current,
        )
        .group_by(GradingRun.problem_version_id)
    )
    return dict(rows.all())
