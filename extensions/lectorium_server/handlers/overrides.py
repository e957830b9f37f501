"""Exceptions: other dates, time and attempts for some, and why a student has the ones they have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW, REGRADER
from lectorium_wire.base import Page, Query
from lectorium_wire.overrides import (
    Candidate,
    Explanation,
    FieldWhy,
    Override,
    OverrideDelete,
    OverrideLabel,
    OverridePut,
)
from lectorium_wire.people import Person

routes = Routes("overrides")


@routes.get("/items/{item_id}/overrides", rule=DATA_VIEW)
def list_overrides(call: Call, item_id: UUID, query: Query) -> Page[Override]:
    """An item's exceptions, newest first."""
    found = authoring.list_overrides(call.session, call.actor, item_id, page_request(query))
    return page_of(found, override_shape)


@routes.get("/classes/{class_id}/overrides", rule=DATA_VIEW)
def list_class_overrides(call: Call, class_id: UUID, query: Query) -> Page[Override]:
    """All exceptions of a class, newest first."""
    found = authoring.list_class_overrides(call.session, call.actor, class_id, page_request(query))
    return page_of(found, override_shape)


@routes.put("/items/{item_id}/overrides/students/{student_id}", rule=DATA_GRADE, scope=Scope.TEACH)
def put_student_override(call: Call, item_id: UUID, student_id: UUID, body: OverridePut) -> Override:
    """Make or replace a student's own exception.

    409 with code `would_be_late` where the one it replaces gave more time: `current` counts whom that
    concerns, and `confirm` does it.
    """
    return override_shape(
        submissions.put_override(call.session, call.actor, item_id, student_id=student_id, **_given(body))
    )


@routes.put("/items/{item_id}/overrides/labels/{label_id}", rule=REGRADER, scope=Scope.TEACH)
def put_label_override(call: Call, item_id: UUID, label_id: UUID, body: OverridePut) -> Override:
    """Make or replace the exception of all who bear a label; the most generous of theirs counts.

    409 with code `would_be_late` where the one it replaces gave more time, unless `confirm` is sent.
    """
    return override_shape(
        submissions.put_override(call.session, call.actor, item_id, label_id=label_id, **_given(body))
    )


@routes.delete("/overrides/{override_id}", rule=DATA_GRADE, scope=Scope.TEACH)
def delete_override(call: Call, override_id: UUID, query: OverrideDelete) -> None:
    """Take an exception away; a label's needs the right to edit content as well.

    409 with code `would_be_late` where its students lose time by that, unless `confirm` is sent.
    """
    submissions.delete_override(
        call.session, call.actor, override_id, reason=query.reason, confirmed=query.confirm
    )


@routes.get("/items/{item_id}/effective/{student_id}", rule=DATA_VIEW)
def explain_dates(call: Call, item_id: UUID, student_id: UUID) -> Explanation:
    """Why a student's dates, time and attempts on an item are what they are."""
    found = authoring.explain(call.session, call.actor, item_id, student_id)
    return Explanation(
        item_id=item_id,
        student=Person.model_validate(found.student),
        time_multiplier=float(found.time_multiplier),
        joined_at=found.joined_at,
        before_joining=found.before_joining,
        fields=[
            FieldWhy(
                name=each.name,
                value=each.value,
                candidates=[candidate_shape(candidate) for candidate in each.candidates],
            )
            for each in found.fields
        ],
    )


def override_shape(view: authoring.OverrideView) -> Override:
    """An exception on the wire."""
    override = view.override
    return Override(
        id=override.id,
        item_id=view.item.id,
        item_title=view.item.title,
        student=Person.model_validate(view.student) if view.student else None,
        label=OverrideLabel.model_validate(view.label) if view.label else None,
        sets=list(view.values),
        release_date=override.release_date,
        due_date=override.due_date,
        duration_minutes=override.duration_minutes,
        max_attempts=override.max_attempts,
        reason=override.reason,
        made_by=view.made_by,
        created_at=override.created_at,
    )


def candidate_shape(candidate: authoring.Candidate) -> Candidate:
    """What was considered, on the wire."""
    view = candidate.exception
    return Candidate(
        source=candidate.source,
        value=candidate.value,
        decides=candidate.decides,
        why=candidate.why,
        override=override_shape(view) if view else None,
    )


def _given(body: OverridePut) -> dict[str, Any]:
    values = body.model_dump(exclude_unset=True, exclude={"reason", "confirm"})
    return {"values": values, "reason": body.reason, "confirmed": body.confirm}
