"""One item where it stands: with the caller's state in it, and what comes before and after it for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.rooms.authoring.api import assignments_of
from lectorium.rooms.courses.api import ContentItem, Module, Placed, readings_of
from lectorium.rooms.home.states import Card, cards, placed_work, reading_card
from lectorium.rooms.people.api import Actor


@dataclass(frozen=True)
class InPlace:
    """An item with its neighbours, over the modules' ends; those the caller doesn't see are passed over."""

    card: Card
    before: ContentItem | None
    after: ContentItem | None


def item_in_place(session: Session, actor: Actor, placed: Placed) -> InPlace:
    """An item that :func:`find_item` found, among its class's; states are looked up for it alone."""
    standing, moment = placed.access, now(session)
    graded = assignments_of(session, Module.class_id == standing.klass.id, student_id=actor.user_id)
    everything = [*(placed_work(each, standing) for each in graded), *readings_of(session, standing)]
    seen = [each for each in everything if standing.is_staff or each.is_open(moment)]
    items = [each.item for each in sorted(seen, key=_in_order)]
    place = next(index for index, item in enumerate(items) if item.id == placed.item.id)
    own = [each for each in graded if each.item.id == placed.item.id]
    card = cards(session, actor.user_id, own, moment)[0] if own else reading_card(placed)
    after = items[place + 1] if place + 1 < len(items) else None
    return InPlace(card, items[place - 1] if place else None, after)


def _in_order(placed: Placed) -> tuple[int, UUID, int, UUID]:
    return placed.module.order_index, placed.module.id, placed.item.order_index, placed.item.id
