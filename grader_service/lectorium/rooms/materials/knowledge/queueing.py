"""The jobs of indexing, by name, and owing them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.jobs import enqueue
from lectorium.rooms.authoring.api import SupportPublished

SourceKind = Literal["knowledge", "material", "version"]
INDEX_JOB, EMBED_JOB, QUEUE = "index_source", "embed_chunks", "index"


def queue_index(session: Session, kind: SourceKind, source_id: UUID) -> None:
    """Owe it that a source is read and cut up."""
    enqueue(session, INDEX_JOB, QUEUE, {"kind": kind, "source_id": str(source_id)})


def queue_embedding(session: Session) -> None:
    """Owe it that chunks without a vector get theirs."""
    enqueue(session, EMBED_JOB, QUEUE, {})


def on_support(session: Session, event: SupportPublished) -> None:
    """A version's support materials are read once, since it never changes (I10)."""
    queue_index(session, "version", event.version_id)
