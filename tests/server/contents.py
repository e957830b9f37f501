"""Assignments to change, one for each question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from tests.server.world import World


def fresh_assignment(world: World) -> tuple[UUID, list[UUID]]:
    """An assignment of two problems that nobody has begun: its item and its challenges."""
    teacher = world.school.actor("teacher")
    with world.database.transaction() as session:
        new = authoring.NewAssignment("To change")
        versions = [world.version.id] * 2
        item = authoring.create_assignment(session, teacher, world.school.module_id, new, versions)
        challenges = [each.id for each in authoring.challenges_of_item(session, item.id)]
    return item.id, challenges


def in_fresh_place(world: World) -> dict[str, Any]:
    """Such an assignment and its first problem."""
    item_id, challenges = fresh_assignment(world)
    return {"item_id": item_id, "challenge_id": challenges[0]}


def same_order(world: World) -> dict[str, Any]:
    """The problems of the world's own item, left as they are."""
    with world.database.transaction() as session:
        ids = [str(each.id) for each in authoring.challenges_of_item(session, world.item_id)]
    return {"before": ids, "after": ids}
