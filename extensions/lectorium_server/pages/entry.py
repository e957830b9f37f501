"""One student's entry for one item: results, code, and the grade."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import NotFound
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW
from lectorium_wire.base import Query

routes = Pages("entry")
SHOWN_ATTEMPTS = 20


class EntryForm(Form):
    """What staff change about an entry."""

    adjustment: Decimal | None = Field(default=None, ge=-10_000, le=10_000, decimal_places=4)
    feedback: str = Field(default="", max_length=20_000)
    private_notes: str = Field(default="", max_length=20_000)
    excused: Literal["yes"] | None = None
    then: Literal["save", "return", "hold"] = "save"


@dataclass(frozen=True)
class Cell:
    """A cell of what was handed in; ``key`` names it if it belongs to a task."""

    kind: str
    source: str
    key: str = ""


@dataclass(frozen=True)
class Work:
    """What a student did on one challenge of the item."""

    challenge: authoring.Challenge
    attempts: list[submissions.SubmissionAttempt]
    best_id: UUID | None
    result: gradebook.ResultView | None
    cells: list[Cell]
    hints: list[authoring.Taken]
    """The steps of help that were taken, in order."""
    flagged: frozenset[UUID] = frozenset()
    """Attempts about which something is worth a look."""

    @property
    def written(self) -> dict[str, Cell]:
        """What stands in each cell that has a name: a person grades it beside its task."""
        return {cell.key: cell for cell in self.cells if cell.key and cell.source.strip()}


class EntryQuery(Query):
    """Which attempt to show; absent: each problem's best."""

    attempt: UUID | None = None


@routes.get("/items/{item_id}/students/{student_id}", rule=DATA_VIEW)
def view_entry(call: Call, item_id: UUID, student_id: UUID, query: EntryQuery | None = None) -> View:
    """The entry, with what it rests on."""
    placed = courses.find_item(call.session, call.actor, item_id)
    class_id = placed.module.class_id
    found = courses.allowed(placed.access, student_data="view")
    place = courses.find_enrollment(call.session, class_id, student_id)
    if place is None:
        raise NotFound.of("student")
    courses.require_student(call.session, found, student_id)
    holds = authoring.effective(call.session, item_id, student_id)
    entry = gradebook.find_entry(call.session, student_id, item_id)
    before = gradebook.standing_in(call.session, found, place, item_id, holds.due_date, entry)
    return View(
        "entry.html",
        {
            "access": found,
            "item": placed.item,
            "student": people.find_user(call.session, call.actor, student_id),
            "holds": holds,
            "entry": entry,
            "before_joining": before,
            "works": _works(call, item_id, student_id, query.attempt if query else None),
            "tab": "grades",
        },
    )


@routes.action("/items/{item_id}/students/{student_id}", rule=DATA_GRADE, back=view_entry)
def save_entry(call: Call, item_id: UUID, student_id: UUID, body: EntryForm) -> Redirect:
    """Adjust, comment, excuse, return or hold."""
    entry = gradebook.find_entry(call.session, student_id, item_id)
    before = entry.adjustment if entry else Decimal(0)
    adjustment = body.adjustment if body.adjustment is not None else Decimal(0)
    was_excused = entry is not None and entry.status == "excused"
    gradebook.change_grade(
        call.session,
        call.actor,
        item_id,
        student_id,
        adjustment=adjustment if adjustment != before else None,
        feedback=body.feedback,
        private_notes=body.private_notes,
        excused=(body.excused == "yes") if (body.excused == "yes") != was_excused else None,
        returned={"return": True, "hold": False}.get(body.then),
    )
    return Redirect(f"/items/{item_id}/students/{student_id}", "saved")


def _works(call: Call, item_id: UUID, student_id: UUID, wanted: UUID | None) -> list[Work]:
    """Every problem's work, with a fixed number of queries however many problems there are."""
    session, actor = call.session, call.actor
    settings = authoring.settings_of_item(session, actor, item_id, receipt=True)
    ids = [setting.challenge.id for setting in settings]
    best = gradebook.best_attempts(session, student_id, ids)
    hints = authoring.hints_taken(session, student_id, ids)
    chosen = {challenge_id: found.attempt_id for challenge_id, found in best.items()}
    also = {*chosen.values(), *([wanted] if wanted else [])}
    made = submissions.newest_attempts(session, actor, student_id, settings, SHOWN_ATTEMPTS, also)
    shown = {id_: _shown(made[id_], chosen.get(id_), wanted) for id_ in ids if made[id_]}
    pairs = [(shown[each.challenge.id], each) for each in settings if each.challenge.id in shown]
    runs = grading.current_runs(session, [attempt.id for attempts in made.values() for attempt in attempts])
    results = gradebook.view_results(session, actor, pairs, runs)
    flagged = frozenset(id_ for id_, run in runs.items() if grading.has_suspects(run))
    return [
        Work(
            each.challenge,
            made[each.challenge.id],
            chosen.get(each.challenge.id),
            *_handed_in(call, results, shown.get(each.challenge.id)),
            hints.get(each.challenge.id, []),
            flagged,
        )
        for each in settings
    ]


def _shown(
    attempts: list[submissions.SubmissionAttempt], best_id: UUID | None, wanted: UUID | None
) -> submissions.SubmissionAttempt:
    """The attempt that was asked for, the best, or the newest."""
    known: dict[UUID | None, submissions.SubmissionAttempt] = {each.id: each for each in attempts}
    return known.get(wanted) or known.get(best_id) or attempts[0]


def _handed_in(
    call: Call,
    results: dict[UUID, gradebook.ResultView],
    attempt: submissions.SubmissionAttempt | None,
) -> tuple[gradebook.ResultView | None, list[Cell]]:
    """What came of an attempt, and its cells; a quiz's answers stand among the tests."""
    if attempt is None:
        return None, []
    result = results[attempt.id]
    if any(test.kind == "answer" for test in result.tests):
        return result, []
    return result, _cells(submissions.read_submitted(call.services.store, attempt))


def _cells(data: bytes) -> list[Cell]:
    """A notebook's cells, or a program's source as one."""
    text = data.decode("utf-8", "replace")
    try:
        notebook: Any = json.loads(text)
        return [Cell(cell["cell_type"], _source(cell["source"]), _key(cell)) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [Cell("code", text)]


def _key(cell: dict[str, Any]) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _source(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
