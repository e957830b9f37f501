"""Sections and labels, and who bears them."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.courses import api as courses
from lectorium_server.auth.scopes import Scope
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import CLASS_TEACHER, DATA_VIEW
from lectorium_wire.base import Page
from lectorium_wire.courses import Label, LabelCreate, LabelPatch, LabelStudents

routes = Routes("labels")


@routes.get("/classes/{class_id}/labels", rule=DATA_VIEW)
def list_labels(call: Call, class_id: UUID) -> Page[Label]:
    """A class's sections, then its labels; who works with some sections sees those alone."""
    found = courses.list_labels(call.session, call.actor, class_id)
    return Page[Label](items=[label_shape(view) for view in found])


@routes.post("/classes/{class_id}/labels", rule=CLASS_TEACHER, scope=Scope.TEACH)
def create_label(call: Call, class_id: UUID, body: LabelCreate) -> Label:
    """Make a section or a label."""
    label = courses.create_label(call.session, call.actor, class_id, body.name, body.kind)
    return label_shape(courses.LabelView(label, students=0))


@routes.patch("/labels/{label_id}", rule=CLASS_TEACHER, scope=Scope.TEACH)
def rename_label(call: Call, label_id: UUID, body: LabelPatch) -> Label:
    """Give a section or a label another name."""
    return label_shape(courses.rename_label(call.session, call.actor, label_id, body.name))


@routes.delete("/labels/{label_id}", rule=CLASS_TEACHER, scope=Scope.TEACH)
def delete_label(call: Call, label_id: UUID) -> None:
    """Remove a section or a label; 409 with code `label_in_use` while dates or assistants depend on it."""
    courses.delete_label(call.session, call.actor, label_id)


@routes.post("/labels/{label_id}/students", rule=CLASS_TEACHER, scope=Scope.TEACH, status=200)
def put_students(call: Call, label_id: UUID, body: LabelStudents) -> Label:
    """Put students into a section or a label, and take others out; a new section takes them from the old."""
    return label_shape(
        courses.put_students(call.session, call.actor, label_id, put_in=body.put_in, take_out=body.take_out)
    )


def label_shape(view: courses.LabelView) -> Label:
    """A section or a label on the wire."""
    label = view.label
    return Label(
        id=label.id, class_id=label.class_id, name=label.name, kind=label.kind, students=view.students
    )
