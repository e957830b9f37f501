"""What this room gives to a person's export (G1): conversations as the student had them, and runs of code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from lectorium.rooms.authoring.api import WITHHELD, withheld
from lectorium.rooms.people.api import Actor, Desk, Line, Part, columns
from lectorium.rooms.submissions.api import titled
from lectorium.rooms.tutor.models import LlmInteraction, Model

ABOUT = ("id", "challenge_id", "kind", "state", "created_at", "ended_at")
ASKED = ("help_level", "hint_step", "guarding", "rating")
"""Said of a question whatever becomes of its problem."""
KEYS = (LlmInteraction.created_at, LlmInteraction.id)
CASTS = (datetime.fromisoformat, UUID)


def _is_run(actor: Actor, *, run: bool) -> ColumnElement[bool]:
    kind = LlmInteraction.kind == "code_run" if run else LlmInteraction.kind != "code_run"
    return (LlmInteraction.user_id == actor.user_id) & kind


def _conversations(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    """What was said and shown: neither what the model was sent, nor what the output check held back."""
    closed = withheld(desk.session, desk.actor, {each.challenge_id for each, _ in rows})
    wanted = {each.model_id for each, _ in rows if each.model_id is not None}
    named = select(Model.id, Model.name + " " + Model.version).where(Model.id.in_(wanted))
    models = dict(desk.session.execute(named).all())
    return [
        {
            "challenge": title,
            **columns(each, *ABOUT, *ASKED),
            "model": models.get(each.model_id),
            **({"withheld": WITHHELD} if each.challenge_id in closed else _said(each)),
        }
        for each, title in rows
    ]


def _said(each: LlmInteraction) -> Line:
    return {
        "question": each.user_prompt,
        "answer": each.model_response,
        "code": each.code,
        "citations": [
            {name: cited.get(name) for name in ("number", "title", "place", "address")}
            for cited in each.citations
        ],
    }


def _runs(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    closed = withheld(desk.session, desk.actor, {each.challenge_id for each, _ in rows})
    return [
        {
            "challenge": title,
            **columns(each, "id", "challenge_id", "created_at"),
            **(
                {"withheld": WITHHELD}
                if each.challenge_id in closed
                else columns(each, "code", "stdin", "stdout", "error")
            ),
        }
        for each, title in rows
    ]


EXPORTED = (
    Part(
        "conversations",
        "What you asked the tutor and what it answered, with your code, its sources and your ratings.",
        ("llm_interactions",),
        lambda actor: titled(LlmInteraction, _is_run(actor, run=False)),
        KEYS,
        CASTS,
        _conversations,
        batch=50,
    ),
    Part(
        "code_runs",
        "The code that you ran beside the tutor and in your solution, with what it read and wrote.",
        ("llm_interactions",),
        lambda actor: titled(LlmInteraction, _is_run(actor, run=True)),
        KEYS,
        CASTS,
        _runs,
        batch=50,
    ),
)
