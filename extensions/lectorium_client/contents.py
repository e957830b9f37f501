"""What stands in an assignment: problems, order, points, settings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.transport import Routes, make
from lectorium_wire.authoring import Difficulty, Mode
from lectorium_wire.contents import (
    AssignmentContents,
    PlacePatch,
    ProblemAdd,
    ProblemOrder,
    SettingsPatch,
)


class SettingsChanges(TypedDict, total=False):
    """How an assignment is taken; None is no limit."""

    mode: Mode
    difficulty: Difficulty
    max_attempts: int | None
    accept_late: bool
    time_limit_mins: int | None
    allowed_languages: list[str] | None
    hint_cost: Decimal


class PlaceChanges(TypedDict, total=False):
    """What may change about a problem in an assignment; None gives back the default."""

    title: str
    custom_points: Decimal | None
    allowed_languages: list[str] | None
    hint_cost: Decimal | None


class ContentsRoutes(Routes):
    """Editing an assignment; every call answers with all of it as it stands then."""

    def contents(self, item_id: UUID) -> AssignmentContents:
        """An assignment's settings and its problems in order."""
        return self._get(f"/items/{item_id}/contents", AssignmentContents)

    def change_settings(self, item_id: UUID, **changes: Unpack[SettingsChanges]) -> AssignmentContents:
        """Change how an assignment is taken; raises Conflict for what would hurt who has begun."""
        return self._patch(f"/items/{item_id}/settings", AssignmentContents, make(SettingsPatch, **changes))

    def add_problem(
        self,
        item_id: UUID,
        problem_version_id: UUID,
        *,
        title: str | None = None,
        custom_points: Decimal | None = None,
    ) -> AssignmentContents:
        """Put a frozen version at the end of an assignment."""
        body = make(
            ProblemAdd, problem_version_id=problem_version_id, title=title, custom_points=custom_points
        )
        return self._post(f"/items/{item_id}/problems", AssignmentContents, body)

    def reorder_problems(
        self, item_id: UUID, before: Sequence[UUID], after: Sequence[UUID]
    ) -> AssignmentContents:
        """Put the problems (by their challenges) in another order.

        Raises Conflict with the order that holds in ``current`` where it isn't ``before`` any more.
        """
        body = make(ProblemOrder, before=list(before), after=list(after))
        return self._put(f"/items/{item_id}/problems", AssignmentContents, body)

    def change_place(
        self, item_id: UUID, challenge_id: UUID, **changes: Unpack[PlaceChanges]
    ) -> AssignmentContents:
        """Change a problem's title, points, languages or hints in an assignment."""
        body = make(PlacePatch, **changes)
        return self._patch(f"/items/{item_id}/problems/{challenge_id}", AssignmentContents, body)

    def remove_problem(self, item_id: UUID, challenge_id: UUID) -> None:
        """Take a problem out; raises Conflict with the code ``handed_in`` where somebody handed in to it."""
        self._delete(f"/items/{item_id}/problems/{challenge_id}")
