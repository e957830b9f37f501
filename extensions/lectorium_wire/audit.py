"""The audit trail: who changed what, when, from what to what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Instant, Query, Shape


class AuditQuery(Query):
    """Which events, newest first."""

    limit: int = Field(default=100, ge=1, le=200, description="How many at the most")
    who: str | None = Field(default=None, max_length=100, description="A part of the name of who acted")
    person_id: UUID | None = Field(default=None, description="Who acted, or for whom somebody did")
    action: str | None = Field(default=None, max_length=60, description="`grade` is every `grade.…`")
    target_type: str | None = Field(default=None, max_length=60)
    target_id: UUID | None = Field(default=None, description="What was acted on")
    since: Instant | None = Field(default=None, description="From this moment on")
    until: Instant | None = Field(default=None, description="Before this moment")
    text: str | None = Field(default=None, max_length=100, description="Any words of the event")


class AuditEvent(Shape):
    """One event. `before` and `after` hold only what changed; `meta` a reason, where one was given.

    Somebody who acts for another person has signed in as `authenticated_actor_id`.
    """

    id: UUID
    timestamp: Instant
    class_id: UUID | None
    actor_id: UUID | None
    authenticated_actor_id: UUID | None
    actor_name: str
    action: str
    target_type: str
    target_ids: list[str]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    meta: dict[str, Any]
