"""Exceptions: other dates, time and attempts for some."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.overrides import Explanation, Override, OverridePut


class Exceptional(TypedDict, total=False):
    """What an exception says; an absent key is as without it, None takes the limit away.

    Instants need a time zone; ``confirm`` takes time away from students who counted on it.
    """

    release_date: datetime | None
    due_date: datetime | None
    duration_minutes: int | None
    max_attempts: int | None
    reason: str
    confirm: bool


class OverrideRoutes(Routes):
    """Exceptions for students and labels, and why a date is what it is."""

    def overrides(self, item_id: UUID) -> Pages[Override]:
        """An item's exceptions, newest first."""
        return self._pages(f"/items/{item_id}/overrides", Override)

    def class_overrides(self, class_id: UUID) -> Pages[Override]:
        """All exceptions of a class, newest first."""
        return self._pages(f"/classes/{class_id}/overrides", Override)

    def put_student_override(self, item_id: UUID, student_id: UUID, **says: Unpack[Exceptional]) -> Override:
        """Make or replace a student's own exception on an item."""
        body = make(OverridePut, **says)
        return self._put(f"/items/{item_id}/overrides/students/{student_id}", Override, body)

    def put_label_override(self, item_id: UUID, label_id: UUID, **says: Unpack[Exceptional]) -> Override:
        """Make or replace the exception of all who bear a label."""
        body = make(OverridePut, **says)
        return self._put(f"/items/{item_id}/overrides/labels/{label_id}", Override, body)

    def delete_override(self, override_id: UUID, *, reason: str = "", confirm: bool = False) -> None:
        """Take an exception away; ``confirm`` where its students lose time by that."""
        self._delete(f"/overrides/{override_id}", reason=reason, confirm=confirm)

    def explain_dates(self, item_id: UUID, student_id: UUID) -> Explanation:
        """Why a student's dates, time and attempts on an item are what they are."""
        return self._get(f"/items/{item_id}/effective/{student_id}", Explanation)
