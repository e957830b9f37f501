"""A challenge as somebody about to solve it meets it: who may, until when, how often."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Uuid, bindparam, false, literal, select, true
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.errors import Conflict, NotFound
from lectorium.rooms.authoring.effective import Effective
from lectorium.rooms.authoring.exams import EMBARGOED, Sitting, is_embargoed, keep_locked, sitting_for
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
from lectorium.rooms.people.api import STAFF, Actor


@dataclass(frozen=True)
class Rules:
    """What holds for one person on one challenge, their exceptions included (I5).

    ``due_date`` of an exam that was begun is when one's own sitting ends.
    """

    mode: Mode
    release_date: datetime | None
    due_date: datetime | None
    duration_minutes: int | None
    max_attempts: int | None
    accept_late: bool

    @property
    def closes_at(self) -> datetime | None:
        """After this instant nothing more is taken; exactly at it is in time (I4).  A sitting has its own."""
        return None if self.accept_late or self.mode == "exam" else self.due_date


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
    sitting: Sitting | None = None
    embargoed: bool = False

    @property
    def in_exam(self) -> bool:
        """Whether the caller meets it in an exam, as a student."""
        return self.rules.mode == "exam" and not self.is_staff

    @property
    def is_sitting(self) -> bool:
        """Whether the caller sits its exam now."""
        return self.in_exam and self.sitting is not None and self.sitting.is_running

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
PERSON = bindparam("person", type_=Uuid())
HOLDS = effective_for(ContentItem.id, PERSON)
SITTING = sitting_for(ContentItem.id, PERSON)
OUTSIDER = bindparam("outsider", type_=Boolean())
"""No staff of the school: what an exam holds is closed to these as practice, too."""
EMBARGO = is_embargoed(
    ProblemVersion.problem_id, Challenge.id, PERSON, everybody=Challenge.class_id.is_(None) & OUTSIDER
)
AROUND = (
    select(
        *(Challenge, ProblemVersion, AssignmentProblem, Assignment, ContentItem, Module),
        *(Class, Enrollment, now_sql(), EMBARGO, *SITTING.c, *HOLDS.c),
    )
    .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
    .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
    .outerjoin(Assignment, Assignment.id == AssignmentProblem.assignment_id)
    .outerjoin(ContentItem, ContentItem.id == Assignment.id)
    .outerjoin(HOLDS, true())
    .outerjoin(SITTING, true())
    .outerjoin(Module, Module.id == ContentItem.module_id)
    .outerjoin(
        Class,
        (Class.id == Challenge.class_id)
        & (Class.organization_id == Challenge.organization_id)
        & Class.deleted_at.is_(None),
    )
    .outerjoin(Enrollment, (Enrollment.class_id == Class.id) & (Enrollment.user_id == PERSON))
    .where(Challenge.organization_id == bindparam("organization"))
)
OF_CHALLENGE = AROUND.where(Challenge.id == bindparam("challenge"))
OF_CHALLENGES = AROUND.where(Challenge.id.in_(bindparam("challenges", expanding=True)))
OF_ITEM = AROUND.where(
    AssignmentProblem.assignment_id == bindparam("item"), Challenge.deleted_at.is_(None)
).order_by(AssignmentProblem.order_index, AssignmentProblem.id)

PRACTICE = Rules("practice", None, None, None, None, accept_late=True)


def find_setting(session: Session, actor: Actor, challenge_id: UUID, *, receipt: bool = False) -> Setting:
    """The challenge, if the actor may see it; raises :class:`NotFound` otherwise.

    Raises :class:`Conflict` for an exam's problem outside of one's sitting, and for a problem under an
    embargo; not with ``receipt``, for what tells of one's own work and shows nothing of the problem.
    """
    if actor.seen_by is not None:  # nobody sees through somebody else what is closed to themselves
        find_setting(session, actor.seen_by, challenge_id)
    row = session.execute(OF_CHALLENGE, {"challenge": challenge_id, **_asking(actor)}).one_or_none()
    if row is None:
        raise NotFound.of("challenge")
    setting = _setting(actor, row)
    if not receipt:
        require_shown(session, setting)
    return setting


def settings_of_item(
    session: Session, actor: Actor, item_id: UUID, *, receipt: bool = False
) -> list[Setting]:
    """All challenges of an item, in order, if the actor may see them; one query, however many.

    Raises :class:`NotFound` for what isn't open to the actor, and :class:`Conflict` for an exam outside of
    one's sitting, unless it is for a ``receipt``; what holds none gives an empty list.
    """
    if actor.seen_by is not None:
        settings_of_item(session, actor.seen_by, item_id)
    settings = [_setting(actor, row) for row in session.execute(OF_ITEM, {"item": item_id, **_asking(actor)})]
    strictest = sorted(settings, key=lambda each: not each.embargoed)[:1]  # else they are all alike
    for setting in () if receipt else strictest:
        require_shown(session, setting)
    return settings


def settings_seen(session: Session, actor: Actor, challenge_ids: Collection[UUID]) -> dict[UUID, Setting]:
    """Of these challenges those that the actor may see, by id; one query.

    As with a receipt: what an exam closes is among them, and the caller asks what of it may be shown.
    """
    found: dict[UUID, Setting] = {}
    asked = {"challenges": list(challenge_ids), **_asking(actor)}
    for row in session.execute(OF_CHALLENGES, asked):
        with suppress(NotFound):
            setting = _setting(actor, row)
            found[setting.challenge.id] = setting
    return found


def _asking(actor: Actor) -> dict[str, object]:
    """Who asks, as the statements take it."""
    return {
        "organization": actor.organization_id,
        "person": actor.user_id,
        "outsider": actor.role not in STAFF,
    }


def require_shown(session: Session, setting: Setting) -> None:
    """Raise :class:`Conflict` for an exam's problem outside of one's sitting, and under an embargo."""
    if setting.in_exam and setting.item is not None:
        keep_locked(session, setting.item.id, setting.sitting)
    if setting.embargoed and not setting.is_sitting:
        raise Conflict(EMBARGOED, code="embargoed")


def _setting(actor: Actor, row: Sequence[Any]) -> Setting:
    challenge, version, problem, assignment, item, module, klass, enrollment, moment, *rest = row
    embargoed, (began, ends, closed), holds = rest[0] and not actor.is_admin, rest[1:4], rest[4:]
    if challenge.class_id is None:
        if challenge.deleted_at is not None or actor.within is not None:
            raise NotFound.of("challenge")
        return Setting(challenge, version, PRACTICE, None, embargoed=embargoed)
    if klass is None:
        raise NotFound.of("class")
    if challenge.deleted_at is not None:
        raise NotFound.of("challenge")
    allowed = standing(actor, klass, enrollment)
    rules = _rules(assignment, Effective(*holds))
    if not allowed.is_staff and not Placed(item, module, allowed, rules.release_date).is_open(moment):
        raise NotFound.of("challenge")
    sitting = None if began is None else Sitting(began, ends, closed, moment)
    if sitting is not None and rules.mode == "exam" and not allowed.is_staff:
        rules = replace(rules, due_date=sitting.deadline_at)
    return Setting(
        challenge, version, rules, allowed, item, module, problem, assignment, sitting, embargoed=embargoed
    )


def require_open(setting: Setting) -> None:
    """Raise :class:`Conflict` where no more work is taken, whatever the date."""
    reason = closed_reason(setting)
    if reason is not None:
        archived = setting.access is not None and setting.access.klass.is_archived
        raise Conflict(f"{reason} What you handed in is kept.", code="archived" if archived else "closed")


def require_set(session: Session, setting: Setting) -> None:
    """Raise :class:`Conflict` where the challenge was taken away since the setting was read.

    Ask after writing something that refers to it: who takes it away has waited for that, or is seen here.
    """
    taken_away = select(Challenge.id).where(
        Challenge.id == setting.challenge.id, Challenge.deleted_at.is_not(None)
    )
    if session.scalar(taken_away) is not None:
        raise Conflict(
            "This problem was just taken out of the assignment, so nothing more is taken for it. Your draft "
            "is safe. Open the assignment anew.",
            code="closed",
        )


def closed_reason(setting: Setting) -> str | None:
    """Why no more work is taken, apart from the due date; None while it is."""
    if setting.access is None:
        return None
    if setting.access.klass.is_archived:
        return "This class is archived: it can only be read."
    if not setting.access.is_active:
        return "You have left this class: its work can only be read."
    if setting.in_exam and not setting.is_sitting:
        return "This exam is over for you: it can only be read."
    return None


def embargoed_in(session: Session, actor: Actor, class_id: UUID) -> list[UUID]:
    """A class's challenges whose problems stand in an exam that the actor, staff here, sits elsewhere."""
    if actor.is_admin:
        return []
    person = literal(actor.user_id, Uuid())
    closed = is_embargoed(ProblemVersion.problem_id, Challenge.id, person, everybody=false())
    statement = (
        select(Challenge.id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(Challenge.class_id == class_id, closed)
    )
    return list(session.scalars(statement))


def _rules(assignment: Assignment, holds: Effective) -> Rules:
    """Only homework counts attempts: practice is free, and an exam is handed in at the end of a sitting."""
    is_practice = assignment.mode == "practice"
    return Rules(
        assignment.mode,
        holds.release_date,
        holds.due_date,
        holds.duration_minutes,
        holds.max_attempts if assignment.mode == "homework" else None,
        accept_late=is_practice or assignment.config.get("accept_late", True),
    )
