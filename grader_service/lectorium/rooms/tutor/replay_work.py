"""The job of a replay: question after question is asked again, with no transaction open meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from lectorium.kit.clock import now, now_sql
from lectorium.kit.database import Database
from lectorium.kit.errors import Invalid
from lectorium.kit.jobs import done, enqueue
from lectorium.llm import Answer, Ask, Endpoints, Models, ModelUnavailable
from lectorium.llm.contract import ContextTooLong, ModelRefused
from lectorium.rooms.authoring.api import Challenge, ProblemVersion
from lectorium.rooms.tutor.choosing import ModelSettings, cost_of, refuse_closed
from lectorium.rooms.tutor.models import LlmInteraction, Model, Replay, ReplayItem, TutorPrompt
from lectorium.rooms.tutor.prompts import fill_in
from lectorium.rooms.tutor.replaying import JOB, QUEUE, lock_replay
from lectorium.rooms.tutor.sending import messages_of

log = logging.getLogger(__name__)
SLICE_SECONDS = 60.0
"""After this the rest is owed anew, so that other work of the queue comes in between."""
LEASE_MARGIN = 60.0
"""So much longer than a model may say nothing does a worker speak for a replay."""
LEASE_SECONDS = 120.0 + LEASE_MARGIN
TRIES = 3


@dataclass(frozen=True)
class Work:
    """One question to be asked again."""

    interaction_id: UUID
    model: Model
    ask: Ask


def replay(
    database: Database,
    models: Callable[[], Models],
    outbox_id: UUID,
    replay_id: UUID,
    *,
    stopping: threading.Event | None = None,
    seconds: float = SLICE_SECONDS,
    lease_seconds: float = LEASE_SECONDS,
) -> int:
    """Ask what waits, for so long; returns how many were asked.

    Every answer is stored at once, so a worker that is killed loses one at the most: its lease ends, the job
    is delivered again and goes on.  While another worker holds the lease nothing is done, and the job stays
    owed.
    """
    lease = timedelta(seconds=lease_seconds)
    if not _take(database, replay_id, lease):
        return 0
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end and not (stopping and stopping.is_set()):
        with database.transaction() as session:
            work = next_work(session, replay_id)
            closed = None if work is None else _why_closed(session, work, models().endpoints)
        if work is None:
            break
        values = closed or _ask(models, work, partial(_renew, database, replay_id, lease))
        with database.transaction() as session:
            _keep(session, replay_id, work.interaction_id, values)
        count += 1
    with database.transaction() as session:
        _leave(session, outbox_id, replay_id)
    return count


def next_work(session: Session, replay_id: UUID) -> Work | None:
    """The oldest question that waits, with its conversation exactly as it was; None where none does."""
    replay = session.get_one(Replay, replay_id, populate_existing=True)
    if replay.state != "running":
        return None
    row = session.scalars(
        select(LlmInteraction)
        .join(ReplayItem, ReplayItem.interaction_id == LlmInteraction.id)
        .where(ReplayItem.replay_id == replay_id, ReplayItem.state == "waiting")
        .order_by(LlmInteraction.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    model = session.get_one(Model, replay.model_id)
    settings = ModelSettings.model_validate(model.settings)
    messages = messages_of(row.sent or {}, _instruction(session, replay, row))
    ask = Ask(model.endpoint, model.served_name, messages, settings.temperature, settings.max_tokens)
    return Work(row.id, model, ask)


def _why_closed(session: Session, work: Work, endpoints: Endpoints) -> dict[str, Any] | None:
    """How a question fails whose model's server was closed to its school since; None where it is open."""
    row = session.get_one(LlmInteraction, work.interaction_id)
    try:
        refuse_closed(session, row.organization_id, work.model, endpoints, "model_id")
    except Invalid as error:
        return {"state": "failed", "error": error.detail}
    return None


def _instruction(session: Session, replay: Replay, row: LlmInteraction) -> str | None:
    """The chosen instruction, filled in as it would have been then; None keeps the one that was sent."""
    if replay.prompt_id is None:
        return None
    prompt = session.get_one(TutorPrompt, replay.prompt_id)
    title, languages = session.execute(
        select(Challenge.title, ProblemVersion.languages)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(Challenge.id == row.challenge_id)
    ).one()
    filled = fill_in(
        prompt,
        title=title,
        language=", ".join(languages),
        level=row.help_level or "steps",
        hint_step=row.hint_step,
    )
    return filled.text


def _ask(models: Callable[[], Models], work: Work, renew: Callable[[], None]) -> dict[str, Any]:
    """Ask the model, some times where it doesn't answer; returns what is to be stored."""
    began = time.monotonic()
    try:
        for attempt in Retrying(
            retry=retry_if_exception(_may_pass),
            stop=stop_after_attempt(TRIES),
            wait=wait_exponential(multiplier=0.5, max=5),
            reraise=True,
        ):
            with attempt:
                renew()
                answer = models().complete(work.ask)
    except ModelUnavailable as error:
        log.warning("Question %s isn't answered by %s: %s", work.interaction_id, work.model.name, error)
        return {"state": "failed", "error": error.detail}
    return _answered(work.model, answer, round((time.monotonic() - began) * 1000))


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ModelUnavailable) and not isinstance(error, ContextTooLong | ModelRefused)


def _answered(model: Model, answer: Answer, latency_ms: int) -> dict[str, Any]:
    usage = answer.usage
    return {
        "state": "completed",
        "response": answer.text.replace("\x00", ""),
        "error": None,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cost": cost_of(model, usage.prompt_tokens, usage.completion_tokens),
        "latency_ms": latency_ms,
        "answered_at": now_sql(),
    }


def _keep(session: Session, replay_id: UUID, interaction_id: UUID, values: dict[str, Any]) -> None:
    """Only what still waits is written: an answer that comes twice changes nothing."""
    session.execute(
        update(ReplayItem)
        .where(
            ReplayItem.replay_id == replay_id,
            ReplayItem.interaction_id == interaction_id,
            ReplayItem.state == "waiting",
        )
        .values(**values)
    )


def _take(database: Database, replay_id: UUID, lease: timedelta) -> bool:
    """Speak for a replay, unless another worker does."""
    free = or_(Replay.leased_until.is_(None), Replay.leased_until < now_sql())
    with database.transaction() as session:
        taken = session.scalar(
            update(Replay)
            .where(Replay.id == replay_id, free)
            .values(leased_until=now_sql() + lease)
            .returning(Replay.id)
        )
    return taken is not None


def _renew(database: Database, replay_id: UUID, lease: timedelta) -> None:
    with database.transaction() as session:
        session.execute(update(Replay).where(Replay.id == replay_id).values(leased_until=now_sql() + lease))


def _leave(session: Session, outbox_id: UUID, replay_id: UUID) -> None:
    """Speak for it no more; what still waits is owed anew."""
    row = lock_replay(session, replay_id)
    row.leased_until = None
    waiting = select(ReplayItem.interaction_id).where(
        ReplayItem.replay_id == replay_id, ReplayItem.state == "waiting"
    )
    if row.state == "running":
        if session.scalar(waiting.limit(1)) is not None:
            enqueue(session, JOB, QUEUE, {"replay_id": str(replay_id)})
        else:
            row.state, row.ended_at = "completed", now(session)
    done(session, outbox_id)
