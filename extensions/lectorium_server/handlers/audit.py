"""The audit trail, of a class and of the school."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ADMIN, CLASS_TEACHER
from lectorium_wire.audit import AuditEvent, AuditQuery
from lectorium_wire.base import Page

routes = Routes("audit")


@routes.get("/audit", rule=ADMIN, scope=Scope.ADMIN)
def list_school_events(call: Call, query: AuditQuery) -> Page[AuditEvent]:
    """What was changed in the organization, newest first."""
    found = people.school_trail(call.session, call.actor, asked_of(query), page_request(query))
    return page_of(found, event_shape)


@routes.get("/classes/{class_id}/audit", rule=CLASS_TEACHER)
def list_class_events(call: Call, class_id: UUID, query: AuditQuery) -> Page[AuditEvent]:
    """What was changed in a class, newest first."""
    found = courses.class_trail(call.session, call.actor, class_id, asked_of(query), page_request(query))
    return page_of(found, event_shape)


def asked_of(query: AuditQuery) -> people.Asked:
    """What the domain is asked for."""
    return people.Asked(**query.model_dump(exclude={"limit", "after"}))


def event_shape(event: people.AuditEvent) -> AuditEvent:
    """An event on the wire."""
    return AuditEvent(
        id=event.id,
        timestamp=event.timestamp,
        class_id=event.class_id,
        actor_id=event.actor_id,
        authenticated_actor_id=event.authenticated_actor_id,
        actor_name=event.actor_name,
        action=event.action,
        target_type=event.target_type,
        target_ids=event.target_ids,
        before=event.before,
        after=event.after,
        meta=event.meta_data,
    )
