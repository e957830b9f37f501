"""A challenge as somebody about to solve it meets it: who may, until when, how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, true
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.errors import Conflict, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.effective import Effective
from lectorium.rooms.authoring.models import (
    Assignment,
    AssignmentProblem,
    Challenge,
    HintReveal,
    Mode,
    ProblemVersion,
)
from lectorium.rooms.courses.api import (
    Access,
    Class,
    ContentItem,
    Enrollment,
    Module,
    Placed,
    effective_for,
    standing,
)
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class Rules:
    """What holds for one person on one challenge, their exceptions included (I5)."""

    mode: Mode
    release_date: datetime | None
    due_date: datetime | None
    duration_minutes: int | None
    max_attempts: int | None
    accept_late: bool

    @property
    def closes_at(self) -> datetime | None:
        """After this instant nothing more is taken; exactly at it is in time (I4)."""
        return None if self.accept_late else self.due_date


@dataclass(frozen=True)
class Setting:
    """A challenge with everything around it; ``access`` is None for a standalone one."""

    challenge: Challenge
    version: ProblemVersion
    rules: Rules
    access: Access | None
    item: ContentItem | None = None
    module: Module | None = None
    position: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the caller sees other people's work on it."""
        return self.access is not None and self.access.is_staff


# One question for all of it, made once: this is asked at everything a student does.
HOLDS = effective_for(ContentItem.id, bindparam("person", type_=Uuid()))
AROUND = (
    select(
        *(Challenge, ProblemVersion, AssignmentProblem, Assignment, ContentItem, Module),
        *(Class, Enrollment, now_sql(), *HOLDS.c),
    )
    .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
    .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
    .outerjoin(Assignment, Assignment.id == AssignmentProblem.assignment_id)
    .outerjoin(ContentItem, ContentItem.id == Assignment.id)
    .outerjoin(HOLDS, true())
    .outerjoin(Module, Module.id == ContentItem.module_id)
    .outerjoin(
        Class,
        (Class.id == Challenge.class_id)
        & (Class.organization_id == Challenge.organization_id)
        & Class.deleted_at.is_(None),
    )
    .outerjoin(Enrollment, (Enrollment.class_id == Class.id) & (Enrollment.user_id == bindparam("person")))
    .where(Challenge.id == bindparam("challenge"), Challenge.organization_id == bindparam("organization"))
)

PRACTICE = Rules("practice", None, None, None, None, accept_late=True)


def find_setting(session: Session, actor: Actor, challenge_id: UUID) -> Setting:
    """The challenge, if the actor may see it; raises :class:`NotFound` otherwise."""
    row = session.execute(
        AROUND, {"challenge": challenge_id, "organization": actor.organization_id, "person": actor.user_id}
    ).one_or_none()
    if row is None:
        raise NotFound.of("challenge")
    challenge, version, problem, assignment, item, module, klass, enrollment, moment, *holds = row
    if challenge.class_id is None:
        if challenge.deleted_at is not None:
            raise NotFound.of("challenge")
        return Setting(challenge, version, PRACTICE, None)
    if klass is None:
        raise NotFound.of("class")
    allowed = standing(actor, klass, enrollment)
    rules = _rules(assignment, Effective(*holds))
    if not allowed.is_staff and not Placed(item, module, allowed, rules.release_date).is_open(moment):
        raise NotFound.of("challenge")
    return Setting(challenge, version, rules, allowed, item, module, problem.order_index + 1)


def require_open(setting: Setting) -> None:
    """Raise :class:`Conflict` where no more work is taken, whatever the date."""
    reason = closed_reason(setting)
    if reason is not None:
        raise Conflict(f"{reason} What you handed in is kept.", code="closed")


def closed_reason(setting: Setting) -> str | None:
    """Why no more work is taken, apart from the due date; None while it is."""
    if setting.access is None:
        return None
    if setting.access.klass.is_archived:
        return "This class is archived: it can only be read."
    if not setting.access.is_active:
        return "You have left this class: its work can only be read."
    return None


def list_standalone(
    session: Session, actor: Actor, page: PageRequest
) -> Slice[tuple[Challenge, ProblemVersion]]:
    """The school's standalone challenges, by title."""
    statement = (
        select(Challenge, ProblemVersion)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(
            Challenge.organization_id == actor.organization_id,
            Challenge.class_id.is_(None),
            Challenge.deleted_at.is_(None),
        )
    )
    return fetch_page(session, statement, (Challenge.title, Challenge.id), page, casts=(str, UUID))


def reveal_hint(session: Session, actor: Actor, challenge_id: UUID) -> tuple[int, ProblemVersion]:
    """Take the next step of help and record it; raises :class:`NotFound` after the last one.

    Raises :class:`Conflict` where only reading is left.
    """
    setting = find_setting(session, actor, challenge_id)
    require_open(setting)
    taken = len(revealed_hints(session, actor, challenge_id))
    if taken >= len(setting.version.hints):
        raise NotFound("There are no more hints here. What you have seen stays open.", code="no_more_hints")
    session.add(HintReveal(student_id=actor.user_id, challenge_id=challenge_id, step=taken + 1))
    session.flush()
    return taken + 1, setting.version


def revealed_hints(session: Session, actor: Actor, challenge_id: UUID) -> list[int]:
    """The steps that the actor has taken, in order."""
    statement = (
        select(HintReveal.step)
        .where(HintReveal.student_id == actor.user_id, HintReveal.challenge_id == challenge_id)
        .order_by(HintReveal.step)
    )
    return list(session.scalars(statement).all())


def hints_taken(
    session: Session, student_id: UUID, challenge_ids: Sequence[UUID]
) -> dict[UUID, list[datetime]]:
    """When a student took each step of help, by challenge, for staff who were let in already; one query."""
    statement = (
        select(HintReveal.challenge_id, HintReveal.revealed_at)
        .where(HintReveal.student_id == student_id, HintReveal.challenge_id.in_(challenge_ids))
        .order_by(HintReveal.step)
    )
    taken: dict[UUID, list[datetime]] = {}
    for challenge_id, moment in session.execute(statement):
        taken.setdefault(challenge_id, []).append(moment)
    return taken


def _rules(assignment: Assignment, holds: Effective) -> Rules:
    return Rules(
        assignment.mode,
        holds.release_date,
        holds.due_date,
        holds.duration_minutes,
        holds.max_attempts,
        accept_late=assignment.config.get("accept_late", True),
    )
