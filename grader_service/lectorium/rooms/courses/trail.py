"""A class's part of the audit trail, for its teachers."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.errors import Forbidden
from lectorium.kit.paging import PageRequest, Slice
from lectorium.rooms.courses.access import Access, access
from lectorium.rooms.people.api import Actor, Asked, AuditEvent, events_where, plain, record


def class_trail(
    session: Session, actor: Actor, class_id: UUID, asked: Asked, page: PageRequest
) -> Slice[AuditEvent]:
    """What was changed in a class, newest first; an archived one's is read as well."""
    found = require_trail(session, actor, class_id)
    return events_where(session, found.klass.organization_id, asked, page, class_id=class_id)


def keep_class_export(session: Session, actor: Actor, class_id: UUID, asked: Asked) -> Access:
    """Keep that a class's events are taken out, and which."""
    found = require_trail(session, actor, class_id)
    record(session, actor, "audit.export", "class", [class_id], after=plain(asked))
    return found


def require_trail(session: Session, actor: Actor, class_id: UUID) -> Access:
    """The standing of one who may read what was changed by whom."""
    found = access(session, actor, class_id)
    if not found.leads:
        raise Forbidden("Only the class's teachers may read what was changed by whom. Ask one of them.")
    return found
