"""Asking a worker for a verdict, and reading it: the API's side, short transactions only."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.jobs import enqueue
from lectorium.kit.notify import notify
from lectorium.rooms.tutor.guard.judging import Verdict
from lectorium.rooms.tutor.guard.notes import GuardNotes, VerdictNote
from lectorium.rooms.tutor.models import LlmInteraction

JUDGE_JOB = "judge_answer"
QUEUE = "exam"
"""The most urgent: somebody looks at half an answer."""
Which = Literal["draft", "rewrite"]
RUNNING = ("asked", "answering")


def ask_verdict(session: Session, interaction_id: UUID, which: Which, text: str) -> None:
    """Owe a verdict on the draft of an answer, or on what was written in its place.

    The job carries the id only; run twice it finds a verdict there and does nothing.
    """
    row = session.get(LlmInteraction, interaction_id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in RUNNING:
        return
    changes = {"waits_for": which} if which == "draft" else {"waits_for": which, "hint": text}
    if which == "draft":
        row.draft_response = text
    row.guard_notes = GuardNotes.read(row.guard_notes).model_copy(update=changes).stored()
    enqueue(session, JUDGE_JOB, QUEUE, {"interaction_id": str(interaction_id)})


def write_verdict(session: Session, interaction_id: UUID, which: Which, verdict: Verdict) -> None:
    """Keep what a worker found and tell whoever waits; an answer that has ended stays as it is."""
    row = session.get(LlmInteraction, interaction_id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in RUNNING:
        return
    notes = GuardNotes.read(row.guard_notes)
    if notes.waits_for != which:
        return
    changes = {which: VerdictNote.of_verdict(verdict), "waits_for": None}
    row.guard_notes = notes.model_copy(update=changes).stored()
    notify(session, "verdict", interaction_id=interaction_id)


def read_notes(session: Session, interaction_id: UUID) -> GuardNotes:
    """What is known of an answer so far."""
    stored = session.scalar(select(LlmInteraction.guard_notes).where(LlmInteraction.id == interaction_id))
    return GuardNotes.read(stored or {"v": 1})
