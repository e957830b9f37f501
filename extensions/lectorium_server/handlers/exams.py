"""Exams: one's own sitting, and what staff see and do while it runs."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW, STUDENT
from lectorium_wire.exams import (
    ExamWork,
    Extended,
    Sitting,
    SittingQuery,
    SittingReopen,
    SittingRow,
    Sittings,
    SittingsExtend,
    SittingsTakeBack,
    TakenBack,
)
from lectorium_wire.people import Person

routes = Routes("exams")


@routes.post("/items/{item_id}/sitting", rule=STUDENT, scope=Scope.WORK, status=200, idempotent=False)
def start_sitting(call: Call, item_id: UUID) -> Sitting:
    """Begin my sitting of an exam; asked again, from wherever, it is the same one with the same deadline."""
    return sitting_shape(submissions.start_sitting(call.session, call.actor, item_id))


@routes.get("/items/{item_id}/sitting", rule=STUDENT)
def get_sitting(call: Call, item_id: UUID) -> Sitting:
    """My sitting of an exam with the server's time; before it has begun, its rules alone."""
    return sitting_shape(submissions.own_sitting(call.session, call.actor, item_id))


@routes.post("/items/{item_id}/sitting/hand-in", rule=STUDENT, scope=Scope.WORK, status=200)
def hand_in(call: Call, item_id: UUID) -> Sitting:
    """End my sitting: the drafts as they are saved are handed in; 409 with code `closed` once it is over."""
    return sitting_shape(submissions.hand_in(call.session, call.services.store, call.actor, item_id))


@routes.get("/items/{item_id}/sittings", rule=DATA_VIEW)
def list_sittings(call: Call, item_id: UUID, query: SittingQuery) -> Sittings:
    """An exam's students, by username: who began, time left, last save, handed in, extra time."""
    view = submissions.list_sittings(
        call.session, call.actor, item_id, page_request(query), search=query.search, state=query.state
    )
    return sittings_shape(view)


@routes.post("/items/{item_id}/sittings/extend", rule=DATA_GRADE, scope=Scope.TEACH, status=200)
def extend_sittings(call: Call, item_id: UUID, body: SittingsExtend) -> Extended:
    """Give some students, or all who haven't handed in, more time; it may pass the window's end.

    It reaches sittings that run, and who begins later begins with it. The students' event streams say so.
    """
    given = submissions.extend(
        call.session,
        call.actor,
        item_id,
        minutes=body.minutes,
        student_ids=body.student_ids,
        reason=body.reason,
    )
    return Extended(running=given.running, not_started=given.not_started)


@routes.post("/items/{item_id}/sittings/take-back", rule=DATA_GRADE, scope=Scope.TEACH, status=200)
def take_back_minutes(call: Call, item_id: UUID, body: SittingsTakeBack) -> TakenBack:
    """Take minutes back that staff have given by mistake; nobody gets less than their own time.

    Without `confirm` it is 409 with code `takes_time`, and `current` holds whom it would reach: nothing is
    changed. Whose time would be over by it ends now. 409 with code `nothing_given` where nobody has any.
    """
    taken = submissions.take_back(
        call.session,
        call.actor,
        item_id,
        minutes=body.minutes,
        student_ids=body.student_ids,
        reason=body.reason,
        confirmed=body.confirm,
    )
    return TakenBack.model_validate(taken)


@routes.post("/sittings/{sitting_id}/reopen", rule=DATA_GRADE, scope=Scope.TEACH, status=200)
def reopen_sitting(call: Call, sitting_id: UUID, body: SittingReopen) -> SittingRow:
    """Let a student go on who has handed in, or whose time was over; what was handed in is kept."""
    row = submissions.reopen(call.session, call.actor, sitting_id, minutes=body.minutes, reason=body.reason)
    return row_shape(row)


def sitting_shape(view: submissions.SittingView) -> Sitting:
    """A student's own sitting on the wire."""
    return Sitting(
        item_id=view.item_id,
        class_id=view.class_id,
        title=view.title,
        state=view.state,
        opens_at=view.opens_at,
        closes_at=view.closes_at,
        seconds=view.seconds,
        would_end_at=view.would_end_at,
        server_now=view.server_now,
        started_at=view.started_at,
        deadline_at=view.deadline_at,
        remaining_seconds=view.remaining_seconds,
        extra_minutes=view.extra_minutes,
        time_multiplier=float(view.time_multiplier),
        closed_at=view.ended_at,
        closed_by=view.closed_by or ("time" if view.state == "closed" else None),
        work=[ExamWork.model_validate(work) for work in view.work],
    )


def sittings_shape(view: submissions.SittingsView) -> Sittings:
    """A page of an exam's students on the wire."""
    item = view.placed.item
    return Sittings(
        item_id=item.id,
        class_id=view.placed.module.class_id,
        title=item.title,
        server_now=view.moment,
        opens_at=item.release_date,
        closes_at=item.due_date,
        over_at=view.over_at,
        problems=view.problems,
        not_started=view.counts["not started"],
        running=view.counts["running"],
        closed=view.counts["closed"],
        rows=[row_shape(row) for row in view.rows.items],
        next=view.rows.next,
    )


def row_shape(row: submissions.SittingRow) -> SittingRow:
    """A student of an exam's class on the wire."""
    sitting = row.sitting
    return SittingRow(
        student=Person.model_validate(row.student),
        sitting_id=sitting and sitting.id,
        state=row.state,
        started_at=sitting and sitting.started_at,
        deadline_at=sitting and sitting.deadline_at,
        remaining_seconds=row.remaining_seconds,
        extra_minutes=row.extra_minutes,
        time_multiplier=float(row.time_multiplier),
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        last_saved_at=row.last_saved_at,
        saved=row.saved,
        handed_in=row.handed_in,
    )
