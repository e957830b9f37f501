"""Reading a replay's answers side by side, blind, and what readers made of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.tutor.models import LlmInteraction, Model, ReplayItem, TutorPrompt, Vote
from lectorium.rooms.tutor.replaying import find_replay

Choice = Literal["left", "right", "tie", "neither"]
EXCERPT = 160
"""Characters of a question that a list shows."""
Z_95 = 1.959964


@dataclass(frozen=True)
class ItemRow:
    """A question of a replay in a list: how it begins, and whether somebody has voted."""

    interaction_id: UUID
    question: str
    state: Literal["waiting", "completed", "failed"]
    error: str | None
    vote: Vote | None


@dataclass(frozen=True)
class Side:
    """Who gave one of the two answers, and what it took; known once a vote is cast."""

    model: str
    instruction: str
    tokens: int | None
    latency_ms: int | None


@dataclass(frozen=True)
class Pair:
    """A question with the code of that moment and both answers, left and right in an order nobody knows.

    Both are the models' own words, as they were before any check.  ``recorded`` and ``replayed`` and which
    side is which are None until somebody has voted.
    """

    interaction_id: UUID
    question: str
    code: str
    error: str
    left: str
    right: str
    vote: Vote | None
    left_is: Literal["recorded", "replayed"] | None
    recorded: Side | None
    replayed: Side | None


@dataclass(frozen=True)
class Totals:
    """Votes, and the share of decided ones that the replayed answer won, with a 95 % interval (Wilson).

    The share is None where nothing is decided; ties and neithers decide nothing.
    """

    recorded: int
    replayed: int
    tie: int
    neither: int

    @property
    def decided(self) -> int:
        """Votes for one of the two."""
        return self.recorded + self.replayed

    @property
    def share(self) -> float | None:
        """The replayed answers' part of the decided votes."""
        return self.replayed / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share would lie with very many votes, in 95 of 100 cases."""
        count, share = self.decided, self.share
        if share is None:
            return None
        spread = Z_95**2 / count
        middle = (share + spread / 2) / (1 + spread)
        half = Z_95 / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / (4 * count))
        return max(0.0, middle - half), min(1.0, middle + half)


def list_items(session: Session, actor: Actor, replay_id: UUID, page: PageRequest) -> Slice[ItemRow]:
    """The questions of a replay in the order of asking, without answers and code (I22)."""
    find_replay(session, actor, replay_id)
    statement = (
        select(
            ReplayItem.interaction_id,
            func.left(func.coalesce(LlmInteraction.user_prompt, ""), EXCERPT),
            ReplayItem.state,
            ReplayItem.error,
            ReplayItem.vote,
        )
        .join(LlmInteraction, LlmInteraction.id == ReplayItem.interaction_id)
        .where(ReplayItem.replay_id == replay_id)
    )
    rows = fetch_page(session, statement, (ReplayItem.interaction_id,), page, casts=(UUID,))
    return rows.map(lambda row: ItemRow(*row))


def read_pair(session: Session, actor: Actor, replay_id: UUID, interaction_id: UUID) -> Pair:
    """Both answers to a question; raises :class:`NotFound` where it isn't answered yet."""
    find_replay(session, actor, replay_id)
    row = session.execute(_pair(replay_id).where(ReplayItem.interaction_id == interaction_id)).one_or_none()
    if row is None:
        raise NotFound.of("answered question of this replay")
    return _blind(session, actor, replay_id, *row)


def next_pair(session: Session, actor: Actor, replay_id: UUID) -> Pair | None:
    """The first answered question that nobody has voted on; None where there is none."""
    find_replay(session, actor, replay_id)
    open_ones = _pair(replay_id).where(ReplayItem.vote.is_(None)).order_by(ReplayItem.interaction_id).limit(1)
    row = session.execute(open_ones).one_or_none()
    return None if row is None else _blind(session, actor, replay_id, *row)


