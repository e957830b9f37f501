"""What this room gives to a person's export (G1): results and grades, as far as they are theirs to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lectorium.kit.clock import now_sql
from lectorium.rooms.authoring.api import WITHHELD, Setting, points_of, settings_seen, withheld
from lectorium.rooms.courses.api import ContentItem, Module
from lectorium.rooms.gradebook.models import GradebookEntry, JourneyReview
from lectorium.rooms.gradebook.reading import returned_entries
from lectorium.rooms.gradebook.results import SEALED, for_student, in_own_points
from lectorium.rooms.gradebook.shapes import ResultView
from lectorium.rooms.gradebook.wording import Pair
from lectorium.rooms.grading.api import GradingRun, current_runs, results_of_runs
from lectorium.rooms.people.api import Desk, Line, Part, columns
from lectorium.rooms.submissions.api import SubmissionAttempt, titled

NOT_SHOWN = "Its teacher doesn't show it now. It is here when you export again after it is shown."
GRADE = (
    *("status", "raw_score", "late_deduction", "hint_deduction", "adjustment", "score_obtained", "max_score"),
    *("grade_letter", "manual_feedback", "submitted_at", "returned_at"),
)
TEST = (
    *("name", "status", "score", "points", "message", "called", "expected", "got", "stdout", "stderr"),
    "wall_ms",
)


@dataclass(frozen=True)
class _Known:
    """What decides how much of a batch's results is told."""

    closed: Collection[UUID]
    settings: Mapping[UUID, Setting]
    returned: Collection[UUID]
    runs: Mapping[UUID, GradingRun]
    pairs: Mapping[UUID, list[Pair]]
    worths: Mapping[UUID, Decimal]

    def withheld(self, attempt: SubmissionAttempt) -> str | None:
        """Why nothing of a result is told."""
        setting = self.settings.get(attempt.challenge_id)
        if attempt.challenge_id in self.closed:
            return WITHHELD
        if setting is None:
            return NOT_SHOWN
        return SEALED if setting.rules.mode == "exam" and self.is_held(attempt, setting) else None

    def is_held(self, attempt: SubmissionAttempt, setting: Setting) -> bool:
        """Whether its grade isn't returned."""
        final = attempt.type == "final_submission" and setting.item is not None
        return final and (setting.item is None or setting.item.id not in self.returned)


def _results(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    """As the result's own page tells it to its student, whatever the student is besides."""
    session, attempts = desk.session, [attempt for attempt, _ in rows]
    challenges = {attempt.challenge_id for attempt in attempts}
    settings = settings_seen(session, desk.actor, challenges)
    items = {setting.item.id for setting in settings.values() if setting.item is not None}
    runs = current_runs(session, [attempt.id for attempt in attempts])
    known = _Known(
        withheld(session, desk.actor, challenges),
        settings,
        returned_entries(session, desk.actor.user_id, list(items)),
        runs,
        results_of_runs(session, [run for run in runs.values() if run.status == "completed"]),
        points_of(session, {run.problem_version_id for run in runs.values()}),
    )
    return [
        {
            "challenge": title,
            "attempt_id": attempt.id,
            **columns(attempt, "challenge_id", "type", "attempt_number"),
            **_result(known, attempt),
        }
        for attempt, title in rows
    ]


def _result(known: _Known, attempt: SubmissionAttempt) -> Line:
    why = known.withheld(attempt)
    if why is not None:
        return {"withheld": why}
    setting, run = known.settings[attempt.challenge_id], known.runs[attempt.id]
    held = known.is_held(attempt, setting)
    view = for_student(attempt, run, known.pairs.get(run.id, []), held=held, in_exam=setting.in_exam)
    return _told(in_own_points(view, setting, known.worths))


def _told(view: ResultView) -> Line:
    names = ("status", "message", "score", "points", "passed", "total", "execution_time_ms", "finished_at")
    hidden = view.hidden and columns(view.hidden, "count", "passed", "score", "points")
    return {**columns(view, *names), "tests": [columns(each, *TEST) for each in view.tests], "hidden": hidden}


def _reviews(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    closed = withheld(desk.session, desk.actor, {review.challenge_id for review, _ in rows})
    return [
        {
            "challenge": title,
            **columns(review, "challenge_id", "shown_at", "updated_at"),
            **(
                {"withheld": WITHHELD}
                if review.challenge_id in closed
                else columns(review, "marks", "max_marks", "comment")
            ),
        }
        for review, title in rows
    ]


EXPORTED = (
    Part(
        "results",
        "How each attempt was graded, as far as it is shown to you: never what tests hide.",
        ("grading_runs", "regrade_items"),
        lambda actor: titled(SubmissionAttempt, SubmissionAttempt.student_id == actor.user_id),
        (SubmissionAttempt.id,),
        (UUID,),
        _results,
        batch=50,
    ),
    Part(
        "grades",
        "The grades that were returned to you, with your teachers' words.",
        ("gradebook_entries",),
        lambda actor: (
            select(GradebookEntry, ContentItem.title)
            .join(ContentItem, ContentItem.id == GradebookEntry.content_item_id)
            .join(Module, Module.id == ContentItem.module_id)
            .where(
                GradebookEntry.student_id == actor.user_id,
                GradebookEntry.returned_at.is_not(None),
                ContentItem.is_published,
                Module.is_published,
                or_(ContentItem.release_date.is_(None), ContentItem.release_date <= now_sql()),
            )
        ),
        (GradebookEntry.id,),
        (UUID,),
        lambda _, rows: [
            {"item": title, **columns(entry, "content_item_id", *GRADE)} for entry, title in rows
        ],
    ),
    Part(
        "journey_reviews",
        "What teachers made of your way through a problem, where they show it to you.",
        ("journey_reviews",),
        lambda actor: titled(
            JourneyReview, (JourneyReview.student_id == actor.user_id) & JourneyReview.shown_at.is_not(None)
        ),
        (JourneyReview.id,),
        (UUID,),
        _reviews,
    ),
)
