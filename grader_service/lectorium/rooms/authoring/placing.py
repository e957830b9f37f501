"""Setting frozen versions for students: assignments in a module, and the challenges in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam, select, true
from sqlalchemy.orm import Session, aliased

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.asking import require_kinds
from lectorium.rooms.authoring.effective import Effective
from lectorium.rooms.authoring.exams import check_end
from lectorium.rooms.authoring.models import (
    Assignment,
    AssignmentProblem,
    Challenge,
    Difficulty,
    Mode,
    ProblemVersion,
)
from lectorium.rooms.authoring.settings import AssignmentConfig
from lectorium.rooms.courses.api import (
    ContentItem,
    Module,
    Placed,
    add_item,
    change_item,
    effective_for,
    find_module,
)
from lectorium.rooms.people.api import Actor, record

OWN_SETTINGS = ("max_attempts", "accept_late")
"""What an item's change means for the assignment and not for the item itself."""


@dataclass(frozen=True)
class NewAssignment:
    """What an assignment needs."""

    title: str
    description: str = ""
    mode: Mode = "homework"
    difficulty: Difficulty = "medium"
    release_date: datetime | None = None
    due_date: datetime | None = None
    max_attempts: int | None = None
    accept_late: bool = True
    time_limit_mins: int | None = None
    is_published: bool = True

    @property
    def config(self) -> AssignmentConfig:
        """How it is taken; an exam is handed in once, at its end, so there is nothing to limit."""
        if self.mode == "exam":
            return AssignmentConfig(accept_late=False, time_limit_mins=self.time_limit_mins)
        return AssignmentConfig(
            max_attempts=self.max_attempts,
            accept_late=self.accept_late,
            time_limit_mins=self.time_limit_mins,
        )


def create_assignment(
    session: Session, actor: Actor, module_id: UUID, new: NewAssignment, version_ids: Sequence[UUID]
) -> ContentItem:
    """Set versions as an assignment at the end of a module; it stays pinned to them (I10)."""
    versions = [library.find_version(session, actor, version_id) for version_id in version_ids]
    require_kinds(versions, questions=False)
    return set_item(session, actor, module_id, "assignment", new, [(view, None) for view in versions])


def set_item(
    session: Session,
    actor: Actor,
    module_id: UUID,
    content_type: Literal["assignment", "quiz"],
    new: NewAssignment,
    parts: Sequence[tuple[library.VersionView, Decimal | None]],
) -> ContentItem:
    """Set versions, each with its own points where it isn't None, as graded work at the end of a module."""
    check_end(new.mode, new.due_date)
    module = find_module(session, actor, module_id, writable=True)
    item = add_item(
        session,
        actor,
        module_id,
        content_type,
        title=new.title,
        description=new.description,
        is_published=new.is_published,
        release_date=new.release_date,
        due_date=new.due_date,
    )
    total = sum((view.points_total if own is None else own for view, own in parts), Decimal(0))
    session.add(
        Assignment(
            id=item.id,
            mode=new.mode,
            difficulty=new.difficulty,
            points_total=total,
            config=new.config.stored(),
        )
    )
    session.flush()
    for index, (view, own) in enumerate(parts):
        challenge = set_challenge(session, actor, view.version, view.version.title, module.class_id)
        place = AssignmentProblem(
            id=challenge.id, assignment_id=item.id, order_index=index, custom_points=own
        )
        session.add(place)
    session.flush()
    return item


def change_assignment(session: Session, actor: Actor, item_id: UUID, changes: dict[str, Any]) -> Placed:
    """Change an item: its own columns, and an assignment's attempts and lateness."""
    own = {key: changes.pop(key) for key in OWN_SETTINGS if key in changes}
    placed = change_item(session, actor, item_id, changes)
    assignment = session.get(Assignment, item_id, populate_existing=bool(own), with_for_update=bool(own))
    if assignment is not None:
        check_end(assignment.mode, placed.item.due_date)
    if own and assignment is not None:
        before = {key: assignment.config.get(key) for key in own}
        assignment.config = AssignmentConfig.read(assignment.config).changed(own).stored()
        record(session, actor, "assignment.change", "content_item", [item_id], before=before, after=own)
    return placed


def challenges_of_item(session: Session, item_id: UUID) -> list[Challenge]:
    """An assignment's challenges, in order."""
    statement = (
        select(Challenge)
        .join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .where(AssignmentProblem.assignment_id == item_id, Challenge.deleted_at.is_(None))
        .order_by(AssignmentProblem.order_index)
    )
    return list(session.scalars(statement).all())


