"""An item's dates, who has others, and why a student has the ones they have."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.api import Values
from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.moments import civil_text, read_moment
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT, DATA_GRADE, DATA_VIEW, REGRADER
from lectorium_wire.base import Query

routes = Pages("dates")
SHOWN = PageRequest(200)
FOUND = PageRequest(20)
DATES = ("release_date", "due_date")
TYPED = Field(default="", max_length=32)
YES = Literal["yes"]


class DatesForm(Form):
    """When everybody sees an item, and when it is due; empty is no date."""

    release_date: str = TYPED
    due_date: str = TYPED
    confirm: YES | None = None


class ExceptionForm(Form):
    """What one exception says: empty as without it, and ``no_…`` for no limit at all."""

    release_date: str = TYPED
    no_release_date: YES | None = None
    due_date: str = TYPED
    no_due_date: YES | None = None
    duration_minutes: str = TYPED
    no_duration_minutes: YES | None = None
    max_attempts: str = TYPED
    no_max_attempts: YES | None = None
    reason: str = Field(default="", max_length=2000)
    confirm: YES | None = None


class RemoveForm(Form):
    """Which exception goes."""

    override_id: UUID
    confirm: YES | None = None


class DatesQuery(Query):
    """Whom to look for, and from where on the exceptions are listed."""

    limit: int = Field(default=SHOWN.limit, ge=1, le=SHOWN.limit)
    find: str = Field(default="", max_length=100)
    sort: str | None = Field(default=None, max_length=60, description="Kept for the script that sorts")


@dataclass(frozen=True)
class Line:
    """One field of the form: what the exception says, and what holds without it."""

    name: str
    value: str
    cleared: bool
    known: bool
    without: datetime | int | None


@routes.get("/items/{item_id}/dates", rule=DATA_VIEW)
def view_dates(call: Call, item_id: UUID, query: DatesQuery | None = None) -> View:
    """When it is shown and due, for everybody and for some."""
    asked = query or DatesQuery()
    page = PageRequest(asked.limit, asked.after)
    listed = authoring.list_overrides(call.session, call.actor, item_id, page)
    context = _around(call, item_id)
    access, zone = context["access"], context["zone"]
    wanted = courses.Wanted(search=asked.find)
    found = (
        courses.list_members(call.session, call.actor, access.klass.id, FOUND, wanted).items
        if asked.find
        else ()
    )
    return View(
        "dates.html",
        {
            **context,
            "exceptions": listed,
            "release": civil_text(context["item"].release_date, zone),
            "due": civil_text(context["item"].due_date, zone),
            "find": asked.find,
            "found": [member for member in found if member.enrollment.role == "student"],
            "labels": courses.list_labels(call.session, call.actor, access.klass.id),
        },
    )


@routes.action("/items/{item_id}/dates", rule=CONTENT_EDIT, back=view_dates)
def save_dates(call: Call, item_id: UUID, body: DatesForm) -> Redirect:
    """Set the item's own dates, for all who have no exception."""
    placed = courses.find_item(call.session, call.actor, item_id)
    zone, item = placed.access.klass.time_zone, placed.item
    changes = {
        name: read_moment(typed, zone, field=name, stored=getattr(item, name))
        for name, typed in (("release_date", body.release_date), ("due_date", body.due_date))
    }
    confirmed = body.confirm is not None
    submissions.change_work(call.session, call.actor, item_id, dict(changes), confirmed=confirmed)
    return Redirect(f"/items/{item_id}/dates", "dates")


@routes.action("/items/{item_id}/dates/remove", rule=DATA_GRADE, back=view_dates)
def remove_exception(call: Call, item_id: UUID, body: RemoveForm) -> Redirect:
    """Take an exception away."""
    submissions.delete_override(
        call.session, call.actor, body.override_id, confirmed=body.confirm is not None
    )
    return Redirect(f"/items/{item_id}/dates", "no_exception")


@routes.get("/items/{item_id}/dates/students/{student_id}", rule=DATA_VIEW)
def view_student_dates(call: Call, item_id: UUID, student_id: UUID) -> View:
    """Why this student's due date is that, and the student's own exception."""
    why = authoring.explain(call.session, call.actor, item_id, student_id)
    context = _around(call, item_id)
    own = next(
        (
            candidate.exception
            for each in why.fields
            for candidate in each.candidates
            if candidate.source == "student"
        ),
        None,
    )
    return View(
        "exception.html",
        {
            **context,
            "why": why,
            "label": None,
            "own": own,
            "lines": _lines(context, own, _without(why)),
            "path": f"/items/{item_id}/dates/students/{student_id}",
            "edits": context["grades"],
        },
    )


