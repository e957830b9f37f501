"""Writing the audit trail, in the transaction of the change itself (I17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.database import new_id
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.models import AuditEvent


def record(
    session: Session,
    actor: Actor,
    action: str,
    target_type: str,
    targets: Sequence[UUID],
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **meta: Any,
) -> None:
    """Write one event; ``before`` and ``after`` hold only what changed, as JSON values."""
    session.add(
        AuditEvent(
            id=new_id(),
            organization_id=actor.organization_id,
            actor_id=actor.user_id,
            authenticated_actor_id=actor.user_id,
            actor_name=actor.name,
            action=action,
            target_type=target_type,
            target_ids=[str(target) for target in targets],
            before=before,
            after=after,
            meta_data=meta,
        )
    )
