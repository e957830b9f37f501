"""Conversations with the tutor as they are stored, without asking a model."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import Challenge
from lectorium.rooms.submissions.api import WorkSession
from lectorium.rooms.tutor.api import LlmInteraction

DRAFT = "def secret_of_the_draft(): ..."
NOTES = {"v": 1, "why": "it passes the tests"}


def converse(session: Session, student_id: uuid.UUID, challenge_id: uuid.UUID, **values: Any) -> uuid.UUID:
    """A question that was answered, changed as told; in the student's open session of work."""
    challenge = session.get_one(Challenge, challenge_id)
    place = {"user_id": student_id, "challenge_id": challenge_id}
    opened = insert(WorkSession).values(id=uuid.uuid4(), class_id=challenge.class_id, **place)
    session.execute(opened.on_conflict_do_nothing())
    work = session.scalars(select(WorkSession).filter_by(ended_at=None, **place)).one()
    usual: dict[str, Any] = {
        "kind": "chat",
        "state": "completed",
        "user_prompt": "Why is my sum wrong?",
        "model_response": "Look at the *first* line.",
    }
    row = LlmInteraction(
        organization_id=challenge.organization_id,
        session_id=work.id,
        class_id=challenge.class_id,
        message_key=uuid.uuid4().hex,
        **place,
        **{**usual, **values},
    )
    session.add(row)
    session.flush()
    return row.id


def guarded(session: Session, student_id: uuid.UUID, challenge_id: uuid.UUID, **values: Any) -> uuid.UUID:
    """An answer that the output check has changed."""
    changed = {"guarding": "rewritten", "draft_response": DRAFT, "guard_notes": NOTES}
    return converse(session, student_id, challenge_id, **{**changed, **values})
