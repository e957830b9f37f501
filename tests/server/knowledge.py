"""What pages about the tutor's reading are about."""

from __future__ import annotations

from uuid import UUID

from tests.server.world import World


def knowledge_places(world: World, path: str) -> dict[str, UUID]:
    """An entry or a material for a page that needs one."""
    if "{knowledge_id}" in path:
        return {"knowledge_id": world.fresh_knowledge(indexed=True)}
    return {"item_id": world.fresh_reading("material")} if path == "/items/{item_id}/source" else {}