def cast_vote(session: Session, actor: Actor, replay_id: UUID, interaction_id: UUID, choice: Choice) -> Pair:
    """Say which answer is better; told afterwards which was which, so it can't be changed.

    Raises :class:`Conflict` where somebody has voted already.
    """
    view = find_replay(session, actor, replay_id, writable=True)
    item = session.get(ReplayItem, (replay_id, interaction_id), populate_existing=True, with_for_update=True)
    if item is None or item.state != "completed":
        raise NotFound.of("answered question of this replay")
    if item.vote is not None:
        raise Conflict(
            "Somebody has voted on this question already, and a vote isn’t blind any more after that. "
            "Nothing was changed. Go on with the next one.",
            code="voted",
        )
    item.vote = _meant(choice, replayed_first=item.replayed_first)
    item.voted_by, item.voted_at = actor.user_id, now(session)
    record(
        session,
        actor,
        "tutor.replay_voted",
        "replay",
        [replay_id],
        after={"vote": item.vote},
        class_id=view.replay.class_id,
    )
    session.flush()
    return read_pair(session, actor, replay_id, interaction_id)


def totals_of(session: Session, actor: Actor, replay_id: UUID) -> Totals:
    """What all votes come to."""
    find_replay(session, actor, replay_id)
    rows = session.execute(
        select(ReplayItem.vote, func.count())
        .where(ReplayItem.replay_id == replay_id, ReplayItem.vote.is_not(None))
        .group_by(ReplayItem.vote)
    )
    found: dict[str, int] = {str(vote): count for vote, count in rows}
    return Totals(*(found.get(each, 0) for each in ("recorded", "replayed", "tie", "neither")))


def _meant(choice: Choice, *, replayed_first: bool) -> Vote:
    if choice in {"tie", "neither"}:
        return choice
    return "replayed" if (choice == "left") == replayed_first else "recorded"


def _pair(replay_id: UUID) -> Select[ReplayItem, LlmInteraction]:
    return (
        select(ReplayItem, LlmInteraction)
        .join(LlmInteraction, LlmInteraction.id == ReplayItem.interaction_id)
        .where(ReplayItem.replay_id == replay_id, ReplayItem.state == "completed")
    )


def _blind(session: Session, actor: Actor, replay_id: UUID, item: ReplayItem, row: LlmInteraction) -> Pair:
    recorded, replayed = row.draft_response or row.model_response or "", item.response or ""
    left, right = (replayed, recorded) if item.replayed_first else (recorded, replayed)
    pair = Pair(
        row.id,
        row.user_prompt or "",
        row.code,
        row.context.get("error") or "",
        left,
        right,
        item.vote,
        None,
        None,
        None,
    )
    return pair if item.vote is None else _opened(session, actor, replay_id, pair, item, row)


def _opened(
    session: Session, actor: Actor, replay_id: UUID, pair: Pair, item: ReplayItem, row: LlmInteraction
) -> Pair:
    """The same with the names, after the vote."""
    view = find_replay(session, actor, replay_id)
    model = session.get_one(Model, row.model_id) if row.model_id else view.model
    then = session.get_one(TutorPrompt, row.prompt_id) if row.prompt_id else None
    recorded = Side(
        f"{model.name} {model.version}",
        _named(then),
        _sum(row.prompt_tokens, row.completion_tokens),
        row.latency_ms,
    )
    replayed = Side(
        f"{view.model.name} {view.model.version}",
        _named(view.prompt or then),
        _sum(item.prompt_tokens, item.completion_tokens),
        item.latency_ms,
    )
    return Pair(
        pair.interaction_id,
        pair.question,
        pair.code,
        pair.error,
        pair.left,
        pair.right,
        item.vote,
        "replayed" if item.replayed_first else "recorded",
        recorded,
        replayed,
    )


def _named(prompt: TutorPrompt | None) -> str:
    return f"{prompt.alias}, version {prompt.version}" if prompt else ""


def _sum(read: int | None, written: int | None) -> int | None:
    return None if read is None or written is None else read + written
