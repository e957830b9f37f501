"""Reading conversations: one's own, and a student's for staff who see their data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from lectorium.kit.errors import NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import find_setting
from lectorium.rooms.courses.api import refuse_archived
from lectorium.rooms.materials.api import titles_now
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import WorkSession, follow
from lectorium.rooms.tutor.allowed import Day, day_of, exam_of, refuse_sitting, why_not
from lectorium.rooms.tutor.asking import RUNNING, next_hint_step, running_in
from lectorium.rooms.tutor.choosing import NoModel, Serving, choose
from lectorium.rooms.tutor.models import InteractionKind, InteractionState, LlmInteraction, Model
from lectorium.rooms.tutor.policies import Policy, policy_of
from lectorium.rooms.tutor.prompts import HINT_STEPS, STEPS_OF

BODIES = (
    LlmInteraction.code,
    LlmInteraction.stdin,
    LlmInteraction.stdout,
    LlmInteraction.draft_response,
    LlmInteraction.guard_notes,
)
"""What a list never reads (I22)."""


@dataclass(frozen=True)
class InteractionView:
    """A question with the names of its models, and what its answer cites, by today's titles."""

    interaction: LlmInteraction
    model: Model | None
    fell_back_from: Model | None
    citations: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Status:
    """Whether the tutor can be asked now, and how; ``code`` and ``reason`` where it can't."""

    policy: Policy
    day: Day
    code: str | None
    reason: str | None
    model: Model | None
    hint_steps: tuple[str, ...]
    next_hint_step: int | None
    answering: UUID | None


def status_of(session: Session, actor: Actor, challenge_id: UUID, serving: Serving) -> Status:
    """How the tutor stands for the actor on a challenge."""
    setting = find_setting(session, actor, challenge_id)
    policy = policy_of(session, setting.challenge)
    day = day_of(session, actor.user_id, setting, policy)
    refusal = exam_of(session, actor) or why_not(setting, policy, day)
    try:
        model = choose(session, actor.organization_id, policy.model_id, serving).model
    except NoModel as missing:
        refusal, model = refusal or missing, None
    work = session.scalar(
        select(WorkSession.id).where(
            WorkSession.user_id == actor.user_id,
            WorkSession.challenge_id == challenge_id,
            WorkSession.ended_at.is_(None),
        )
    )
    return Status(
        policy,
        day,
        refusal.code if refusal else None,
        refusal.detail if refusal else None,
        model,
        HINT_STEPS[: STEPS_OF[policy.help_level]],
        next_hint_step(session, work, policy),
        None if work is None else running_in(session, work),
    )


def find_interaction(session: Session, actor: Actor, interaction_id: UUID) -> InteractionView:
    """One's own question, or a student's for staff; raises :class:`NotFound`, in an exam `Conflict`."""
    row = session.get(LlmInteraction, interaction_id, populate_existing=True)
    if row is None or row.organization_id != actor.organization_id:
        raise NotFound.of("question")
    is_own = row.user_id == actor.user_id
    if is_own:
        refuse_sitting(session, actor)
    if not is_own or row.state not in RUNNING:  # who is being answered was let in a moment ago
        follow(session, actor, row.challenge_id, row.user_id)
    return _views(session, [row])[0]


def view_of(session: Session, row: LlmInteraction) -> InteractionView:
    """A question for who was let in already; a new one costs no query."""
    return _views(session, [row])[0]


def list_interactions(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    page: PageRequest,
    *,
    student_id: UUID | None = None,
    kind: InteractionKind | None = None,
) -> Slice[InteractionView]:
    """A conversation, newest first: one's own, or a student's for staff who see their data; no code."""
    whose = student_id or actor.user_id
    if whose == actor.user_id:
        refuse_sitting(session, actor)
    follow(session, actor, challenge_id, whose)
    statement = select(LlmInteraction).where(
        LlmInteraction.challenge_id == challenge_id, LlmInteraction.user_id == whose
    )
    if kind is not None:
        statement = statement.where(LlmInteraction.kind == kind)
    statement = statement.options(*(defer(column, raiseload=True) for column in BODIES))
    rows = fetch_page(session, statement, (LlmInteraction.id,), page, casts=(UUID,), descending=True)
    return Slice(_views(session, rows.items), rows.next)


def progress_of(session: Session, interaction_id: UUID) -> tuple[InteractionState, str]:
    """How far an answer has come, for who was let in already: its state and what may be read of it."""
    i = LlmInteraction
    state, text = session.execute(select(i.state, i.model_response).where(i.id == interaction_id)).one()
    return state, text or ""


def left_today(session: Session, actor: Actor, challenge_id: UUID) -> int:
    """How many questions the actor may still ask today."""
    setting = find_setting(session, actor, challenge_id)
    return day_of(session, actor.user_id, setting, policy_of(session, setting.challenge)).left


def rate(session: Session, actor: Actor, interaction_id: UUID, rating: int | None) -> InteractionView:
    """Give one's own answer a thumb, or take it back; raises :class:`NotFound` for other people's."""
    view = find_interaction(session, actor, interaction_id)
    row = view.interaction
    if row.user_id != actor.user_id or row.kind == "code_run":
        raise NotFound.of("answer")
    setting = find_setting(session, actor, row.challenge_id)
    if setting.access is not None:
        refuse_archived(setting.access)
    row.rating = rating
    session.flush()
    return view


def _views(session: Session, rows: Iterable[LlmInteraction]) -> list[InteractionView]:
    rows = list(rows)
    wanted = ({row.model_id for row in rows} | {row.fell_back_from_id for row in rows}) - {None}
    found = session.scalars(select(Model).where(Model.id.in_(wanted))) if wanted else ()
    models: dict[UUID | None, Model] = {model.id: model for model in found}
    named = citations_now(session, rows)
    return [
        InteractionView(row, models.get(row.model_id), models.get(row.fell_back_from_id), named[row.id])
        for row in rows
    ]


def citations_now(
    session: Session, rows: Iterable[LlmInteraction]
) -> dict[UUID, Sequence[Mapping[str, Any]]]:
    """What answers cite, by question: a source that was renamed since has its present title; one query."""
    cited = {row.id: row.citations for row in rows}
    addresses = [each["address"] for citations in cited.values() for each in citations if each.get("address")]
    titles = titles_now(session, addresses)
    return {
        key: [{**each, "title": titles.get(each.get("address") or "", each["title"])} for each in citations]
        for key, citations in cited.items()
    }
