"""Work: sessions, drafts, attempts."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field, JsonValue

from lectorium_wire.authoring import AttachedFile
from lectorium_wire.base import Body, Instant, Query, Shape

AttemptType = Literal["test_run", "final_submission"]


class WorkSession(Shape):
    """An open session of work on a challenge, with all that is needed to begin."""

    id: UUID
    challenge_id: UUID
    started_at: Instant
    release: dict[str, JsonValue] = Field(description="The release notebook")
    files: list[AttachedFile]
    draft: Draft | None


class Draft(Shape):
    """The work as the server holds it; `content` is the notebook with outputs stripped."""

    challenge_id: UUID
    revision: int
    sha256: str
    saved_at: Instant
    language: str
    time_spent_seconds: int
    content: dict[str, JsonValue] | None = None


class DraftSave(Body):
    """A save: refused with 409 and the server's draft if `revision` isn't the one held there."""

    revision: int = Field(ge=0, description="The revision this work is based on; 0 for none")
    content: dict[str, JsonValue] = Field(description="The notebook")
    focused_seconds: int = Field(default=0, ge=0, le=86_400, description="Focused time since the last save")


class DraftSaved(Shape):
    """The receipt of a save: the server has it."""

    revision: int
    sha256: str
    saved_at: Instant
    changed: bool


class HistoryEntry(Shape):
    """One saved state."""

    revision: int
    sha256: str
    saved_at: Instant
    size: int


class AttemptCreate(Body):
    """Hand in, or run the visible tests; `content` is saved as the draft first."""

    type: AttemptType
    revision: int = Field(ge=0, description="The draft revision this work is based on")
    content: dict[str, JsonValue] = Field(description="The notebook")
    focused_seconds: int = Field(default=0, ge=0, le=86_400)


class QueuePlace(Shape):
    """Where a queued attempt stands; both are estimates, as things are now."""

    ahead: int = Field(description="How many go before it; 2000 means so many or more")
    expected_wait_seconds: int | None = Field(description="Until the result; null where nothing is known yet")


class Attempt(Shape):
    """The receipt of an attempt and how far it has come."""

    id: UUID
    challenge_id: UUID
    student_id: UUID
    type: AttemptType
    attempt_number: int
    sha256: str
    language: str
    accepted_at: Instant
    is_late: bool
    status: Literal["queued", "processing", "completed", "error", "superseded", "held"] = Field(
        description="`held`: of an exam its student is told no more than that it was handed in"
    )
    revision: int = Field(default=0, description="The draft's revision after this attempt's save")
    queue: QueuePlace | None = Field(default=None, description="While it is queued; not in lists")


class AttemptQuery(Query):
    """Attempts, newest first; staff may ask for somebody else's."""

    type: AttemptType | None = None
    student_id: UUID | None = None
