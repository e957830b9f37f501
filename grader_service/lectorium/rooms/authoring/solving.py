"""A challenge as somebody about to solve it meets it: who may, until when, how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
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
    Mode,
    ProblemVersion,
)
from lectorium.rooms.authoring.settings import AssignmentConfig, PlaceConfig, languages_of
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
    place: AssignmentProblem | None = None
    assignment: Assignment | None = None

    @property
    def position(self) -> int | None:
        """Its number among the assignment's problems, from 1."""
        return None if self.place is None else self.place.order_index + 1

    @property
    def custom_points(self) -> Decimal | None:
        """What it counts for here; None where its version's own points hold."""
        return None if self.place is None else self.place.custom_points

    @property
    def languages(self) -> list[str]:
        """What it may be written in here."""
        if self.place is None or self.assignment is None:
            return self.version.languages
        configs = AssignmentConfig.read(self.assignment.config), PlaceConfig.read(self.place.config)
        return languages_of(self.version, *configs)

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
    .where(Challenge.organization_id == bindparam("organization"))
)
OF_CHALLENGE = AROUND.where(Challenge.id == bindparam("challenge"))
OF_ITEM = AROUND.where(
    AssignmentProblem.assignment_id == bindparam("item"), Challenge.deleted_at.is_(None)
).order_by(AssignmentProblem.order_index, AssignmentProblem.id)

PRACTICE = Rules("practice", None, None, None, None, accept_late=True)


def find_setting(session: Session, actor: Actor, challenge_id: UUID) -> Setting:
    """The challenge, if the actor may see it; raises :class:`NotFound` otherwise."""
    row = session.execute(
        OF_CHALLENGE,
        {"challenge": challenge_id, "organization": actor.organization_id, "person": actor.user_id},
    ).one_or_none()
    if row is None:
        raise NotFound.of("challenge")
    return _setting(actor, row)


def settings_of_item(session: Session, actor: Actor, item_id: UUID) -> list[Setting]:
    """All challenges of an item, in order, if the actor may see them; one query, however many.

    Raises :class:`NotFound` for what isn't open to the actor; what holds none gives an empty list.
    """
    given = {"item": item_id, "organization": actor.organization_id, "person": actor.user_id}
    return [_setting(actor, row) for row in session.execute(OF_ITEM, given)]


def _setting(actor: Actor, row: Sequence[Any]) -> Setting:
    challenge, version, problem, assignment, item, module, klass, enrollment, moment, *holds = row
    if challenge.class_id is None:
        if challenge.deleted_at is not None:
            raise NotFound.of("challenge")
        return Setting(challenge, version, PRACTICE, None)
    if klass is None:
        raise NotFound.of("class")
    if challenge.deleted_at is not None:
        raise NotFound.of("challenge")
    allowed = standing(actor, klass, enrollment)
    rules = _rules(assignment, Effective(*holds))
    if not allowed.is_staff and not Placed(item, module, allowed, rules.release_date).is_open(moment):
        raise NotFound.of("challenge")
    return Setting(challenge, version, rules, allowed, item, module, problem, assignment)


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


def _rules(assignment: Assignment, holds: Effective) -> Rules:
    return Rules(
        assignment.mode,
        holds.release_date,
        holds.due_date,
        holds.duration_minutes,
        holds.max_attempts,
        accept_late=assignment.config.get("accept_late", True),
    )
