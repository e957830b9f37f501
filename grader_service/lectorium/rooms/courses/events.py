"""What happens to classes that other rooms follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from lectorium.kit.events import Event
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class ClassCopied(Event):
    """A class's outline was copied: each room brings along what its own tables say of the items.

    ``items`` leads from the items of the class before to those of the copy, whose rows are there.
    """

    source_id: UUID
    copy_id: UUID
    items: Mapping[UUID, UUID]
    actor: Actor


@dataclass(frozen=True)
class ItemRenamed(Event):
    """Something of a class has another title now."""

    item_id: UUID


@dataclass(frozen=True)
class TimeGiven(Event):
    """Somebody in a class has another time in exams now."""

    class_id: UUID
