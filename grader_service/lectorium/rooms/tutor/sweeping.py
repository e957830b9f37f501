"""Questions that a dead process has left: they end, and the student is told (K7)."""

from __future__ import annotations

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.rooms.tutor.asking import RUNNING
from lectorium.rooms.tutor.models import LlmInteraction

LEFT = (
    "The tutor was interrupted while it answered. Your question and what was said so far are kept. "
    "Ask once more."
)


def sweep_left(session: Session) -> int:
    """Fail what no living process answers any more; returns how many."""
    i = LlmInteraction
    rows = session.execute(
        update(i)
        .where(i.state.in_(RUNNING), or_(i.lease_until.is_(None), i.lease_until < now_sql()))
        .values(state="failed", error=LEFT, ended_at=now_sql(), lease_until=None)
        .returning(i.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())
