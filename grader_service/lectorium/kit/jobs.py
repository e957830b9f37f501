"""The outbox: jobs that leave after the commit, and are sent again until they are done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, new_id
from lectorium.kit.events import Message, remember

RESEND_AFTER = timedelta(seconds=60)
BATCH = 500


class Outbox(Base):
    """A job that must happen.  It is deleted when it has: what stands here is owed."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "sent_at"), Index(None, "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    job: Mapped[str]
    queue: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    sent_at: Mapped[datetime | None]
    sent_count: Mapped[int] = mapped_column(default=0)


def enqueue(session: Session, job: str, queue: str, payload: dict[str, Any]) -> None:
    """Owe a job; it is sent when this transaction has committed."""
    row = Outbox(id=new_id(), job=job, queue=queue, payload=payload, sent_at=now_sql(), sent_count=1)
    session.add(row)
    remember(session, _message(row))


def hint(session: Session, job: str, queue: str) -> None:
    """Tell the workers, when this transaction has committed, that there is work for them to find.

    Nothing is kept: the work itself stands in a table, and who looks for lost work hints again.
    """
    message = Message(job, queue, {}, is_hint=True)
    if message not in session.info.get("messages", []):
        remember(session, message)


def done(session: Session, outbox_id: UUID) -> None:
    """The job has happened; nothing is owed any more."""
    session.execute(delete(Outbox).where(Outbox.id == outbox_id))


def resend_lost(session: Session) -> int:
    """Send again what has been owed for too long; returns how many."""
    stale = (
        select(Outbox.id)
        .where(or_(Outbox.sent_at.is_(None), Outbox.sent_at < now_sql() - RESEND_AFTER))
        .order_by(Outbox.created_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(
        update(Outbox)
        .where(Outbox.id.in_(stale.scalar_subquery()))
        .values(sent_at=now_sql(), sent_count=Outbox.sent_count + 1)
        .returning(Outbox)
        .execution_options(synchronize_session=False)
    ).all()
    for row in rows:
        remember(session, _message(row))
    return len(rows)


def _message(row: Outbox) -> Message:
    return Message(row.job, row.queue, {"outbox_id": str(row.id), **row.payload})