NEWER = aliased(ProblemVersion)
BEHIND = (
    select(AssignmentProblem.assignment_id)
    .join(Challenge, Challenge.id == AssignmentProblem.id)
    .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
    .join(NEWER, (NEWER.problem_id == ProblemVersion.problem_id) & (NEWER.number > ProblemVersion.number))
    .where(Challenge.class_id == bindparam("class"), Challenge.deleted_at.is_(None))
    .distinct()
)


def items_behind(session: Session, class_id: UUID) -> set[UUID]:
    """A class's items with a problem of which a newer version than theirs is published; one query."""
    return set(session.scalars(BEHIND, {"class": class_id}))


@dataclass(frozen=True)
class SetAssignment:
    """Graded work, an assignment or a quiz, as it stands in its class.

    ``holds`` is what holds for the student it was asked for (I5), or the item's own where for nobody.
    """

    item: ContentItem
    module: Module
    assignment: Assignment
    holds: Effective


# Made once: pages ask this oftenest, and making it costs more than asking.
HOLDS = effective_for(ContentItem.id, bindparam("student", type_=Uuid()))
"""What holds for whom graded work is asked for; conditions on that work may ask for it, too."""
SET = (
    select(ContentItem, Module, Assignment, *HOLDS.c)
    .join(Module, Module.id == ContentItem.module_id)
    .join(Assignment, Assignment.id == ContentItem.id)
    .join(HOLDS, true())
    .order_by(Module.order_index, Module.id, ContentItem.order_index, ContentItem.id)
)


def assignments_of(
    session: Session, *where: ColumnElement[bool], student_id: UUID | None = None
) -> list[SetAssignment]:
    """Graded work with its items and modules, in the order of the outline; one query."""
    rows = session.execute(SET.where(*where), {"student": student_id})
    return [SetAssignment(item, module, own, Effective(*found)) for item, module, own, *found in rows]


@dataclass(frozen=True)
class Part:
    """A challenge's share in an assignment, and what it counts for."""

    challenge_id: UUID
    assignment_id: UUID
    points: Decimal


PLACED = (
    select(AssignmentProblem, Challenge.problem_version_id)
    .join(Challenge, Challenge.id == AssignmentProblem.id)
    .where(
        AssignmentProblem.assignment_id == any_(bindparam("items", type_=ARRAY(Uuid()))),
        Challenge.deleted_at.is_(None),
    )
    .order_by(AssignmentProblem.assignment_id, AssignmentProblem.order_index)
)
CHALLENGES = PLACED.with_only_columns(AssignmentProblem.assignment_id, AssignmentProblem.id)


def parts_of(session: Session, item_ids: Sequence[UUID]) -> list[Part]:
    """The challenges of assignments with their points, in order; two queries."""
    rows = session.execute(PLACED, {"items": list(item_ids)}).all()
    points = library.points_of(session, {version_id for _, version_id in rows})
    return [
        Part(
            problem.id,
            problem.assignment_id,
            points.get(version_id, Decimal(0)) if problem.custom_points is None else problem.custom_points,
        )
        for problem, version_id in rows
    ]


def challenge_ids_of(session: Session, item_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The challenges of assignments alone, in order, by assignment; one query."""
    found: dict[UUID, list[UUID]] = {item_id: [] for item_id in item_ids}
    for item_id, challenge_id in session.execute(CHALLENGES, {"items": list(item_ids)}):
        found[item_id].append(challenge_id)
    return found


def count_points(session: Session, assignment_id: UUID) -> None:
    """An assignment's points are the sum of its parts'."""
    assignment = session.get_one(Assignment, assignment_id)
    parts = parts_of(session, [assignment_id])
    assignment.points_total = sum((part.points for part in parts), Decimal(0))
    session.flush()


def set_challenge(
    session: Session, actor: Actor, version: ProblemVersion, title: str, class_id: UUID | None
) -> Challenge:
    """Make a challenge of a version that the actor may set; asks for no right."""
    challenge = Challenge(
        id=new_id(),
        organization_id=actor.organization_id,
        class_id=class_id,
        problem_version_id=version.id,
        title=title,
        created_by=actor.user_id,
        created_at=now(session),
    )
    session.add(challenge)
    session.flush()
    return challenge
