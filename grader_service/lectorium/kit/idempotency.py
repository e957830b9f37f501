"""Idempotency keys: a repeated request gets the first one's answer and does nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base
from lectorium.kit.errors import Invalid

KEPT = timedelta(days=1)
"""Nobody repeats a request after so long."""


class IdempotencyKey(Base):
    """One answered request: who asked, under which key, and the answer."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql(), index=True)


@dataclass(frozen=True)
class Answer:
    """A stored answer."""

    status: int
    body: bytes


def claim(session: Session, user_id: UUID, key: str, request: bytes) -> Answer | None:
    """Claim a key for this transaction; returns the first answer if the key was used before.

    A twin still running is waited for (the unique index does that).  Raises
    :class:`Invalid` when the key was used for another request.
    """
    digest = hashlib.sha256(request).digest()
    row = {"user_id": user_id, "key": key, "request_hash": digest, "status": 0, "body": b""}
    if session.execute(
        insert(IdempotencyKey).values(**row).on_conflict_do_nothing().returning(IdempotencyKey.key)
    ).first():
        return None
    stored = session.execute(
        select(IdempotencyKey).where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
    ).scalar_one()
    if stored.request_hash != digest:
        raise Invalid(
            "This Idempotency-Key was used for another request. Nothing was changed. Send a new key.",
            code="idempotency_mismatch",
            field="Idempotency-Key",
        )
    return Answer(stored.status, stored.body)


def keep(session: Session, user_id: UUID, key: str, answer: Answer) -> None:
    """Keep the answer under the claimed key, in the same transaction as what it answers."""
    row = session.get_one(IdempotencyKey, (user_id, key))
    row.status, row.body = answer.status, answer.body


def sweep(session: Session) -> int:
    """Forget answers that nobody asks for any more; returns how many."""
    old = delete(IdempotencyKey).where(IdempotencyKey.created_at < now_sql() - KEPT)
    return len(session.scalars(old.returning(IdempotencyKey.key)).all())
