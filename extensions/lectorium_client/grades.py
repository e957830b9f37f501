"""Grades, and what a researcher reads of a class."""

from __future__ import annotations

from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import PAGE, Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.analytics import AttemptRow, TestRow
from lectorium_wire.gradebook import Gradebook, GradePatch, GradeRow, MyGrades, Returned, StaffGrade


class GradeChanges(TypedDict, total=False):
    """What staff may change about a grade; ``adjustment`` in points."""

    adjustment: float
    feedback: str
    private_notes: str
    excused: bool
    returned: bool


class GradeRoutes(Routes):
    """The gradebook and the rows behind it."""

    def gradebook(self, class_id: UUID, search: str | None = None) -> Gradebook:
        """Students × items, whole."""
        rows: list[GradeRow] = []
        after: str | None = None
        while True:
            query = {"search": search, "limit": PAGE, "after": after}
            page = self._get(f"/classes/{class_id}/grades", Gradebook, **query)
            rows += page.rows
            after = page.next
            if after is None:
                return page.model_copy(update={"rows": rows})

    def grade(self, item_id: UUID, student_id: UUID) -> StaffGrade:
        """A student's entry as staff see it."""
        return self._get(f"/items/{item_id}/grades/{student_id}", StaffGrade)

    def change_grade(self, item_id: UUID, student_id: UUID, **changes: Unpack[GradeChanges]) -> StaffGrade:
        """Adjust, comment, excuse or return a student's grade."""
        return self._patch(f"/items/{item_id}/grades/{student_id}", StaffGrade, make(GradePatch, **changes))

    def return_grades(self, item_id: UUID) -> int:
        """Return all graded entries of an item to their students; says how many."""
        return self._post(f"/items/{item_id}/return", Returned).returned

    def my_grades(self, class_id: UUID) -> MyGrades:
        """My own grades in a class."""
        return self._get(f"/classes/{class_id}/my-grades", MyGrades)

    def attempt_rows(self, class_id: UUID) -> Pages[AttemptRow]:
        """All attempts of a class's active students, oldest first: facts only, no code and no output."""
        return self._pages(f"/classes/{class_id}/analytics/attempts", AttemptRow)

    def test_rows(self, class_id: UUID) -> list[TestRow]:
        """How each test fared over each student's last final submission."""
        return self._list(f"/classes/{class_id}/analytics/tests", TestRow)
