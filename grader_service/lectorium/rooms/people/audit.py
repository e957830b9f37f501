"""Writing the audit trail, in the transaction of the change itself (I17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.models import AuditEvent

CLASS = "class of the audit"


def concerns(session: Session, class_id: UUID) -> None:
    """Say which class the events of this transaction concern from here on, unless they say so themselves."""
    session.info[CLASS] = class_id


def record(
    session: Session,
    actor: Actor,
    action: str,
    target_type: str,
    targets: Sequence[UUID],
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    class_id: UUID | None = None,
    **meta: Any,
) -> None:
    """Write one event; ``before`` and ``after`` hold only what changed, as JSON values.

    Without ``class_id`` it concerns the class whose standing was asked for last in this transaction.
    """
    session.add(
        AuditEvent(
            id=new_id(),
            organization_id=actor.organization_id,
            class_id=class_id or session.info.get(CLASS),
            actor_id=actor.user_id,
            authenticated_actor_id=(actor.seen_by or actor).user_id,
            actor_name=actor.name if actor.seen_by is None else f"{actor.seen_by.name} as {actor.name}",
            action=action,
            target_type=target_type,
            target_ids=[str(target) for target in targets],
            before=before,
            after=after,
            meta_data=meta,
        )
    )


def record_once(session: Session, actor: Actor, action: str, class_id: UUID, *, within: timedelta) -> None:
    """Write an event about a class unless the actor's last one is younger than that; always one statement."""
    event, by = AuditEvent, (actor.seen_by or actor).user_id
    already = exists().where(
        event.class_id == class_id,
        event.timestamp > now_sql() - within,
        event.action == action,
        event.authenticated_actor_id == by,
    )
    values = {
        "id": new_id(),
        "organization_id": actor.organization_id,
        "class_id": class_id,
        "actor_id": actor.user_id,
        "authenticated_actor_id": by,
        "actor_name": actor.name,
        "action": action,
        "target_type": "class",
        "target_ids": [str(class_id)],
        "meta_data": {},
    }
    columns = event.__table__.c
    said = select(*(literal(value, columns[name].type) for name, value in values.items())).where(~already)
    session.execute(insert(event).from_select(list(values), said))
