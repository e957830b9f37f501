"""The versions a challenge could be set as, and upgrading it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lectorium.rooms.authoring.api import (
    WITHOUT_TEXTS,
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
    counted = _attempts_by_version(session, [challenge_id])
    older = (count for (_, graded_by), count in counted.items() if graded_by != version_id)
    return Upgrade(done, sum(older))


def challenge_versions(session: Session, actor: Actor, challenge_id: UUID) -> list[VersionRow]:
    """All versions of a challenge's problem, newest first, for who teaches there."""
    return versions_of(session, actor, [find_challenge(session, actor, challenge_id)])[challenge_id]


def versions_of(
    session: Session, actor: Actor, challenges: Sequence[Challenge]
) -> dict[UUID, list[VersionRow]]:
    """The same of many challenges, by id; as many queries as of one, and no texts (I22)."""
    for challenge in {each.class_id or each.id: each for each in challenges}.values():
        require_teacher(session, actor, challenge, writable=False)
    counted = _attempts_by_version(session, [each.id for each in challenges])
    pinned = aliased(ProblemVersion)
    rows = session.execute(
        select(Challenge, ProblemVersion, func.sum(TestCase.points), func.count(TestCase.id))
        .join(pinned, pinned.id == Challenge.problem_version_id)
        .join(ProblemVersion, ProblemVersion.problem_id == pinned.problem_id)
        .outerjoin(TestCase, TestCase.problem_version_id == ProblemVersion.id)
        .where(Challenge.id.in_([each.id for each in challenges]))
        .group_by(Challenge.id, ProblemVersion.id)
        .order_by(ProblemVersion.number.desc())
        .options(*WITHOUT_TEXTS)
    )
    found: dict[UUID, list[VersionRow]] = {each.id: [] for each in challenges}
    for challenge, version, points, tests in rows.all():
        is_pinned = version.id == challenge.problem_version_id
        graded = counted.get((challenge.id, version.id), 0)
        found[challenge.id].append(VersionRow(version, points or Decimal(0), tests, is_pinned, graded))
    return found


def _attempts_by_version(session: Session, challenge_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Final submissions by challenge, and by the version that graded them as they count."""
    rows = session.execute(
        select(SubmissionAttempt.challenge_id, GradingRun.problem_version_id, func.count())
        .join(SubmissionAttempt, SubmissionAttempt.id == GradingRun.attempt_id)
        .where(
            SubmissionAttempt.challenge_id.in_(challenge_ids),
            SubmissionAttempt.type == "final_submission",
            GradingRun.is_current,
        )
        .group_by(SubmissionAttempt.challenge_id, GradingRun.problem_version_id)
    )
    return {(challenge_id, version_id): count for challenge_id, version_id, count in rows}
