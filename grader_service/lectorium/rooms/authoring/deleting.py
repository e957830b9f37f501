"""Deleting an item that nobody has begun: afterwards only the audit knows of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, Challenge, ItemOverride
from lectorium.rooms.courses.api import ContentItem, find_item, require, take_turn
from lectorium.rooms.people.api import Actor, record


def delete_item(session: Session, actor: Actor, item_id: UUID) -> None:
    """Take an item away for good; raises :class:`Conflict` where somebody has begun it.

    Whatever students did refers to the item or to its challenges, and those references restrict: the
    database says whether there is any, also for somebody who begins at this very moment.
    """
    placed = find_item(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=True)
    take_turn(session, placed.module.class_id)
    item = placed.item
    before = {
        "title": item.title,
        "content_type": item.content_type,
        "description": item.description,
        "module_id": str(item.module_id),
        "is_published": item.is_published,
        "release_date": item.release_date and item.release_date.isoformat(),
        "due_date": item.due_date and item.due_date.isoformat(),
    }
    try:
        with session.begin_nested():
            before["problem_version_ids"] = _take_away(session, item_id)
    except IntegrityError:
        raise Conflict(
            "Somebody has begun this, so it can't be deleted. Nothing was changed. "
            "Hide it instead: students don't see it any more, and their work is kept.",
            code="item_has_work",
        ) from None
    record(session, actor, "item.delete", "content_item", [item_id], before=before)


def _take_away(session: Session, item_id: UUID) -> list[str]:
    """Everything that was set up for the item; returns the versions that it had been made of."""
    set_here = select(Challenge).join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
    found = session.scalars(set_here.where(AssignmentProblem.assignment_id == item_id)).all()
    ids = [challenge.id for challenge in found]
    session.execute(delete(ItemOverride).where(ItemOverride.content_item_id == item_id))
    session.execute(delete(AssignmentProblem).where(AssignmentProblem.assignment_id == item_id))
    session.execute(delete(Challenge).where(Challenge.id.in_(ids)))
    session.execute(delete(Assignment).where(Assignment.id == item_id))
    session.execute(delete(ContentItem).where(ContentItem.id == item_id))
    return [str(challenge.problem_version_id) for challenge in found]
