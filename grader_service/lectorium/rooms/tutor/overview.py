"""Who of a school, or of a class, says something of their own about the tutor: for the settings' pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import AssignmentProblem, Challenge, ProblemVersion
from lectorium.rooms.courses.api import Class, ContentItem, require
from lectorium.rooms.people.api import Actor
from lectorium.rooms.tutor.models import TutorPolicy
from lectorium.rooms.tutor.models_admin import ADMINS
from lectorium.rooms.tutor.policies import FIELDS

MOST = 200


@dataclass(frozen=True)
class Differing:
    """A class or a challenge with a word of its own; ``fields`` are what it decides itself."""

    policy: TutorPolicy
    title: str
    place: str

    @property
    def fields(self) -> list[str]:
        """What it doesn't inherit."""
        return [name for name in FIELDS if getattr(self.policy, name) is not None]


@dataclass(frozen=True)
class SetHere:
    """A challenge of a class, to say something about."""

    challenge_id: UUID
    title: str
    item_title: str


def differing_in_school(session: Session, actor: Actor) -> list[Differing]:
    """The classes and the standalone challenges that decide something themselves; at most 200."""
    actor.require(ADMINS, "see what the tutor does in the whole school")
    rows = session.execute(
        select(TutorPolicy, Class.name, Class.section, Challenge.title)
        .outerjoin(Class, Class.id == TutorPolicy.class_id)
        .outerjoin(Challenge, Challenge.id == TutorPolicy.challenge_id)
        .where(
            TutorPolicy.organization_id == actor.organization_id,
            (TutorPolicy.class_id.is_not(None) & Class.deleted_at.is_(None))
            | (
                TutorPolicy.challenge_id.is_not(None)
                & Challenge.class_id.is_(None)
                & Challenge.deleted_at.is_(None)
            ),
        )
        .order_by(TutorPolicy.challenge_id.is_not(None), Class.name, Challenge.title, TutorPolicy.id)
        .limit(MOST)
    )
    found = [
        Differing(policy, name or title, section or "" if name else "practice")
        for policy, name, section, title in rows
    ]
    return [each for each in found if each.fields]


def naming(session: Session, actor: Actor, model_id: UUID) -> list[str]:
    """What of the school names a model in its settings, in words; at most 200."""
    actor.require(ADMINS, "see what names a model")
    rows = session.execute(
        select(TutorPolicy, Class.name, Challenge.title)
        .outerjoin(Class, Class.id == TutorPolicy.class_id)
        .outerjoin(Challenge, Challenge.id == TutorPolicy.challenge_id)
        .where(TutorPolicy.organization_id == actor.organization_id, TutorPolicy.model_id == model_id)
        .order_by(Class.name, Challenge.title)
        .limit(MOST)
    )
    return [_named(class_name, title) for _, class_name, title in rows]


def _named(class_name: str | None, title: str | None) -> str:
    if title is not None:
        return f"the problem “{title}”"
    return "the whole school" if class_name is None else f"the class {class_name}"


def differing_in_class(session: Session, actor: Actor, class_id: UUID) -> list[Differing]:
    """The challenges of a class that decide something themselves; at most 200."""
    require(session, actor, class_id, content="edit")
    rows = session.execute(
        select(TutorPolicy, Challenge.title, ContentItem.title)
        .join(Challenge, Challenge.id == TutorPolicy.challenge_id)
        .outerjoin(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .outerjoin(ContentItem, ContentItem.id == AssignmentProblem.assignment_id)
        .where(Challenge.class_id == class_id, Challenge.deleted_at.is_(None))
        .order_by(ContentItem.title, Challenge.title, TutorPolicy.id)
        .limit(MOST)
    )
    found = [Differing(policy, title, item or "") for policy, title, item in rows]
    return [each for each in found if each.fields]


def challenges_in_class(session: Session, actor: Actor, class_id: UUID) -> Sequence[SetHere]:
    """All challenges of a class that the tutor may be asked about, with their items; at most 200.

    A quiz's questions aren't among them: it has no tutor.
    """
    require(session, actor, class_id, content="edit")
    rows = session.execute(
        select(Challenge.id, Challenge.title, ContentItem.title)
        .join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .join(ContentItem, ContentItem.id == AssignmentProblem.assignment_id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(
            Challenge.class_id == class_id,
            Challenge.deleted_at.is_(None),
            ProblemVersion.kind != "question",
        )
        .order_by(ContentItem.order_index, ContentItem.title, AssignmentProblem.order_index)
        .limit(MOST)
    )
    return [SetHere(*row) for row in rows]
