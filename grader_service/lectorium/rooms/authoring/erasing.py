"""What this room's rows lose when their person is erased (G2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from lectorium.rooms.authoring.models import ItemOverride
from lectorium.rooms.people.api import ERASED, Loss

LOSSES: Sequence[Loss] = (
    Loss(
        "item_overrides",
        "why an exception was made for them",
        lambda person: (
            update(ItemOverride)
            .where(ItemOverride.student_id == person, ItemOverride.reason != "")
            .values(reason=ERASED)
        ),
    ),
)
