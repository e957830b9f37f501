"""Reading what stands in an assignment, for who edits it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import NotFound
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, Challenge, ProblemVersion
from lectorium.rooms.authoring.settings import AssignmentConfig, PlaceConfig, languages_of
from lectorium.rooms.authoring.upgrading import newest_versions
from lectorium.rooms.courses.api import Placed, find_item, require
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class Place:
    """A problem where it stands: what it counts for, and what there is of newer versions."""

    row: AssignmentProblem
    challenge: Challenge
    version: ProblemVersion
    version_points: Decimal
    config: PlaceConfig
    languages: list[str]
    newest: ProblemVersion

    @property
    def points(self) -> Decimal:
        """What it counts for: its own points here, or the version's."""
        return self.version_points if self.row.custom_points is None else self.row.custom_points


@dataclass(frozen=True)
class Contents:
    """An assignment or quiz with its settings and its problems, in order."""

    placed: Placed
    assignment: Assignment
    config: AssignmentConfig
    places: list[Place]


def read_contents(session: Session, actor: Actor, item_id: UUID) -> Contents:
    """What stands in an assignment, for who may edit it; a fixed number of queries."""
    placed, assignment = find_assignment(session, actor, item_id, writable=False)
    return contents_of(session, placed, assignment)


def find_assignment(
    session: Session, actor: Actor, item_id: UUID, *, writable: bool
) -> tuple[Placed, Assignment]:
    """An assignment or quiz that the actor may edit; raises :class:`NotFound` for what is neither."""
    placed = find_item(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=writable)
    assignment = session.get(Assignment, item_id)
    if assignment is None:
        raise NotFound.of("assignment")
    return placed, assignment


def rows_of(session: Session, item_id: UUID) -> list[tuple[AssignmentProblem, Challenge, ProblemVersion]]:
    """The problems of an assignment, in order, as they are now; one query."""
    statement = (
        select(AssignmentProblem, Challenge, ProblemVersion)
        .join(Challenge, Challenge.id == AssignmentProblem.id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(AssignmentProblem.assignment_id == item_id, Challenge.deleted_at.is_(None))
        .order_by(AssignmentProblem.order_index, AssignmentProblem.id)
    )
    found = session.execute(statement.execution_options(populate_existing=True))
    return [(row, challenge, version) for row, challenge, version in found]


def row_of(
    session: Session, item_id: UUID, challenge_id: UUID
) -> tuple[AssignmentProblem, Challenge, ProblemVersion]:
    """One of them; raises :class:`NotFound`."""
    for found in rows_of(session, item_id):
        if found[0].id == challenge_id:
            return found
    raise NotFound.of("problem in this assignment")


def contents_of(session: Session, placed: Placed, assignment: Assignment) -> Contents:
    """All of it, as it stands now."""
    rows = rows_of(session, assignment.id)
    points = library.points_of(session, {version.id for _, _, version in rows})
    newest = newest_versions(session, {version.problem_id for _, _, version in rows})
    config = AssignmentConfig.read(assignment.config)
    places = []
    for row, challenge, version in rows:
        own = PlaceConfig.read(row.config)
        left = languages_of(version, config, own)
        worth = points.get(version.id, Decimal(0))
        places.append(Place(row, challenge, version, worth, own, left, newest[version.problem_id]))
    return Contents(placed, assignment, config, places)
