"""One person's place in a class, and the class's sections and labels."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, cast
from uuid import UUID

from pydantic import ConfigDict, Field

from lectorium.kit.errors import NotFound
from lectorium.rooms.courses import api as courses
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.roster import view_roster
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CLASS_TEACHER, DATA_VIEW

routes = Pages("people")
CONTENT_WORDS = {
    "none": "sees none of it",
    "view": "reads all of it, what is hidden too",
    "edit": "changes items, dates and settings",
}
DATA_WORDS = {
    "none": "sees nobody’s work or grades",
    "view": "reads work and grades",
    "grade": "reads work, and grades it",
}
BOX = "label_"
"""Boxes that are ticked are called by this and a label's id."""


class PersonForm(Form):
    """A place: role and access, or for a student exam time; boxes are sections or labels."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)
    role: Literal["student", "ta", "teacher"]
    content: Literal["", "none", "view", "edit"] = ""
    student_data: Literal["", "none", "view", "grade"] = ""
    time_multiplier: Decimal | Literal[""] = ""
    section: UUID | Literal["", "none"] = ""

    @property
    def boxes(self) -> set[UUID]:
        """The labels whose boxes are ticked; a name that isn't one's is nobody's."""
        extra = self.model_extra or {}
        return {label_id for name in extra if (label_id := _box(name)) is not None}


class LabelForm(Form):
    """A new section or label."""

    name: str = Field(min_length=1, max_length=60)
    kind: Literal["section", "label"] = "section"


class OneLabelForm(Form):
    """Another name, students in or out, or away with it."""

    do: Literal["rename", "remove", "in", "out"]
    name: str = Field(default="", max_length=60)
    names: str = Field(default="", max_length=200_000)


@routes.get("/classes/{class_id}/people/{enrollment_id}", rule=DATA_VIEW)
def view_person(call: Call, class_id: UUID, enrollment_id: UUID) -> View:
    """Somebody's place, and what may be changed about it."""
    found, member = _found(call, class_id, enrollment_id)
    return View(
        "person.html",
        {
            "access": found,
            "member": member,
            "labels": courses.list_labels(call.session, call.actor, class_id),
            "borne": {label.id for label in (*member.labels, *member.works_with)},
            "content_words": CONTENT_WORDS,
            "data_words": DATA_WORDS,
            "tab": "roster",
        },
    )


@routes.action("/classes/{class_id}/people/{enrollment_id}", rule=CLASS_TEACHER, back=view_person)
def save_person(call: Call, class_id: UUID, enrollment_id: UUID, body: PersonForm) -> Redirect:
    """Change a place, all of it or nothing."""
    _, before = _found(call, class_id, enrollment_id)
    courses.change_enrollment(call.session, call.actor, enrollment_id, **_changes(body, before))
    if body.role == "student" and before.enrollment.role == "student":
        _relabel(call, class_id, before, body)
    return Redirect(f"/classes/{class_id}/people/{enrollment_id}", "changed")


@routes.action("/classes/{class_id}/labels", rule=CLASS_TEACHER, back=view_roster)
def add_label(call: Call, class_id: UUID, body: LabelForm) -> Redirect:
    """Make a section or a label."""
    courses.create_label(call.session, call.actor, class_id, body.name, body.kind)
    return Redirect(f"/classes/{class_id}/roster", "labelled", "labels")


@routes.action("/classes/{class_id}/labels/{label_id}", rule=CLASS_TEACHER, back=view_roster)
def change_label(call: Call, class_id: UUID, label_id: UUID, body: OneLabelForm) -> Redirect:
    """Rename or remove a section or label, or put students in or out."""
    if body.do == "rename":
        courses.rename_label(call.session, call.actor, label_id, body.name)
    elif body.do == "remove":
        courses.delete_label(call.session, call.actor, label_id)
    else:
        names = body.names.replace(",", " ").replace(";", " ").split()
        places = courses.places_named(call.session, call.actor, class_id, names)
        moved = {"put_in": places} if body.do == "in" else {"take_out": places}
        courses.put_students(call.session, call.actor, label_id, **moved)
    return Redirect(f"/classes/{class_id}/roster", "labelled", "labels")


def _found(call: Call, class_id: UUID, enrollment_id: UUID) -> tuple[courses.Access, courses.Member]:
    """A place in the class of the address: another class's has its own page."""
    found, member = courses.find_member(call.session, call.actor, enrollment_id)
    if found.klass.id != class_id:
        raise NotFound.of("place in this class")
    return found, member


def _changes(body: PersonForm, before: courses.Member) -> courses.PlaceChanges:
    """A role brings its usual access; what is chosen besides counts, where the role stays."""
    place = before.enrollment
    changes: dict[str, Any] = {}
    if body.role != place.role:
        changes["role"] = body.role
    changes |= {key: getattr(body, key) for key in ("content", "student_data") if getattr(body, key)}
    if body.time_multiplier != "":
        changes["time_multiplier"] = body.time_multiplier
    if body.role == "ta" and place.role == "ta":
        changes["section_ids"] = sorted(body.boxes)
    return cast("courses.PlaceChanges", changes)


def _relabel(call: Call, class_id: UUID, before: courses.Member, body: PersonForm) -> None:
    """Put the student where the form says: one section at most, and the ticked labels."""
    known = {view.label.id for view in courses.list_labels(call.session, call.actor, class_id)}
    wanted = {*body.boxes, *([body.section] if isinstance(body.section, UUID) else [])} & known
    borne = {label.id for label in before.labels}
    for label_id in sorted(borne - wanted):
        courses.put_students(call.session, call.actor, label_id, take_out=[before.enrollment.id])
    for label_id in sorted(wanted - borne):
        courses.put_students(call.session, call.actor, label_id, put_in=[before.enrollment.id])


def _box(name: str) -> UUID | None:
    try:
        return UUID(name.removeprefix(BOX)) if name.startswith(BOX) else None
    except ValueError:
        return None
