"""What stands in an assignment, with how far its students have come: what may still be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import Contents, Place, read_contents, warnings_for
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import Solution, SubmissionAttempt


@dataclass(frozen=True)
class Progress:
    """How many students have begun a problem, and how many of all have handed in to it."""

    begun: int
    handed_in: int


@dataclass(frozen=True)
class PlaceView:
    """A problem where it stands, with how many students have begun it and handed in to it."""

    place: Place
    begun: int
    handed_in: int


@dataclass(frozen=True)
class ContentsView:
    """An assignment's contents for who edits them."""

    contents: Contents
    places: list[PlaceView]
    warnings: list[str]
    """Problems of an exam that students have seen already, and what it closes until it is over."""


def contents_view(session: Session, actor: Actor, item_id: UUID) -> ContentsView:
    """What stands in an assignment, for who may edit it; a fixed number of queries."""
    return with_counts(session, read_contents(session, actor, item_id))


def with_counts(session: Session, contents: Contents) -> ContentsView:
    """Contents that were read already, with how far students have come."""
    found = progress_of(session, [place.row.id for place in contents.places])
    places = [
        PlaceView(place, found[place.row.id].begun, found[place.row.id].handed_in)
        for place in contents.places
    ]
    is_exam = contents.assignment.mode == "exam"
    warnings = warnings_for(session, contents.placed.item.id) if is_exam else []
    return ContentsView(contents, places, warnings)


def progress_of(session: Session, challenge_ids: Sequence[UUID]) -> dict[UUID, Progress]:
    """How far students have come with each of these challenges, for who may know; two queries."""
    begun, handed_in = _begun(session, challenge_ids), _handed_in(session, challenge_ids)
    return {each: Progress(begun.get(each, 0), handed_in.get(each, 0)) for each in challenge_ids}


def _begun(session: Session, challenge_ids: Sequence[UUID]) -> dict[UUID, int]:
    statement = (
        select(Solution.challenge_id, func.count())
        .where(Solution.challenge_id.in_(challenge_ids))
        .group_by(Solution.challenge_id)
    )
    return dict(session.execute(statement).all())


def _handed_in(session: Session, challenge_ids: Sequence[UUID]) -> dict[UUID, int]:
    statement = (
        select(SubmissionAttempt.challenge_id, func.count(SubmissionAttempt.student_id.distinct()))
        .where(
            SubmissionAttempt.challenge_id.in_(challenge_ids), SubmissionAttempt.type == "final_submission"
        )
        .group_by(SubmissionAttempt.challenge_id)
    )
    return dict(session.execute(statement).all())
