"""Writing the audit trail, in the transaction of the change itself (I17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

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
