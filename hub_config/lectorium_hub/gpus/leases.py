"""Leases in the database: one living row per device, whoever asks at the same time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.leases import GpuLease

LIVING = text("released_at IS NULL")


@dataclass(frozen=True)
class Holder:
    """A server of a person on a machine."""

    host: str
    username: str
    server_name: str = ""


def lease(session: Session, holder: Holder, device_ids: Sequence[str]) -> str | None:
    """Take the first device that is free; None if none is. A holder that has one keeps it."""
    held = session.scalar(_living(holder.host).where(*_is(holder)))
    if held is not None:
        return held.device_id if held.device_id in device_ids else None
    taken = {row.device_id for row in living(session, holder.host)}
    return next((free for free in device_ids if free not in taken and _take(session, holder, free)), None)


def release(session: Session, holder: Holder) -> int:
    """Give back what the holder has; returns how many devices that were."""
    return _end(session, holder.host, *_is(holder))


def living(session: Session, host: str) -> Sequence[GpuLease]:
    """All living leases of a machine."""
    return session.scalars(_living(host)).all()


def reconcile(session: Session, host: str, running: Collection[Holder]) -> int:
    """End the leases of servers that don't run; returns how many. Ask before the first new lease."""
    stale = [
        row.id for row in living(session, host) if Holder(host, row.username, row.server_name) not in running
    ]
    return _end(session, host, GpuLease.id.in_(stale)) if stale else 0


def _take(session: Session, holder: Holder, device_id: str) -> bool:
    # The partial unique index decides; a rival's open transaction is waited for.
    row = {
        "host": holder.host,
        "device_id": device_id,
        "username": holder.username,
        "server_name": holder.server_name,
    }
    statement = (
        insert(GpuLease)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["host", "device_id"], index_where=LIVING)
    )
    return session.execute(statement.returning(GpuLease.id)).first() is not None


def _living(host: str) -> Select[GpuLease]:
    return (
        select(GpuLease)
        .where(GpuLease.host == host, GpuLease.released_at.is_(None))
        .order_by(GpuLease.device_id)
    )


def _is(holder: Holder) -> tuple[ColumnElement[bool], ...]:
    return (GpuLease.username == holder.username, GpuLease.server_name == holder.server_name)


def _end(session: Session, host: str, *which: ColumnElement[bool]) -> int:
    ended = session.execute(
        update(GpuLease)
        .where(GpuLease.host == host, GpuLease.released_at.is_(None), *which)
        .values(released_at=now_sql())
        .returning(GpuLease.id)
    )
    return len(ended.all())
