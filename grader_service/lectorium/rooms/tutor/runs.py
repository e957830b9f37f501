"""Runs of code in the student's own kernel, kept as rows of the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.rooms.authoring.api import find_setting, require_open
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import use_session
from lectorium.rooms.tutor.asking import find_repeated
from lectorium.rooms.tutor.models import LlmInteraction

MOST_OUTPUT = 10_000


@dataclass(frozen=True)
class Run:
    """What ran, what it read and what it wrote; ``message_key`` is the client's."""

    message_key: UUID
    code: str
    stdin: str = ""
    stdout: str = ""
    cell_id: str | None = None


def record_run(session: Session, actor: Actor, challenge_id: UUID, run: Run) -> LlmInteraction:
    """Keep a run, once; raises :class:`Conflict` where no more work is taken."""
    setting = find_setting(session, actor, challenge_id)
    require_open(setting)
    again = find_repeated(session, actor, challenge_id, str(run.message_key))
    if again is not None:
        return again
    challenge = setting.challenge
    work = use_session(session, actor, challenge_id, challenge.class_id)
    statement = insert(LlmInteraction).values(
        id=new_id(),
        organization_id=challenge.organization_id,
        session_id=work.id,
        user_id=actor.user_id,
        challenge_id=challenge_id,
        class_id=challenge.class_id,
        kind="code_run",
        state="completed",
        message_key=str(run.message_key),
        code=run.code,
        stdin=run.stdin[:MOST_OUTPUT],
        stdout=run.stdout[:MOST_OUTPUT],
        context={"v": 1, "cell_id": run.cell_id},
        ended_at=now_sql(),
    )
    made = session.scalars(statement.on_conflict_do_nothing().returning(LlmInteraction)).one_or_none()
    if made is not None:
        return made
    twin = find_repeated(session, actor, challenge_id, str(run.message_key))
    assert twin is not None  # its twin was faster
    return twin
