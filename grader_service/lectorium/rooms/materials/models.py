"""The tables of materials."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lectorium.kit.clock import now_sql
from lectorium.kit.database import Base, choice

IndexState = Literal["waiting", "indexed", "failed"]


class MaterialItem(Base):
    """What a content item of type material shows: words in Markdown, and a file where there is one.

    ``blob_ref`` names the file in the object store.  ``index_state`` is where cutting it up for the tutor
    stands, and ``index_message`` what an author should know of it.
    """

    __tablename__ = "material_items"
    __table_args__ = (
        CheckConstraint("(blob_ref IS NULL) = (file_name IS NULL)", name="file"),
        CheckConstraint("size_bytes >= 0", name="size"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("content_items.id", ondelete="CASCADE"), primary_key=True)
    body_markdown: Mapped[str]
    blob_ref: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(server_default=now_sql())
    index_state: Mapped[IndexState] = mapped_column(
        choice("waiting", "indexed", "failed", name="index_state"),
        default="waiting",
        server_default="waiting",
    )
    index_message: Mapped[str] = mapped_column(default="", server_default="")
