"""Grades: the class's table, one's own, and what staff do to them."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.gradebook import api as gradebook
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW, MEMBER
from lectorium_wire.gradebook import (
    Grade,
    Gradebook,
    GradebookQuery,
    GradeColumn,
    GradePatch,
    GradeRow,
    MyGrade,
    MyGrades,
    Returned,
    StaffGrade,
)
from lectorium_wire.people import Person

routes = Routes("grades")


@routes.get("/classes/{class_id}/grades", rule=DATA_VIEW)
def get_gradebook(call: Call, class_id: UUID, query: GradebookQuery) -> Gradebook:
    """Students × items, by username."""
    table = gradebook.gradebook(
        call.session, call.actor, class_id, page_request(query), query.search, flagged=query.flagged
    )
    return Gradebook(
        class_id=class_id,
        columns=[
            GradeColumn(
                item_id=column.item.id,
                title=column.item.title,
                max_score=column.assignment.points_total,
                due_date=column.item.due_date,
            )
            for column in table.columns
        ],
        rows=[row_shape(row, table) for row in table.rows],
        next=table.next,
    )


@routes.get("/classes/{class_id}/my-grades", rule=MEMBER)
def get_my_grades(call: Call, class_id: UUID) -> MyGrades:
    """My grades in a class; a grade only once it is returned."""
    lines = gradebook.own_grades(call.session, call.actor, class_id)
    return MyGrades(class_id=class_id, grades=[line_shape(line) for line in lines])


@routes.get("/items/{item_id}/grades/{student_id}", rule=DATA_VIEW)
def get_grade(call: Call, item_id: UUID, student_id: UUID) -> StaffGrade:
    """A student's entry for an item."""
    return grade_shape(gradebook.read_grade(call.session, call.actor, item_id, student_id))


@routes.patch("/items/{item_id}/grades/{student_id}", rule=DATA_GRADE, scope=Scope.TEACH)
def change_grade(call: Call, item_id: UUID, student_id: UUID, body: GradePatch) -> StaffGrade:
    """Adjust, comment, excuse, return or hold a student's entry; nobody grades themselves."""
    changes = body.model_dump(exclude_none=True)
    return grade_shape(gradebook.change_grade(call.session, call.actor, item_id, student_id, **changes))


@routes.post("/items/{item_id}/return", rule=DATA_GRADE, scope=Scope.TEACH, status=200)
def return_grades(call: Call, item_id: UUID) -> Returned:
    """Return all graded entries of an item to their students."""
    return Returned(returned=gradebook.return_grades(call.session, call.actor, item_id))


def row_shape(row: gradebook.Row, table: gradebook.Table) -> GradeRow:
    """A student's line on the wire."""
    columns = [column.item.id for column in table.columns]
    return GradeRow(
        student=Person.model_validate(row.student),
        grades=[grade_shape(entry) if entry else None for entry in row.entries],
        flagged=[(row.student.id, item_id) in table.flagged for item_id in columns],
        total=row.total,
        maximum=row.maximum,
    )


def line_shape(line: gradebook.OwnGrade) -> MyGrade:
    """A line of My grades on the wire; private notes stay with staff."""
    item = line.assignment.item
    grade = Grade.model_validate(grade_shape(line.entry), from_attributes=True) if line.entry else None
    return MyGrade(
        item_id=item.id,
        title=item.title,
        max_score=line.assignment.assignment.points_total,
        due_date=line.due_date,
        grade=grade,
        message=line.message,
    )


def grade_shape(entry: gradebook.GradebookEntry) -> StaffGrade:
    """An entry on the wire, for staff."""
    return StaffGrade(
        content_item_id=entry.content_item_id,
        student_id=entry.student_id,
        status=entry.status,
        score=entry.score_obtained,
        raw_score=entry.raw_score,
        hint_deduction=entry.hint_deduction,
        adjustment=entry.adjustment,
        max_score=entry.max_score,
        feedback=entry.manual_feedback,
        submitted_at=entry.submitted_at,
        returned_at=entry.returned_at,
        is_override=entry.override_by is not None,
        needs_manual=entry.needs_manual,
        private_notes=entry.private_notes,
    )
