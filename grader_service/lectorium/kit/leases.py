"""GPU leases: which device is whose now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, new_id


class GpuLease(Base):
    """A device held by somebody's server; living until ``released_at`` is set.

    The partial unique index makes sharing by accident impossible.
    """

    __tablename__ = "gpu_leases"
    __table_args__ = (
        Index(
            "uq_gpu_leases_living",
            "host",
            "device_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    host: Mapped[str]
    device_id: Mapped[str]
    username: Mapped[str] = mapped_column(index=True)
    server_name: Mapped[str] = mapped_column(default="")
    leased_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    released_at: Mapped[datetime | None]
