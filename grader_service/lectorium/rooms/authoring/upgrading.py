"""Pinning a challenge to another version of its problem: an act of its own, audited (I10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.events import emit
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.events import ChallengeUpgraded
from lectorium.rooms.authoring.models import AssignmentProblem, Challenge, ProblemVersion
from lectorium.rooms.authoring.placing import count_points
from lectorium.rooms.courses.api import require
from lectorium.rooms.people.api import Actor, record


@dataclass(frozen=True)
class Pin:
    """A challenge with the version it is pinned to."""

    challenge: Challenge
    version: ProblemVersion


@dataclass(frozen=True)
class Upgraded:
    """What upgrading did."""

    challenge: Challenge
    before: ProblemVersion
    after: ProblemVersion


def upgrade_challenge(
    session: Session, actor: Actor, challenge_id: UUID, version_id: UUID, *, reason: str = ""
) -> Upgraded:
    """Pin a challenge to another version: what is handed in from now on is graded by it.

    Students who have begun keep their notebook, and what was graded counts as it was until it is
    regraded.  Raises :class:`Conflict` where the challenge is pinned to that version already.
    """
    require_teacher(session, actor, find_challenge(session, actor, challenge_id))
    pin = lock_pins(session, [challenge_id])[0]
    version = version_for(session, actor, version_id, [pin])
    if version.id == pin.version.id:
        raise Conflict(
            f"This problem is set as version {version.number} already. Nothing was changed. "
            "Publish a new version first, or choose another one.",
            code="same_version",
        )
    move_pin(session, actor, pin, version, reason=reason)
    return Upgraded(pin.challenge, pin.version, version)


def move_pin(session: Session, actor: Actor, pin: Pin, version: ProblemVersion, *, reason: str) -> None:
    """Pin a locked challenge to a version, tell the rooms above, and audit it; asks for no right."""
    challenge = pin.challenge
    challenge.problem_version_id = version.id
    session.flush()
    problem = session.get(AssignmentProblem, challenge.id)
    if problem is not None:
        count_points(session, problem.assignment_id)
    record(
        session,
        actor,
        "challenge.upgrade",
        "challenge",
        [challenge.id],
        before={"version": str(pin.version.id), "number": pin.version.number},
        after={"version": str(version.id), "number": version.number},
        reason=reason,
    )
    emit(session, ChallengeUpgraded(challenge.id, problem.assignment_id if problem else None))


def find_challenge(session: Session, actor: Actor, challenge_id: UUID) -> Challenge:
    """A challenge of the actor's school; raises :class:`NotFound`."""
    challenge = session.get(Challenge, challenge_id)
    if (
        challenge is None
        or challenge.deleted_at is not None
        or challenge.organization_id != actor.organization_id
    ):
        raise NotFound.of("challenge")
    return challenge


def require_teacher(session: Session, actor: Actor, challenge: Challenge, *, writable: bool = True) -> None:
    """Ask for grading and editing in the challenge's class; for a standalone one, to have made it."""
    if challenge.class_id is not None:
        require(
            session,
            actor,
            challenge.class_id,
            content="edit",
            student_data="grade",
            writable=writable,
            whole_class=True,
        )
    elif challenge.created_by != actor.user_id and not actor.is_admin:
        raise Forbidden("Only who set this challenge may do that. Nothing was changed. Ask them.")


def lock_pins(session: Session, challenge_ids: Iterable[UUID]) -> list[Pin]:
    """Challenges with their versions, by id; locked until the transaction ends, but open to who hands in."""
    ids = list(challenge_ids)
    locked = select(Challenge).where(Challenge.id.in_(ids)).order_by(Challenge.id)
    locked = locked.with_for_update(key_share=True)
    challenges = session.scalars(locked.execution_options(populate_existing=True)).all()
    wanted = {challenge.problem_version_id for challenge in challenges}
    found = session.scalars(select(ProblemVersion).where(ProblemVersion.id.in_(wanted)))
    versions = {version.id: version for version in found}
    return [Pin(challenge, versions[challenge.problem_version_id]) for challenge in challenges]


def version_for(session: Session, actor: Actor, version_id: UUID, pins: Sequence[Pin]) -> ProblemVersion:
    """A version that fits one of the challenges; raises :class:`Invalid` where none is of its problem."""
    version = library.find_version(session, actor, version_id).version
    if all(version.problem_id != pin.version.problem_id for pin in pins):
        raise Invalid(
            "That version is of another problem. Nothing was changed. Choose a version of this one.",
            code="other_problem",
            field="version_id",
        )
    return version


def newest_versions(session: Session, problem_ids: Iterable[UUID]) -> dict[UUID, ProblemVersion]:
    """The newest version of each problem; one query."""
    statement = (
        select(ProblemVersion)
        .where(ProblemVersion.problem_id.in_(list(problem_ids)))
        .order_by(ProblemVersion.problem_id, ProblemVersion.number.desc())
        .ext(distinct_on(ProblemVersion.problem_id))
    )
    return {version.problem_id: version for version in session.scalars(statement)}
