"""The outline and its items."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ANYONE, CONTENT_EDIT, MEMBER
from lectorium_wire.authoring import AssignmentCreate, ItemPatch
from lectorium_wire.courses import ItemCard, ItemMade, Module, Outline, UpNext
from lectorium_wire.readings import OutlineOrder

routes = Routes("items")
CLEARED_BY_NULL = {"release_date", "due_date", "max_attempts"}


@routes.get("/classes/{class_id}/outline", rule=MEMBER)
def get_outline(call: Call, class_id: UUID) -> Outline:
    """A class from top to bottom, with my own states; students see what is shown to them."""
    return _outline(call, class_id)


@routes.put("/classes/{class_id}/outline", rule=CONTENT_EDIT, scope=Scope.TEACH)
def order_outline(call: Call, class_id: UUID, body: OutlineOrder) -> Outline:
    """Put a whole class into an order at once; items may change modules.

    Where another editor was first, the answer is 409 with code `outline_changed`, and `current` holds the
    order as it is now. It is 409 with code `sittings_running` where an exam that is sat would come into a
    hidden module.
    """
    modules = [courses.ModuleOrder(each.id, each.items) for each in body.modules]
    submissions.reorder(call.session, call.actor, class_id, courses.Order(body.revision, modules))
    return _outline(call, class_id)


@routes.get("/up-next", rule=ANYONE)
def get_up_next(call: Call) -> UpNext:
    """What waits for me over all of my classes, soonest due first."""
    return UpNext(items=[item_shape(card) for card in home.up_next(call.session, call.actor)])


@routes.post("/modules/{module_id}/assignments", rule=CONTENT_EDIT, scope=Scope.TEACH)
def create_assignment(call: Call, module_id: UUID, body: AssignmentCreate) -> ItemMade:
    """Set frozen versions as an assignment at the end of a module.

    For an exam `warnings` names the problems that students have seen already, and what is closed to them
    until it is over.
    """
    new = authoring.NewAssignment(**body.model_dump(exclude={"problem_version_ids"}))
    made = authoring.create_assignment(call.session, call.actor, module_id, new, body.problem_version_ids)
    card = item_shape(home.item_card(call.session, call.actor, made.id))
    warnings = authoring.warnings_for(call.session, made.id)
    return ItemMade(**card.model_dump(), warnings=warnings)


@routes.get("/items/{item_id}", rule=MEMBER)
def get_item(call: Call, item_id: UUID) -> ItemCard:
    """An item, with my own state."""
    return item_shape(home.item_card(call.session, call.actor, item_id))


@routes.patch("/items/{item_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_item(call: Call, item_id: UUID, body: ItemPatch) -> ItemCard:
    """Change an item, show or hide it, move it; null clears a date or the limit of attempts.

    409 with code `would_be_late` where students lose time by an earlier due date: `current` counts them,
    and `confirm` does it. What was handed in on time stays on time. In the same way 409 with code
    `sittings_running` where an exam is hidden, or shown later, from students who sit it.
    """
    given = body.model_dump(exclude_unset=True, exclude={"confirm"})
    changes = {key: value for key, value in given.items() if value is not None or key in CLEARED_BY_NULL}
    submissions.change_work(call.session, call.actor, item_id, changes, confirmed=body.confirm)
    return item_shape(home.item_card(call.session, call.actor, item_id))


@routes.delete("/items/{item_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def delete_item(call: Call, item_id: UUID) -> None:
    """Delete an item that nobody has begun; otherwise 409, and hiding it is the way."""
    authoring.delete_item(call.session, call.actor, item_id)


def _outline(call: Call, class_id: UUID) -> Outline:
    """A class from top to bottom, as it is now."""
    view = home.outline(call.session, call.actor, class_id)
    klass = view.access.klass
    return Outline(
        class_id=klass.id,
        class_name=klass.name,
        time_zone=klass.time_zone,
        revision=klass.outline_revision,
        modules=[module_shape(each) for each in view.modules],
        news=courses.news_in(call.session, call.actor, view.access),
    )


def module_shape(view: home.ModuleView) -> Module:
    """A module with its items, on the wire."""
    module = Module.model_validate(view.module)
    module.items = [item_shape(card) for card in view.cards]
    return module


def item_shape(card: home.Card) -> ItemCard:
    """An item on the wire."""
    item, graded = card.item, card.assignment.assignment if card.assignment else None
    return ItemCard(
        id=item.id,
        module_id=item.module_id,
        class_id=card.module.class_id,
        content_type=item.content_type,
        title=item.title,
        order_index=item.order_index,
        is_published=item.is_published,
        release_date=card.release_date,
        due_date=card.due_date,
        points_total=graded.points_total if graded else None,
        mode=graded.mode if graded else None,
        state=card.state,
        score=card.score,
        challenge_ids=card.challenge_ids,
    )
