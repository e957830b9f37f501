"""Handing in, test runs, and results."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import orjson

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Raw, Routes
from lectorium_server.routing.rules import READER, SOLVER
from lectorium_wire.base import Page
from lectorium_wire.grading import Flag, HiddenSummary, Result, TestResult
from lectorium_wire.submissions import Attempt, AttemptCreate, AttemptQuery, QueuePlace

routes = Routes("attempts")


@routes.post("/challenges/{challenge_id}/attempts", rule=SOLVER, scope=Scope.WORK, large=True)
def create_attempt(call: Call, challenge_id: UUID, body: AttemptCreate) -> Attempt:
    """Hand in, or run the visible tests; the work is saved as the draft first, all or nothing."""
    receipt = submissions.submit(
        call.session,
        call.services.store,
        call.actor,
        challenge_id,
        type=body.type,
        revision=body.revision,
        content=body.content,
        focused=body.focused_seconds,
    )
    place = grading.position_of(call.session, receipt.attempt.id)
    return attempt_shape(receipt.attempt, "queued", receipt.saved.revision, place)


@routes.get("/challenges/{challenge_id}/attempts", rule=SOLVER)
def list_attempts(call: Call, challenge_id: UUID, query: AttemptQuery) -> Page[Attempt]:
    """Attempts on a challenge, newest first: mine, or somebody's for staff."""
    found = submissions.list_attempts(
        call.session,
        call.actor,
        challenge_id,
        page_request(query),
        student_id=query.student_id,
        type=query.type,
    )
    runs = grading.current_runs(call.session, [attempt.id for attempt in found.items])
    held = gradebook.held_attempts(call.session, call.actor, found.items)
    return page_of(
        found,
        lambda attempt: attempt_shape(attempt, "held" if attempt.id in held else runs[attempt.id].status),
    )


@routes.get("/attempts/{attempt_id}", rule=READER)
def get_attempt(call: Call, attempt_id: UUID) -> Attempt:
    """An attempt's receipt, and how far it has come."""
    attempt, _ = submissions.find_attempt(call.session, call.actor, attempt_id, receipt=True)
    if gradebook.held_attempts(call.session, call.actor, [attempt]):
        return attempt_shape(attempt, "held")
    status = grading.current_run(call.session, attempt_id).status
    place = grading.position_of(call.session, attempt_id) if status == "queued" else None
    return attempt_shape(attempt, status, place=place)


@routes.get("/attempts/{attempt_id}/notebook", rule=READER)
def get_attempt_notebook(call: Call, attempt_id: UUID) -> Raw:
    """What was handed in, as a notebook; of a program the solution cell alone."""
    attempt, setting = submissions.find_attempt(call.session, call.actor, attempt_id)
    data = submissions.read_submitted(call.services.store, attempt)
    return Raw(program_notebook(setting, data.decode()) if setting.version.kind == "program" else data)


@routes.get("/attempts/{attempt_id}/result", rule=READER)
def get_result(call: Call, attempt_id: UUID) -> Result:
    """An attempt's result, as its reader may see it."""
    return result_shape(gradebook.view_result(call.session, call.actor, attempt_id))


def attempt_shape(
    attempt: submissions.SubmissionAttempt,
    status: grading.RunStatus | Literal["held"],
    revision: int = 0,
    place: grading.Position | None = None,
) -> Attempt:
    """An attempt on the wire."""
    return Attempt(
        id=attempt.id,
        challenge_id=attempt.challenge_id,
        student_id=attempt.student_id,
        type=attempt.type,
        attempt_number=attempt.attempt_number,
        sha256=attempt.code_blob_ref,
        language=attempt.language,
        accepted_at=attempt.accepted_at,
        is_late=attempt.is_late,
        status=status,
        revision=revision,
        queue=place and QueuePlace.model_validate(place, from_attributes=True),
    )


def result_shape(view: gradebook.ResultView) -> Result:
    """A result on the wire."""
    status = "held" if view.is_sealed else view.run.status
    return Result.model_validate(
        {
            "attempt": attempt_shape(view.attempt, status, place=view.place),
            "status": view.status,
            "fault": view.fault,
            "message": view.message,
            "next_step": view.next_step,
            "score": view.score,
            "points": view.points,
            "passed": view.passed,
            "total": view.total,
            "execution_time_ms": view.execution_time_ms,
            "memory_usage_kb": view.memory_usage_kb,
            "finished_at": view.finished_at,
            "tests": [TestResult.model_validate(test, from_attributes=True) for test in view.tests],
            "hidden": view.hidden and HiddenSummary.model_validate(view.hidden, from_attributes=True),
            "flags": [Flag.model_validate(flag, from_attributes=True) for flag in view.flags],
        }
    )


def program_notebook(setting: authoring.Setting, source: str) -> bytes:
    """A program's source as a notebook of one cell."""
    cell: dict[str, object] = {
        "id": "solution",
        "cell_type": "code",
        "source": source,
        "metadata": {"lectorium": {"role": "solution"}},
        "outputs": [],
        "execution_count": None,
    }
    name = setting.version.kernel_name
    metadata = {"kernelspec": {"name": name, "display_name": name}}
    return orjson.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]})
