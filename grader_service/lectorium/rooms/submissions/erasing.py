"""What this room's rows lose when their person is erased (G2): work stays, under the pseudonym."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from lectorium.kit.clock import now_sql
from lectorium.rooms.people.api import Loss
from lectorium.rooms.submissions.models import WorkSession

LOSSES: Sequence[Loss] = (
    Loss(
        "work_sessions",
        "sessions of work that are open: they end",
        lambda person: (
            update(WorkSession)
            .where(WorkSession.user_id == person, WorkSession.ended_at.is_(None))
            .values(ended_at=now_sql())
        ),
    ),
)
