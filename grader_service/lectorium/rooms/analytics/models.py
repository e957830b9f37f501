"""The table of analytics."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base


class ResearchKey(Base):
    """The secret by which a class's people get their pseudonyms: drawn once, and never shown to anybody.

    Without it a pseudonym leads to nobody, and pseudonyms of two classes can't be matched.
    """

    __tablename__ = "research_keys"

    class_id: Mapped[UUID] = mapped_column(ForeignKey("classes.id", ondelete="RESTRICT"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=now_sql())