@routes.action("/items/{item_id}/dates/students/{student_id}", rule=DATA_GRADE, back=view_student_dates)
def save_student_exception(call: Call, item_id: UUID, student_id: UUID, body: ExceptionForm) -> Redirect:
    """Make or replace a student's exception."""
    _put(call, item_id, body, student_id=student_id)
    return Redirect(f"/items/{item_id}/dates/students/{student_id}", "exception")


@routes.get("/items/{item_id}/dates/labels/{label_id}", rule=DATA_VIEW)
def view_label_dates(call: Call, item_id: UUID, label_id: UUID) -> View:
    """What all who bear a label have."""
    context = _around(call, item_id)
    labels = courses.list_labels(call.session, call.actor, context["access"].klass.id)
    label = next((each for each in labels if each.label.id == label_id), None)
    if label is None:
        raise NotFound.of("section or label")
    own = authoring.override_of(call.session, item_id, label_id=label_id)
    everybody = asdict(authoring.effective_of_all(call.session, item_id))
    return View(
        "exception.html",
        {
            **context,
            "why": None,
            "label": label,
            "own": own,
            "lines": _lines(context, own, everybody),
            "path": f"/items/{item_id}/dates/labels/{label_id}",
            "edits": context["sets"] and context["grades"],
        },
    )


@routes.action("/items/{item_id}/dates/labels/{label_id}", rule=REGRADER, back=view_label_dates)
def save_label_exception(call: Call, item_id: UUID, label_id: UUID, body: ExceptionForm) -> Redirect:
    """Make or replace the exception of all who bear a label."""
    _put(call, item_id, body, label_id=label_id)
    return Redirect(f"/items/{item_id}/dates", "exception")


def _around(call: Call, item_id: UUID) -> dict[str, Any]:
    """What every one of these pages shows, and what its reader may do."""
    placed, assignment = authoring.graded_work(call.session, call.actor, item_id)
    found = courses.require(call.session, call.actor, placed.module.class_id, student_data="view")
    writable = not found.klass.is_archived
    return {
        "access": found,
        "item": placed.item,
        "assignment": assignment,
        "zone": found.klass.time_zone,
        "sets": writable and found.content == "edit" and found.sections is None,
        "grades": writable and found.student_data == "grade",
    }


def _lines(
    context: dict[str, Any], own: authoring.OverrideView | None, without: dict[str, Any]
) -> list[Line]:
    says: Values = own.values if own else {}
    return [
        Line(
            name,
            _text(says.get(name), context["zone"]),
            name in says and says[name] is None,
            name in without,
            without.get(name),
        )
        for name in authoring.FIELDS
        if name != "duration_minutes" or context["assignment"].mode == "exam"
    ]


def _without(why: authoring.Explanation) -> dict[str, Any]:
    """What holds where the student's own exception says nothing."""
    return {
        each.name: each.value
        for each in why.fields
        if all(said.source != "student" for said in each.candidates)
    }


def _put(call: Call, item_id: UUID, body: ExceptionForm, **whom: UUID) -> None:
    placed = courses.find_item(call.session, call.actor, item_id)
    own = authoring.override_of(call.session, item_id, **whom)
    says: Values = own.values if own else {}
    zone = placed.access.klass.time_zone
    values: dict[Any, Any] = {}
    for name in authoring.FIELDS:
        typed, none = getattr(body, name), getattr(body, f"no_{name}") is not None
        if none and typed and typed != _text(says.get(name), zone):
            raise Invalid(
                "A value and no limit at all were both given. Nothing was changed. Choose one of them.",
                field=name,
            )
        if none:
            values[name] = None
        elif typed:
            values[name] = _value(name, typed, zone, says.get(name))
    submissions.put_override(
        call.session,
        call.actor,
        item_id,
        values,
        reason=body.reason,
        confirmed=body.confirm is not None,
        **whom,
    )


def _value(name: str, typed: str, zone: str, stored: Any) -> datetime | int | None:
    if name in DATES:
        return read_moment(typed, zone, field=name, stored=stored)
    if not typed.isascii() or not typed.isdecimal():
        raise Invalid(
            "That isn't a whole number. Nothing was changed. Write it in digits, such as 3.", field=name
        )
    return int(typed)


def _text(value: datetime | int | None, zone: str) -> str:
    return civil_text(value, zone) if isinstance(value, datetime) else "" if value is None else str(value)
