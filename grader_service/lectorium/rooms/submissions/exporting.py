"""What this room gives to a person's export (G1): work in progress, and what was handed in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from lectorium.rooms.authoring.api import WITHHELD, Challenge, withheld
from lectorium.rooms.courses.api import ContentItem
from lectorium.rooms.people.api import Actor, Desk, Line, Part, columns
from lectorium.rooms.submissions.drafts import unpack
from lectorium.rooms.submissions.models import (
    ExamExtension,
    ExamSitting,
    Solution,
    SolutionHistory,
    SubmissionAttempt,
    WorkSession,
)
from lectorium.storage import ObjectCorrupt, ObjectMissing

FEW = 20
"""Rows with a whole notebook each."""
LOST = "Its contents are not in the store any more, or damaged. Tell whoever runs this platform."
ATTEMPT = (
    *("id", "challenge_id", "type", "attempt_number", "language", "accepted_at", "due_at", "is_late"),
    "time_focused_seconds",
)
DRAFT = ("challenge_id", "revision", "current_language", "time_spent_seconds", "last_updated")
SITTING = ("content_item_id", "started_at", "deadline_at", "extra_minutes", "closed_at", "closed_by")


def titled(table: Any, whose: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """A table's rows with the title of their challenge."""
    return select(table, Challenge.title).join(Challenge, Challenge.id == table.challenge_id).where(whose)


def _of_item(table: Any, actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(table, ContentItem.title)
        .join(ContentItem, ContentItem.id == table.content_item_id)
        .where(table.student_id == actor.user_id)
    )


def _attempts(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    closed = withheld(desk.session, desk.actor, {attempt.challenge_id for attempt, _ in rows})
    return [
        {"challenge": title, **columns(attempt, *ATTEMPT), **_handed_in(desk, attempt, closed)}
        for attempt, title in rows
    ]


def _handed_in(desk: Desk, attempt: SubmissionAttempt, closed: set[UUID]) -> Line:
    """What was handed in: a notebook and an answer as JSON, a program as its text."""
    if attempt.challenge_id in closed:
        return {"withheld": WITHHELD}
    try:
        text = desk.store.get(attempt.code_blob_ref).decode("utf-8", "replace")
    except (ObjectMissing, ObjectCorrupt):  # all the rest is theirs all the same
        return {"lost": LOST}
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    return {"content": content if isinstance(content, dict) else text}


def _history(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    closed = withheld(desk.session, desk.actor, {saved.challenge_id for saved, _ in rows})
    return [
        {
            "challenge": title,
            **columns(saved, "challenge_id", "revision", "saved_at"),
            **(
                {"withheld": WITHHELD}
                if saved.challenge_id in closed
                else {"content": unpack(saved.solution)}
            ),
        }
        for saved, title in rows
    ]


EXPORTED = (
    Part(
        "attempts",
        "Everything that you handed in or ran tests on, with the code or the answers as they were.",
        ("submission_attempts",),
        lambda actor: titled(SubmissionAttempt, SubmissionAttempt.student_id == actor.user_id),
        (SubmissionAttempt.id,),
        (UUID,),
        _attempts,
        batch=FEW,
    ),
    Part(
        "drafts",
        "How far your work on each problem is; its contents are in history.jsonl.",
        ("solutions",),
        lambda actor: titled(Solution, Solution.student_id == actor.user_id),
        (Solution.challenge_id,),
        (UUID,),
        lambda _, rows: [{"challenge": title, **columns(draft, *DRAFT)} for draft, title in rows],
    ),
    Part(
        "history",
        "Every state of your drafts that was saved, with its contents; the last is the draft as it is.",
        ("solution_history",),
        lambda actor: titled(SolutionHistory, SolutionHistory.student_id == actor.user_id),
        (SolutionHistory.challenge_id, SolutionHistory.revision),
        (UUID, int),
        _history,
        batch=FEW,
    ),
    Part(
        "sessions",
        "When you were at work on which problem.",
        ("work_sessions",),
        lambda actor: titled(WorkSession, WorkSession.user_id == actor.user_id),
        (WorkSession.id,),
        (UUID,),
        lambda _, rows: [
            {"challenge": title, **columns(work, "challenge_id", "started_at", "last_seen_at", "ended_at")}
            for work, title in rows
        ],
    ),
    Part(
        "sittings",
        "The exams that you sat: when, and how long you had.",
        ("exam_sittings",),
        lambda actor: _of_item(ExamSitting, actor),
        (ExamSitting.id,),
        (UUID,),
        lambda _, rows: [{"item": title, **columns(sitting, *SITTING)} for sitting, title in rows],
    ),
    Part(
        "exam_minutes",
        "Minutes that staff gave you in exams.",
        ("exam_extensions",),
        lambda actor: _of_item(ExamExtension, actor),
        (ExamExtension.content_item_id,),
        (UUID,),
        lambda _, rows: [
            {"item": title, **columns(row, "content_item_id", "minutes")} for row, title in rows
        ],
    ),
)
