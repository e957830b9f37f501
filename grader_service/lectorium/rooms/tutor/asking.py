"""Asking: one transaction that lets the question in and stores it, before any model is asked (K7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid
from lectorium.rooms.authoring.api import Setting, find_setting
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import find_attempt, read_draft, use_session
from lectorium.rooms.tutor.allowed import day_of, refuse_sitting, why_not
from lectorium.rooms.tutor.models import LlmInteraction
from lectorium.rooms.tutor.policies import Policy, policy_of
from lectorium.rooms.tutor.prompts import STEPS_OF

QuestionKind = Literal["chat", "explain", "hint"]
LEASE = timedelta(seconds=20)
"""So long a process speaks for an answer without saying again that it lives."""
RUNNING = ("asked", "answering")
WORDS = {"explain": "Explain this error.", "hint": "Give me a hint."}
MOST_CODE = 60_000


@dataclass(frozen=True)
class Question:
    """What a student asks, and what the tutor may read besides; ``message_key`` is the client's."""

    message_key: UUID
    kind: QuestionKind
    text: str
    code: str = ""
    error: str | None = None
    cell_id: str | None = None
    attempt_id: UUID | None = None
    use: Mapping[str, bool] = field(default_factory=dict)
    """``code``, ``error`` and ``run``: what may be read; all of it unless said."""

    def allows(self, what: str) -> bool:
        """Whether the student lets the tutor read it."""
        return self.use.get(what, True)


@dataclass(frozen=True)
class Asked:
    """The stored question; ``is_new`` unless it was asked before under the same key.

    ``left`` is how many questions are left today.
    """

    interaction: LlmInteraction
    is_new: bool
    left: int


def ask(session: Session, actor: Actor, challenge_id: UUID, question: Question) -> Asked:
    """Store a question, to be answered by whoever calls.

    Raises :class:`Conflict` in an exam, in closed work, and while another answer is under way in the same
    session (its id as ``current``); :class:`Forbidden` where the tutor is off; :class:`TooMany` over the
    day's limit.
    """
    refuse_sitting(session, actor)
    setting = find_setting(session, actor, challenge_id)
    _take_turn(session, actor)
    policy = policy_of(session, setting.challenge)
    day = day_of(session, actor.user_id, setting, policy)
    again = find_repeated(session, actor, challenge_id, str(question.message_key))
    if again is not None:
        return Asked(again, is_new=False, left=day.left)
    refusal = why_not(setting, policy, day)
    if refusal is not None:
        raise refusal
    _check(session, actor, challenge_id, question)
    return Asked(_insert(session, actor, setting, policy, question), is_new=True, left=day.left - 1)


def find_repeated(
    session: Session, actor: Actor, challenge_id: UUID, message_key: str
) -> LlmInteraction | None:
    """What was stored under the client's key before; raises :class:`Invalid` where that was elsewhere."""
    found = session.scalars(
        select(LlmInteraction).where(
            LlmInteraction.user_id == actor.user_id, LlmInteraction.message_key == message_key
        )
    ).one_or_none()
    if found is not None and found.challenge_id != challenge_id:
        raise Invalid(
            "This message_key was used for another challenge. Nothing was asked. Make a new one.",
            code="idempotency_mismatch",
            field="message_key",
        )
    return found


def next_hint_step(session: Session, session_id: UUID | None, policy: Policy) -> int | None:
    """The next step of the ladder in a session of work, from 1; the last can be taken again."""
    most = STEPS_OF[policy.help_level]
    if most == 0 or session_id is None:
        return 1 if most else None
    given = session.scalar(
        select(func.count()).where(
            LlmInteraction.session_id == session_id,
            LlmInteraction.kind == "hint",
            LlmInteraction.state == "completed",
        )
    )
    return min((given or 0) + 1, most)


def _take_turn(session: Session, actor: Actor) -> None:
    """One question after another per student, so that the day's limit holds among many at once."""
    key = f"lectorium tutor {actor.user_id}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _check(session: Session, actor: Actor, challenge_id: UUID, question: Question) -> None:
    if question.kind == "chat" and not question.text.strip():
        raise Invalid("The question is empty. Nothing was asked. Write what you want to know.", field="text")
    if question.attempt_id is not None:
        attempt, _ = find_attempt(session, actor, question.attempt_id)
        if attempt.student_id != actor.user_id or attempt.challenge_id != challenge_id:
            raise Invalid(
                "That run isn't yours or is of another challenge. Nothing was asked. Leave it out.",
                field="context.attempt_id",
            )


def _insert(
    session: Session, actor: Actor, setting: Setting, policy: Policy, question: Question
) -> LlmInteraction:
    challenge = setting.challenge
    work = use_session(session, actor, challenge.id, challenge.class_id)
    draft = read_draft(session, actor.user_id, challenge.id)
    code = question.code or (solution_of(draft.content or {}) if draft else "")
    is_hint = question.kind == "hint"
    statement = insert(LlmInteraction).values(
        id=new_id(),
        organization_id=challenge.organization_id,
        session_id=work.id,
        user_id=actor.user_id,
        challenge_id=challenge.id,
        class_id=challenge.class_id,
        kind=question.kind,
        state="asked",
        message_key=str(question.message_key),
        user_prompt=question.text.strip() or WORDS[question.kind],
        code=code[:MOST_CODE] if question.allows("code") else "",
        solution_revision=draft.revision if draft else None,
        context=_context(question),
        help_level=policy.help_level,
        hint_step=next_hint_step(session, work.id, policy) if is_hint else None,
        lease_until=now_sql() + LEASE,
    )
    made = session.scalars(
        statement.on_conflict_do_nothing().returning(LlmInteraction),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if made is None:
        raise Conflict(
            "The tutor is still answering your last question here. That one goes on, and nothing new was "
            "asked. Wait for its end, or stop it.",
            code="answering",
            current={"id": str(running_in(session, work.id))},
        )
    return made


def running_in(session: Session, session_id: UUID) -> UUID | None:
    """The question that is being answered in a session of work."""
    return session.scalar(
        select(LlmInteraction.id).where(
            LlmInteraction.session_id == session_id, LlmInteraction.state.in_(RUNNING)
        )
    )


def solution_of(content: Mapping[str, Any]) -> str:
    """The student's own cells of a saved notebook, those meant for the solution."""
    return "\n\n".join(
        str(cell["source"])
        for cell in content.get("cells", [])
        if cell.get("cell_type") == "code" and _is_solution(cell.get("metadata", {}))
    )


def _is_solution(metadata: Mapping[str, Any]) -> bool:
    graded = metadata.get("nbgrader", {})
    own = metadata.get("lectorium", {})
    return bool(graded.get("solution")) or own.get("role") == "solution"


def _context(question: Question) -> dict[str, Any]:
    """Version 1 of what else was sent."""
    return {
        "v": 1,
        "error": question.error if question.allows("error") else None,
        "cell_id": question.cell_id,
        "attempt_id": None if question.attempt_id is None else str(question.attempt_id),
        "use_code": question.allows("code"),
        "use_error": question.allows("error"),
        "use_run": question.allows("run"),
    }
