"""The one order of a class: its modules and their items.

``classes.outline_revision`` counts its changes.  Whoever changes it takes the class's row first, so that
editors take turns; a whole order is compared with the revision it was made from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.rooms.courses.access import require
from lectorium.rooms.courses.models import Class, ContentItem, Module
from lectorium.rooms.courses.showing import date_showing
from lectorium.rooms.people.api import Actor, record

Step = Literal["up", "down", "to"]


@dataclass(frozen=True)
class ModuleOrder:
    """A module, and the items in it from top to bottom."""

    id: UUID
    items: Sequence[UUID]


@dataclass(frozen=True)
class Order:
    """A whole class from top to bottom, as it stood at a revision."""

    revision: int
    modules: Sequence[ModuleOrder]

    @property
    def plain(self) -> dict[str, Any]:
        """The same in JSON's values."""
        modules = [{"id": str(each.id), "items": [str(item) for item in each.items]} for each in self.modules]
        return {"revision": self.revision, "modules": modules}


def moved(found: Order, what: UUID, step: Step, to: UUID | None = None) -> Order:
    """The order with one module or item moved: a place up or down, or to the end of another module.

    What is first in its module goes up into the one above, what is last down into the one below; at either
    end of the class nothing moves.  Raises :class:`NotFound` for what isn't there.
    """
    ids = [each.id for each in found.modules]
    held = {each.id: list(each.items) for each in found.modules}
    if what in held:
        _shift(ids, what, step)
    else:
        home = next((module_id for module_id, items in held.items() if what in items), None)
        if home is None or (step == "to" and to not in held):
            raise NotFound.of("item or module")
        _shift_item(ids, held, home, what, step, to)
    return Order(found.revision, [ModuleOrder(module_id, held[module_id]) for module_id in ids])


def _shift(ids: list[UUID], what: UUID, step: Step) -> None:
    place = ids.index(what)
    ids.insert(max(0, place + {"up": -1, "down": 1, "to": 0}[step]), ids.pop(place))


def _shift_item(
    ids: list[UUID], held: dict[UUID, list[UUID]], home: UUID, what: UUID, step: Step, to: UUID | None
) -> None:
    place, above = held[home].index(what), ids.index(home)
    if step == "up" and place == 0:
        to, at = ids[max(0, above - 1)], None
    elif step == "down" and place == len(held[home]) - 1:
        to, at = ids[min(len(ids) - 1, above + 1)], 0
    elif step == "to":
        at = None
    else:
        _shift(held[home], what, step)
        return
    if to is not None and to != home:
        held[home].remove(what)
        held[to].insert(len(held[to]) if at is None else at, what)


def take_turn(session: Session, class_id: UUID) -> Class:
    """Wait for other editors of the class's order, and count one more change of it."""
    statement = (
        select(Class)
        .where(Class.id == class_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    klass = session.scalars(statement).one()
    klass.outline_revision += 1
    return klass


def read_order(session: Session, class_id: UUID) -> Order:
    """A class's order as it stands; two queries."""
    klass = session.get_one(Class, class_id)
    modules, items = _rows(session, class_id)
    return _order(klass.outline_revision, modules, items)


def reorder(session: Session, actor: Actor, class_id: UUID, wanted: Order) -> None:
    """Put a class into an order, every module and item named exactly once; items may change modules.

    Raises :class:`Conflict` with the ``current`` order where another editor was first, and
    :class:`Invalid` where something is missing, doubled or of another class.
    """
    require(session, actor, class_id, content="edit", writable=True)
    klass = take_turn(session, class_id)
    modules, items = _rows(session, class_id)
    found = _order(klass.outline_revision - 1, modules, items)
    if wanted.revision != found.revision:
        raise Conflict(
            "Somebody else has changed this class's order meanwhile. Theirs is kept and yours isn't saved. "
            "Look at the order as it is now and move again what you meant to.",
            code="outline_changed",
            current=found.plain,
        )
    _check(found, wanted)
    if found.plain == wanted.plain:
        klass.outline_revision = found.revision
        return
    _apply(session, wanted, modules, items)
    record(session, actor, "outline.reorder", "class", [class_id], before=found.plain, after=wanted.plain)


def _rows(session: Session, class_id: UUID) -> tuple[list[Module], list[ContentItem]]:
    """As they stand now, also where they were read before it was this editor's turn."""
    modules = session.scalars(
        select(Module)
        .where(Module.class_id == class_id)
        .order_by(Module.order_index, Module.id)
        .execution_options(populate_existing=True)
    )
    items = session.scalars(
        select(ContentItem)
        .join(Module, Module.id == ContentItem.module_id)
        .where(Module.class_id == class_id)
        .order_by(ContentItem.order_index, ContentItem.id)
        .execution_options(populate_existing=True)
    )
    return list(modules), list(items)


def _order(revision: int, modules: list[Module], items: list[ContentItem]) -> Order:
    held: dict[UUID, list[UUID]] = {module.id: [] for module in modules}
    for item in items:
        held[item.module_id].append(item.id)
    return Order(revision, [ModuleOrder(module_id, ids) for module_id, ids in held.items()])


def _check(found: Order, wanted: Order) -> None:
    """Every id of the class exactly once, and no other."""
    modules = {each.id for each in found.modules}
    items = {item for each in found.modules for item in each.items}
    counts = Counter(item for each in wanted.modules for item in each.items)
    counts.update(each.id for each in wanted.modules)
    for place, module in enumerate(wanted.modules):
        if module.id not in modules or counts[module.id] > 1:
            raise _misplaced("module", f"modules.{place}.id")
        for index, item in enumerate(module.items):
            if item not in items or counts[item] > 1:
                raise _misplaced("item", f"modules.{place}.items.{index}")
    if len(counts) != len(modules) + len(items):
        raise Invalid(
            "Some of this class's modules or items are missing from this order. Nothing was changed. "
            "Name each exactly once.",
            field="modules",
        )


def _misplaced(thing: str, field: str) -> Invalid:
    return Invalid(
        f"This {thing} isn't one of this class's, or is named twice. Nothing was changed. "
        "Name each of the class's modules and items exactly once.",
        field=field,
    )


def _apply(session: Session, wanted: Order, modules: list[Module], items: list[ContentItem]) -> None:
    by_id, held = {module.id: module for module in modules}, {item.id: item for item in items}
    moment = now(session)
    for index, each in enumerate(wanted.modules):
        by_id[each.id].order_index = index
        for place, item_id in enumerate(each.items):
            item = held[item_id]
            shown = by_id[each.id].is_published
            if item.is_published and shown != by_id[item.module_id].is_published:
                date_showing(item, moment, shown=shown)
            item.module_id, item.order_index = each.id, place
    session.flush()
