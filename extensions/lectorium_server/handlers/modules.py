"""Modules: the order of a class."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import CONTENT_EDIT
from lectorium_wire.courses import Module, ModuleCreate, ModulePatch

routes = Routes("modules")


@routes.post("/classes/{class_id}/modules", rule=CONTENT_EDIT, scope=Scope.TEACH)
def create_module(call: Call, class_id: UUID, body: ModuleCreate) -> Module:
    """Add a module at the end of a class."""
    made = courses.create_module(
        call.session, call.actor, class_id, body.title, body.description, is_published=body.is_published
    )
    return Module.model_validate(made)


@routes.patch("/modules/{module_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_module(call: Call, module_id: UUID, body: ModulePatch) -> Module:
    """Change a module, or move it.

    409 with code `sittings_running` where it is hidden from students who sit an exam in it: `current` counts
    them, and `confirm` does it.
    """
    changes = body.model_dump(exclude_none=True, exclude={"confirm"})
    changed = submissions.change_module(call.session, call.actor, module_id, changes, confirmed=body.confirm)
    return Module.model_validate(changed)


@routes.delete("/modules/{module_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def delete_module(call: Call, module_id: UUID) -> None:
    """Remove an empty module."""
    courses.delete_module(call.session, call.actor, module_id)
