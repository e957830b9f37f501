"""Examples of the routes of exams."""

from __future__ import annotations

from tests.server.case import Case
from tests.server.exams import examined

SITTINGS: dict[str, Case] = {
    "start_sitting": Case(
        "student1", "stranger", places=lambda world: {"item_id": examined(world).running("student2")}
    ),
    "get_sitting": Case("student1", "stranger", places=lambda world: {"item_id": examined(world).running()}),
    "hand_in": Case("student1", "stranger", places=lambda world: {"item_id": examined(world).running()}),
    "list_sittings": Case("ta", "student1", places=lambda world: {"item_id": examined(world).running()}),
    "extend_sittings": Case(
        "ta",
        "student1",
        places=lambda world: {"item_id": examined(world).running()},
        body=lambda _: {"minutes": 10, "reason": "The fire alarm"},
    ),
    "take_back_minutes": Case(
        "ta",
        "student1",
        places=lambda world: {"item_id": examined(world).extended()},
        body=lambda _: {"minutes": 5, "reason": "A slip", "confirm": True},
    ),
    "reopen_sitting": Case(
        "ta",
        "student1",
        places=lambda world: {"sitting_id": examined(world).closed()},
        body=lambda _: {"minutes": 10},
    ),
}
