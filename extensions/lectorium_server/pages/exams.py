"""An exam on the pages: its start, its clock and its end for who sits it, and the room for who watches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW, STUDENT
from lectorium_wire.base import Query
from lectorium_wire.exams import RunState

routes = Pages("exams")
SHOWN = 200
MOST_MINUTES = 600
CHOSEN = re.compile(r"who\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
CLOSED_BY = {"student": "handed in", "time": "time was up", "staff": "ended by staff", None: ""}
FAR: dict[RunState, str] = {"not started": "not started", "running": "at work", "closed": "finished"}


class ExtendForm(Form):
    """More time for one student, for those who are chosen (``who.<student>``), or for all."""

    model_config = ConfigDict(extra="allow")

    minutes: int = Field(ge=1, le=MOST_MINUTES)
    whom: Literal["all", "chosen"] = "all"
    student_id: UUID | None = None
    reason: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.model_extra or {}:
            if not CHOSEN.fullmatch(name):
                raise ValueError(f"{name[:40]} is nothing that can be chosen")
        return self

    @property
    def students(self) -> list[UUID] | None:
        """Whom it is for; None for all.  Raises :class:`Invalid` where nobody is chosen."""
        if self.student_id is not None:
            return [self.student_id]
        if self.whom == "all":
            return None
        found = [UUID(match[1]) for name in self.model_extra or {} if (match := CHOSEN.fullmatch(name))]
        if not found:
            raise Invalid("Nobody is ticked. Nothing was changed. Tick students in the table.", field="whom")
        return found


class TakeBackForm(ExtendForm):
    """Minutes that were given by mistake."""

    confirm: Literal["yes"] | None = None


class ReopenForm(Form):
    """Let a student go on."""

    sitting_id: UUID
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    reason: str = Field(default="", max_length=500)


class RoomQuery(Query):
    """Whom to show."""

    limit: int = Field(default=SHOWN, ge=1, le=SHOWN)
    find: str = Field(default="", max_length=100)
    state: str = Field(default="", max_length=20)
    sort: str | None = Field(default=None, max_length=60, description="Kept for the script that sorts")
    done: str | None = Field(default=None, max_length=40)


@dataclass(frozen=True)
class Rules:
    """What is said of an exam before it begins."""

    problems: int
    is_quiz: bool


@routes.get("/items/{item_id}/exam", rule=STUDENT)
def view_exam(call: Call, item_id: UUID) -> View:
    """The rules before, the clock meanwhile, and afterwards what was handed in."""
    sitting = submissions.own_sitting(call.session, call.actor, item_id)
    placed = courses.find_item(call.session, call.actor, item_id)
    problems = len(authoring.challenges_of_item(call.session, item_id))
    return View(
        "exam.html",
        {
            "sitting": sitting,
            "access": placed.access,
            "item": placed.item,
            "rules": Rules(problems, placed.item.content_type == "quiz"),
        },
    )


@routes.action("/items/{item_id}/exam/start", rule=STUDENT, scope=Scope.WORK, back=view_exam)
def start_exam(call: Call, item_id: UUID) -> Redirect:
    """Begin; asked again it is the same sitting."""
    submissions.start_sitting(call.session, call.actor, item_id)
    return Redirect(f"/items/{item_id}/exam")


@routes.action("/items/{item_id}/exam/hand-in", rule=STUDENT, scope=Scope.WORK, back=view_exam)
def hand_in_exam(call: Call, item_id: UUID) -> Redirect:
    """End one's sitting with what is saved."""
    submissions.hand_in(call.session, call.services.store, call.actor, item_id)
    return Redirect(f"/items/{item_id}/exam", "exam_handed_in")


@routes.get("/items/{item_id}/sittings", rule=DATA_VIEW)
def view_sittings(call: Call, item_id: UUID, query: RoomQuery | None = None) -> View:
    """Who has begun, how long they have left, and when their work was last saved."""
    asked = query or RoomQuery()
    state = next((known for known in FAR if known == asked.state), None)
    seen = submissions.list_sittings(
        call.session,
        call.actor,
        item_id,
        PageRequest(asked.limit, asked.after),
        search=asked.find or None,
        state=state,
    )
    access = seen.placed.access
    return View(
        "sittings.html",
        {
            "seen": seen,
            "access": access,
            "item": seen.placed.item,
            "find": asked.find,
            "state": state,
            "far": FAR,
            "ended": CLOSED_BY,
            "sections": courses.section_names(call.session, access),
            "grades": access.student_data == "grade" and not access.klass.is_archived,
        },
    )


@routes.action("/items/{item_id}/sittings/extend", rule=DATA_GRADE, back=view_sittings)
def extend_exam(call: Call, item_id: UUID, body: ExtendForm) -> Redirect:
    """Give more time."""
    submissions.extend(
        call.session,
        call.actor,
        item_id,
        minutes=body.minutes,
        student_ids=body.students,
        reason=body.reason,
    )
    return Redirect(f"/items/{item_id}/sittings", "extended")


@routes.action("/items/{item_id}/sittings/take-back", rule=DATA_GRADE, back=view_sittings)
def take_back(call: Call, item_id: UUID, body: TakeBackForm) -> Redirect:
    """Take minutes back that staff have given."""
    submissions.take_back(
        call.session,
        call.actor,
        item_id,
        minutes=body.minutes,
        student_ids=body.students,
        reason=body.reason,
        confirmed=body.confirm is not None,
    )
    return Redirect(f"/items/{item_id}/sittings", "taken_back")


@routes.action("/items/{item_id}/sittings/reopen", rule=DATA_GRADE, back=view_sittings)
def reopen_exam(call: Call, item_id: UUID, body: ReopenForm) -> Redirect:
    """Let a student go on who had finished."""
    row = submissions.reopen(
        call.session, call.actor, body.sitting_id, minutes=body.minutes, reason=body.reason
    )
    return Redirect(f"/items/{item_id}/sittings", "sitting_reopened", f"student-{row.student.id}")
