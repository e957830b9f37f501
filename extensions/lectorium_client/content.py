"""What a class holds: modules, items, assignments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.transport import Routes, make
from lectorium_wire.authoring import AssignmentCreate, Difficulty, ItemPatch, Mode
from lectorium_wire.courses import ItemCard, ItemMade, Module, ModuleCreate, ModulePatch, Outline
from lectorium_wire.readings import ModuleOrder, OutlineOrder


class ModuleChanges(TypedDict, total=False):
    """What may change about a module; ``confirm`` takes an exam from who sits it."""

    title: str
    description: str
    is_published: bool
    order_index: int
    confirm: bool


class Placing(TypedDict, total=False):
    """How a problem is set; instants need a time zone, ``max_attempts`` None is unlimited."""

    mode: Mode
    difficulty: Difficulty
    release_date: datetime | None
    due_date: datetime | None
    max_attempts: int | None
    accept_late: bool
    time_limit_mins: int | None
    is_published: bool


class Setting(Placing, total=False):
    """How an assignment is set."""

    description: str


class ItemChanges(TypedDict, total=False):
    """What may change about an item; None clears a date or a limit.

    ``confirm`` sets an earlier due date although students lose time by it, or takes an exam from who sits it.
    """

    title: str
    description: str
    is_published: bool
    release_date: datetime | None
    due_date: datetime | None
    max_attempts: int | None
    accept_late: bool
    order_index: int
    confirm: bool


class ContentRoutes(Routes):
    """Modules and items."""

    def create_module(
        self, class_id: UUID, title: str, *, description: str = "", is_published: bool = True
    ) -> Module:
        """Add a module at the end of a class."""
        body = make(ModuleCreate, title=title, description=description, is_published=is_published)
        return self._post(f"/classes/{class_id}/modules", Module, body)

    def change_module(self, module_id: UUID, **changes: Unpack[ModuleChanges]) -> Module:
        """Change a module, or move it with ``order_index``."""
        return self._patch(f"/modules/{module_id}", Module, make(ModulePatch, **changes))

    def delete_module(self, module_id: UUID) -> None:
        """Remove an empty module; raises :class:`~lectorium_client.Conflict` if it isn't empty."""
        self._delete(f"/modules/{module_id}")

    def order_outline(self, class_id: UUID, revision: int, order: Mapping[UUID, Sequence[UUID]]) -> Outline:
        """Put a class into an order at once: its modules from top to bottom, each with its items.

        ``revision`` is that of the outline it was made from; raises :class:`~lectorium_client.Conflict`,
        with the order as it is now in ``current``, where somebody else was first.
        """
        modules = [ModuleOrder(id=module_id, items=list(items)) for module_id, items in order.items()]
        body = make(OutlineOrder, revision=revision, modules=modules)
        return self._put(f"/classes/{class_id}/outline", Outline, body)

    def create_assignment(
        self, module_id: UUID, title: str, problem_version_ids: Sequence[UUID], **setting: Unpack[Setting]
    ) -> ItemMade:
        """Set frozen problem versions as an assignment at the end of a module.

        For an exam ``warnings`` names the problems that students have seen already, and what is closed
        to them until it is over.
        """
        body = make(AssignmentCreate, title=title, problem_version_ids=list(problem_version_ids), **setting)
        return self._post(f"/modules/{module_id}/assignments", ItemMade, body)

    def item(self, item_id: UUID) -> ItemCard:
        """An item, with my state in it."""
        return self._get(f"/items/{item_id}", ItemCard)

    def change_item(self, item_id: UUID, **changes: Unpack[ItemChanges]) -> ItemCard:
        """Change an item, show or hide it, or move its dates."""
        return self._patch(f"/items/{item_id}", ItemCard, make(ItemPatch, **changes))

    def delete_item(self, item_id: UUID) -> None:
        """Delete an item; raises :class:`~lectorium_client.Conflict` if somebody has begun it."""
        self._delete(f"/items/{item_id}")
