"""Replays: recorded questions, chosen and asked again of another model or with another instruction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.jobs import enqueue
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import Challenge, find_challenge
from lectorium.rooms.courses.api import Access, Class, is_visible, require
from lectorium.rooms.people.api import AUTHORS, Actor, User, record
from lectorium.rooms.tutor.choosing import Serving, refuse_closed, refuse_unserved
from lectorium.rooms.tutor.models import LlmInteraction, Model, Replay, ReplayItem, TutorPrompt
from lectorium.rooms.tutor.models_admin import ADMINS

JOB, QUEUE = "replay", "analytics"
MOST = 200
"""Questions in one replay."""


@dataclass(frozen=True)
class NewReplay:
    """What to ask again: questions of a class or of one challenge, the newest that fit.

    Without ``prompt_id`` each is asked as it was; days are whole ones of the class's time zone.
    """

    model_id: UUID
    class_id: UUID | None = None
    challenge_id: UUID | None = None
    prompt_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    most: int = 20


@dataclass(frozen=True)
class Counts:
    """How far a replay is, and what it took so far."""

    waiting: int
    completed: int
    failed: int
    tokens: int
    cost: Decimal

    @property
    def total(self) -> int:
        """All its questions."""
        return self.waiting + self.completed + self.failed


@dataclass(frozen=True)
class ReplayView:
    """A replay with the names around it; the names of both sides are no secret, which is which is."""

    replay: Replay
    model: Model
    prompt: TutorPrompt | None
    klass: Class | None
    challenge: Challenge | None
    by: str
    counts: Counts
    access: Access | None = None


def begin_replay(session: Session, actor: Actor, new: NewReplay, serving: Serving) -> ReplayView:
    """Choose the questions and owe the job that asks them; audited.

    Only questions that a model was asked, of students whose data the actor sees (I16).  Raises
    :class:`Invalid`, naming the field, where none fits or the model can't be asked.
    """
    found, challenge = _standing(session, actor, new.class_id, new.challenge_id, writable=True)
    model, prompt = _chosen(session, actor, new)
    refuse_closed(session, actor.organization_id, model, serving.endpoints, "model_id")
    refuse_unserved(model, serving, "model_id")
    ids = list(session.scalars(_fitting(actor, found, challenge, new).limit(new.most)))
    if not ids:
        raise Invalid(
            "No recorded question fits: a model must have answered it, in these days. Nothing was begun. "
            "Choose other days, or another problem.",
            field="since",
        )
    replay = Replay(
        id=new_id(),
        organization_id=actor.organization_id,
        class_id=found.klass.id if found else None,
        challenge_id=new.challenge_id,
        model_id=model.id,
        prompt_id=None if prompt is None else prompt.id,
        state="running",
        selection=_selection(new),
        created_by=actor.user_id,
        created_at=now(session),
    )
    session.add(replay)
    session.flush()
    session.add_all(_items(replay.id, ids))
    enqueue(session, JOB, QUEUE, {"replay_id": str(replay.id)})
    _record(
        session,
        actor,
        "tutor.replay_begun",
        replay,
        model=f"{model.name} {model.version}",
        instruction=None if prompt is None else f"{prompt.alias} {prompt.version}",
        questions=len(ids),
        **{key: value for key, value in replay.selection.items() if key != "v"},
    )
    session.flush()
    return find_replay(session, actor, replay.id)


def list_replays(
    session: Session, actor: Actor, class_id: UUID | None, page: PageRequest
) -> Slice[ReplayView]:
    """Replays of a class for who may grade in it, or of the whole school for administrators, newest first."""
    if class_id is None:
        actor.require(ADMINS, "see all replays of the school")
        where: ColumnElement[bool] = Replay.organization_id == actor.organization_id
    else:
        require(session, actor, class_id, student_data="grade", whole_class=True)
        where = Replay.class_id == class_id
    rows = fetch_page(session, _around().where(where), (Replay.id,), page, casts=(UUID,), descending=True)
    counts = _counts(session, [row[0].id for row in rows.items])
    return rows.map(lambda row: ReplayView(row[0], row[1], row[2], row[3], row[4], row[5], counts[row[0].id]))


def find_replay(session: Session, actor: Actor, replay_id: UUID, *, writable: bool = False) -> ReplayView:
    """A replay with its progress; raises :class:`NotFound` for whom isn't theirs to know of.

    Who is confined to sections sees those that they began themselves.
    """
    row = session.execute(_around().where(Replay.id == replay_id)).one_or_none()
    if row is None or row[0].organization_id != actor.organization_id:
        raise NotFound.of("replay")
    replay = row[0]
    found, _ = _standing(session, actor, replay.class_id, replay.challenge_id, writable=writable)
    if found is not None and found.sections is not None and replay.created_by != actor.user_id:
        raise NotFound.of("replay")
    return ReplayView(*row, counts=_counts(session, [replay_id])[replay_id], access=found)


def cancel_replay(session: Session, actor: Actor, replay_id: UUID) -> ReplayView:
    """Ask no more of it; what was answered stays.  One that has ended stays as it is."""
    view = find_replay(session, actor, replay_id, writable=True)
    replay = lock_replay(session, replay_id)
    if replay.state == "running":
        replay.state, replay.ended_at = "cancelled", now(session)
        _record(session, actor, "tutor.replay_cancelled", replay, waiting=view.counts.waiting)
        session.flush()
    return view


def retry_replay(session: Session, actor: Actor, replay_id: UUID) -> ReplayView:
    """Ask again what failed, and go on with what a cancelled one has left."""
    view = find_replay(session, actor, replay_id, writable=True)
    replay = lock_replay(session, replay_id)
    if replay.state == "running" or not (view.counts.failed or view.counts.waiting):
        raise Conflict(
            "This replay is under way, or has answered everything. Nothing was changed. Look at it again.",
            code="wrong_state",
        )
    kept = select(LlmInteraction.id).where(LlmInteraction.sent.is_not(None))  # the rest went with who asked
    failed = select(ReplayItem).filter_by(replay_id=replay_id, state="failed")
    for item in session.scalars(failed.where(ReplayItem.interaction_id.in_(kept))):
        item.state, item.error = "waiting", None
    replay.state, replay.ended_at = "running", None
    enqueue(session, JOB, QUEUE, {"replay_id": str(replay_id)})
    _record(session, actor, "tutor.replay_retried", replay, failed=view.counts.failed)
    session.flush()
    return find_replay(session, actor, replay_id)


def require_replayer(session: Session, actor: Actor, challenge_id: UUID) -> None:
    """Raise unless the actor may replay the questions about a challenge."""
    _standing(session, actor, None, challenge_id, writable=False)


def lock_replay(session: Session, replay_id: UUID) -> Replay:
    """The row as it stands, held until the commit."""
    return session.get_one(Replay, replay_id, populate_existing=True, with_for_update=True)


def _standing(
    session: Session, actor: Actor, class_id: UUID | None, challenge_id: UUID | None, *, writable: bool
) -> tuple[Access | None, Challenge | None]:
    """Who may: who grades in the class; of practice, who set it; of the whole school, administrators."""
    challenge = None if challenge_id is None else find_challenge(session, actor, challenge_id)
    if challenge is not None:
        class_id = challenge.class_id
    if class_id is not None:
        return require(session, actor, class_id, student_data="grade", writable=writable), challenge
    if challenge is None:
        actor.require(ADMINS, "replay questions of the whole school")
    elif not actor.is_admin and (challenge.created_by != actor.user_id or actor.role not in AUTHORS):
        raise Forbidden("Only who set this challenge may do that. Nothing was changed. Ask them.")
    return None, challenge


def _chosen(session: Session, actor: Actor, new: NewReplay) -> tuple[Model, TutorPrompt | None]:
    own = (None, actor.organization_id)
    model = session.get(Model, new.model_id)
    if model is None or model.organization_id not in own or model.retired_at is not None:
        raise Invalid(
            "There is no such model, or it has retired. Nothing was begun. Choose another one.",
            field="model_id",
        )
    prompt = None if new.prompt_id is None else session.get(TutorPrompt, new.prompt_id)
    if new.prompt_id is not None and (prompt is None or prompt.organization_id not in own):
        raise Invalid("There is no such instruction. Nothing was begun. Choose another.", field="prompt_id")
    return model, prompt


def _fitting(actor: Actor, found: Access | None, challenge: Challenge | None, new: NewReplay) -> Select[UUID]:
    i = LlmInteraction
    statement = select(i.id).where(
        i.organization_id == actor.organization_id,
        i.state == "completed",
        i.kind != "code_run",
        i.sent.is_not(None),
    )
    if found is not None:
        statement = statement.where(i.class_id == found.klass.id, is_visible(found, i.user_id))
    if challenge is not None:
        statement = statement.where(i.challenge_id == challenge.id)
    zone = ZoneInfo(found.klass.time_zone if found else "UTC")
    if new.since is not None:
        statement = statement.where(i.created_at >= datetime.combine(new.since, time(), zone))
    if new.until is not None:
        statement = statement.where(
            i.created_at < datetime.combine(new.until + timedelta(days=1), time(), zone)
        )
    return statement.order_by(i.id.desc())


def _record(session: Session, actor: Actor, action: str, replay: Replay, **after: Any) -> None:
    record(session, actor, action, "replay", [replay.id], after=after, class_id=replay.class_id)


def _items(replay_id: UUID, ids: Sequence[UUID]) -> list[ReplayItem]:
    """Each with its own order, which nobody can foresee, so that readers are blind."""
    return [
        ReplayItem(
            replay_id=replay_id,
            interaction_id=each,
            state="waiting",
            replayed_first=bool(secrets.randbits(1)),
        )
        for each in ids
    ]


def _selection(new: NewReplay) -> dict[str, Any]:
    return {
        "v": 1,
        "since": new.since and new.since.isoformat(),
        "until": new.until and new.until.isoformat(),
        "most": new.most,
    }


def _around() -> Select[Replay, Model, TutorPrompt | None, Class | None, Challenge | None, str]:
    return (
        select(Replay, Model, TutorPrompt, Class, Challenge, User.name)
        .join(Model, Model.id == Replay.model_id)
        .join(User, User.id == Replay.created_by)
        .outerjoin(TutorPrompt, TutorPrompt.id == Replay.prompt_id)
        .outerjoin(Class, Class.id == Replay.class_id)
        .outerjoin(Challenge, Challenge.id == Replay.challenge_id)
    )


def _counts(session: Session, replay_ids: Sequence[UUID]) -> dict[UUID, Counts]:
    """Of many replays at once; one query."""
    tokens = func.coalesce(func.sum(ReplayItem.prompt_tokens + ReplayItem.completion_tokens), 0)
    rows = session.execute(
        select(
            ReplayItem.replay_id,
            *(func.count().filter(ReplayItem.state == state) for state in ("waiting", "completed", "failed")),
            tokens,
            func.coalesce(func.sum(ReplayItem.cost), Decimal(0)),
        )
        .where(ReplayItem.replay_id.in_(replay_ids))
        .group_by(ReplayItem.replay_id)
    )
    return {replay_id: Counts(*counts) for replay_id, *counts in rows}
