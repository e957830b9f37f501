"""The audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes
from lectorium_wire.audit import AuditEvent


class AuditFilter(TypedDict, total=False):
    """Which events; times with their zone."""

    who: str
    person_id: UUID
    action: str
    target_type: str
    target_id: UUID
    since: datetime
    until: datetime
    text: str


class AuditRoutes(Routes):
    """Who changed what."""

    def class_events(self, class_id: UUID, **wanted: Unpack[AuditFilter]) -> Pages[AuditEvent]:
        """What was changed in a class, newest first, for its teachers."""
        return self._pages(f"/classes/{class_id}/audit", AuditEvent, **wanted)

    def school_events(self, **wanted: Unpack[AuditFilter]) -> Pages[AuditEvent]:
        """What was changed in the organization, newest first, for its administrators."""
        return self._pages("/audit", AuditEvent, **wanted)
