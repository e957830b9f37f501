"""A school's own models, instructions and replays, for asking the routes and pages about."""

from __future__ import annotations

import uuid
from typing import Any

from lectorium.rooms.tutor import api as tutor
from tests.server.world import World

INSTRUCTION = "You help with $title. $help"


def a_model(world: World) -> dict[str, Any]:
    """A model of the school's own that nothing names."""
    with world.database.transaction() as session:
        new = tutor.NewModel("Own", uuid.uuid4().hex, "embedded", "own")
        made = tutor.add_model(session, world.school.actor("admin"), new, ("embedded",))
        return {"model_id": made.model.id}


def a_prompt(world: World) -> dict[str, Any]:
    """An instruction of the school's own."""
    with world.database.transaction() as session:
        made = tutor.add_prompt(session, world.school.actor("admin"), "matrix", INSTRUCTION)
        return {"prompt_id": made.id}


def tutor_places(world: World, path: str) -> dict[str, Any]:
    """What a page about the tutor's administration stands for."""
    return a_model(world) if "{model_id}" in path else {}
