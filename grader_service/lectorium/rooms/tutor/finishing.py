"""How an answer ends: completed, failed or stopped, with what was said so far kept in any case (K7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ScalarSelect, select, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.errors import NotFound
from lectorium.rooms.people.api import Actor, User
from lectorium.rooms.submissions.api import sits_exam
from lectorium.rooms.tutor.asking import LEASE, RUNNING
from lectorium.rooms.tutor.choosing import MILLION, cost_of
from lectorium.rooms.tutor.guard.notes import GuardNotes
from lectorium.rooms.tutor.models import Guarding, LlmInteraction, Model

Going = Literal["goes on", "stopped", "exam"]


@dataclass(frozen=True)
class Said:
    """How far an answer has come.

    ``shown`` is what the student has read, ``draft`` what the model said; times in ms since the question was
    taken up; tokens are None where no model was asked.
    """

    shown: str
    draft: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_ms: int | None = None
    latency_ms: int | None = None
    citations: Sequence[dict[str, Any]] = ()
    guarding: Guarding = "none"
    instead: Literal["hint", "fixed words"] | None = None
    """What the student read in place of what the model said."""
    sent: dict[str, Any] | None = None
    """What the model got (see :func:`~lectorium.rooms.tutor.sending.sent_of`); None where none was asked."""
    tokens_estimated: bool = False
    """The model's server hasn't told them all, or not yet."""
    is_cut: bool = False
    """What is shown ends where the model had written as much as it may."""


def keep(session: Session, interaction_id: UUID, said: Said) -> Going:
    """Keep what was said so far, and what it took, and say that its process lives; tells whether to go on."""
    i = LlmInteraction
    values: dict[Any, Any] = {i.model_response: said.shown, i.draft_response: said.draft}
    if said.prompt_tokens is not None and said.completion_tokens is not None:
        values |= {i.prompt_tokens: said.prompt_tokens, i.completion_tokens: said.completion_tokens}
        values |= {i.tokens_estimated: said.tokens_estimated}
        values |= {i.cost: _cost_so_far(said.prompt_tokens, said.completion_tokens)}
    user_id = session.scalar(
        update(i)
        .where(i.id == interaction_id, i.state.in_(RUNNING))
        .values({**values, i.lease_until: now_sql() + LEASE})
        .returning(i.user_id)
    )
    if user_id is None:
        return "stopped"
    return "exam" if sits_exam(session, user_id) else "goes on"


def _cost_so_far(read: int, written: int) -> ScalarSelect[Any]:
    """As :func:`~lectorium.rooms.tutor.choosing.cost_of`, in the same statement."""
    costs = (Model.input_price * read + Model.output_price * written) / MILLION
    return select(costs).where(Model.id == LlmInteraction.model_id).scalar_subquery()


def complete(session: Session, interaction_id: UUID, said: Said) -> None:
    """The answer is whole; one that was stopped in the meantime stays stopped."""
    _end(session, interaction_id, "completed", said, None)


def fail(session: Session, interaction_id: UUID, said: Said, message: str) -> None:
    """There will be no more; ``message`` is for the student."""
    _end(session, interaction_id, "failed", said, message)


def settle(session: Session, interaction_id: UUID, said: Said) -> None:
    """Keep what was said until an answer was stopped."""
    row = session.get(LlmInteraction, interaction_id, with_for_update=True, populate_existing=True)
    if row is not None and row.state == "stopped":
        _write(session, row, said)


def stop(session: Session, actor: Actor, interaction_id: UUID) -> LlmInteraction:
    """Stop one's own answer; one that has ended stays as it is.  Raises :class:`NotFound`."""
    row = session.get(LlmInteraction, interaction_id, with_for_update=True, populate_existing=True)
    if row is None or row.user_id != actor.user_id:
        raise NotFound.of("question")
    if row.state in RUNNING:
        _over(row, "stopped")
        session.flush()
        session.refresh(row)
    return row


def _end(
    session: Session,
    interaction_id: UUID,
    state: Literal["completed", "failed"],
    said: Said,
    error: str | None,
) -> None:
    row = session.get(LlmInteraction, interaction_id, with_for_update=True, populate_existing=True)
    if row is None:
        return
    if row.state in RUNNING:
        _over(row, state)
        row.error = error
    elif row.state != "stopped":  # it was failed as a dead process's: the student was told so
        return
    _write(session, row, said)


def _over(row: LlmInteraction, state: Literal["completed", "failed", "stopped"]) -> None:
    row.state, row.lease_until = state, None
    row.ended_at = now_sql()


def _write(session: Session, row: LlmInteraction, said: Said) -> None:
    """Keep it, unless its student was erased meanwhile: erasing holds the row, so this is read after it."""
    with session.no_autoflush:  # a row that has ended and says nothing is refused
        erased_at = session.scalar(select(User.deleted_at).where(User.id == row.user_id))
    if erased_at is not None:
        return
    row.model_response, row.draft_response = said.shown, said.draft
    row.first_token_ms, row.latency_ms = said.first_token_ms, said.latency_ms
    row.citations, row.guarding = list(said.citations), said.guarding
    if said.instead is not None:
        notes = GuardNotes.read(row.guard_notes).model_copy(update={"instead": said.instead})
        row.guard_notes = notes.stored()
    row.sent = row.sent if said.sent is None else said.sent
    row.prompt_tokens, row.completion_tokens = said.prompt_tokens, said.completion_tokens
    row.tokens_estimated, row.is_cut = said.tokens_estimated, said.is_cut
    model = session.get(Model, row.model_id) if row.model_id is not None else None
    if model is not None and said.prompt_tokens is not None and said.completion_tokens is not None:
        row.cost = cost_of(model, said.prompt_tokens, said.completion_tokens)
    session.flush()
