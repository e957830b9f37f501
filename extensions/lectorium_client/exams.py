"""Exams: one's own sitting, and what staff do about everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from lectorium_client.paging import PAGE
from lectorium_client.transport import Routes, make
from lectorium_wire.exams import (
    Extended,
    RunState,
    Sitting,
    SittingReopen,
    SittingRow,
    Sittings,
    SittingsExtend,
    SittingsTakeBack,
    TakenBack,
)


class ExamRoutes(Routes):
    """Sittings of exams."""

    def sitting(self, item_id: UUID) -> Sitting:
        """My sitting of an exam with the server's time; before it has begun, its rules alone."""
        return self._get(f"/items/{item_id}/sitting", Sitting)

    def start_exam(self, item_id: UUID) -> Sitting:
        """Begin my sitting; asked again it is the same one.

        Raises :class:`~lectorium_client.Conflict` outside of its window.
        """
        return self._post(f"/items/{item_id}/sitting", Sitting)

    def hand_in_exam(self, item_id: UUID) -> Sitting:
        """End my sitting: the drafts as they are saved are handed in.

        Raises :class:`~lectorium_client.Conflict` with the code ``closed`` once it is over.
        """
        return self._post(f"/items/{item_id}/sitting/hand-in", Sitting)

    def sittings(
        self, item_id: UUID, search: str | None = None, *, state: RunState | None = None
    ) -> Sittings:
        """An exam's students with their sittings, whole, for staff."""
        rows: list[SittingRow] = []
        after: str | None = None
        while True:
            query = {"search": search, "state": state, "limit": PAGE, "after": after}
            page = self._get(f"/items/{item_id}/sittings", Sittings, **query)
            rows += page.rows
            after = page.next
            if after is None:
                return page.model_copy(update={"rows": rows})

    def extend_exam(
        self, item_id: UUID, minutes: int, *, student_ids: Sequence[UUID] | None = None, reason: str = ""
    ) -> Extended:
        """Give some students, or all who haven't handed in, more time."""
        chosen = None if student_ids is None else list(student_ids)
        body = make(SittingsExtend, minutes=minutes, student_ids=chosen, reason=reason)
        return self._post(f"/items/{item_id}/sittings/extend", Extended, body)

    def take_back_minutes(
        self,
        item_id: UUID,
        minutes: int,
        *,
        student_ids: Sequence[UUID] | None = None,
        reason: str = "",
        confirm: bool = False,
    ) -> TakenBack:
        """Take minutes back that were given by mistake, from some students or from all who have any.

        Raises :class:`~lectorium_client.Conflict` with the code ``takes_time`` unless it is confirmed.
        """
        chosen = None if student_ids is None else list(student_ids)
        given = {"minutes": minutes, "student_ids": chosen, "reason": reason, "confirm": confirm}
        body = make(SittingsTakeBack, **given)
        return self._post(f"/items/{item_id}/sittings/take-back", TakenBack, body)

    def reopen_sitting(self, sitting_id: UUID, minutes: int, *, reason: str = "") -> SittingRow:
        """Let a student go on for so many minutes from now; what was handed in is kept."""
        body = make(SittingReopen, minutes=minutes, reason=reason)
        return self._post(f"/sittings/{sitting_id}/reopen", SittingRow, body)
