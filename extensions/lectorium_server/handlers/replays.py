"""Replays: recorded questions asked again, read blind."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ADMIN, DATA_GRADE, REPLAYER
from lectorium_wire.base import Page, Query
from lectorium_wire.tutor_admin import (
    Replay,
    ReplayCreate,
    ReplayPair,
    ReplayRow,
    ReplayTotals,
    ReplayVote,
)

routes = Routes("replays")


@routes.post("/replays", rule=REPLAYER, scope=Scope.TEACH)
def begin_replay(call: Call, body: ReplayCreate) -> Replay:
    """Ask recorded questions again, of another model or with another instruction."""
    new = tutor.NewReplay(**body.model_dump())
    serving = tutor.serving_now(call.services.platform.models)
    return replay_shape(tutor.begin_replay(call.session, call.actor, new, serving))


@routes.get("/tutor/replays", rule=ADMIN, scope=Scope.ADMIN)
def list_school_replays(call: Call, query: Query) -> Page[Replay]:
    """All replays of the organization, newest first."""
    return page_of(tutor.list_replays(call.session, call.actor, None, page_request(query)), replay_shape)


@routes.get("/classes/{class_id}/replays", rule=DATA_GRADE)
def list_class_replays(call: Call, class_id: UUID, query: Query) -> Page[Replay]:
    """A class's replays, newest first."""
    return page_of(tutor.list_replays(call.session, call.actor, class_id, page_request(query)), replay_shape)


@routes.get("/replays/{replay_id}", rule=REPLAYER)
def get_replay(call: Call, replay_id: UUID) -> Replay:
    """How far a replay is."""
    return replay_shape(tutor.find_replay(call.session, call.actor, replay_id))


@routes.post("/replays/{replay_id}/cancel", rule=REPLAYER, scope=Scope.TEACH, status=200, idempotent=False)
def cancel_replay(call: Call, replay_id: UUID) -> Replay:
    """Ask no more of it; what was answered stays."""
    return replay_shape(tutor.cancel_replay(call.session, call.actor, replay_id))


@routes.post("/replays/{replay_id}/retry", rule=REPLAYER, scope=Scope.TEACH, status=200, idempotent=False)
def retry_replay(call: Call, replay_id: UUID) -> Replay:
    """Ask again what failed, and go on where it was cancelled; 409 with code `wrong_state` otherwise."""
    return replay_shape(tutor.retry_replay(call.session, call.actor, replay_id))


@routes.get("/replays/{replay_id}/totals", rule=REPLAYER)
def get_replay_totals(call: Call, replay_id: UUID) -> ReplayTotals:
    """What the votes come to."""
    found = tutor.totals_of(call.session, call.actor, replay_id)
    low, high = found.interval or (None, None)
    return ReplayTotals(
        recorded=found.recorded,
        replayed=found.replayed,
        tie=found.tie,
        neither=found.neither,
        share=found.share,
        low=low,
        high=high,
    )


@routes.get("/replays/{replay_id}/items", rule=REPLAYER)
def list_replay_items(call: Call, replay_id: UUID, query: Query) -> Page[ReplayRow]:
    """The questions of a replay, without answers."""
    found = tutor.list_items(call.session, call.actor, replay_id, page_request(query))
    return page_of(found, ReplayRow.model_validate)


@routes.get("/replays/{replay_id}/items/{interaction_id}", rule=REPLAYER)
def get_replay_pair(call: Call, replay_id: UUID, interaction_id: UUID) -> ReplayPair:
    """Both answers to a question; which is which only after a vote."""
    return ReplayPair.model_validate(tutor.read_pair(call.session, call.actor, replay_id, interaction_id))


@routes.put("/replays/{replay_id}/items/{interaction_id}/vote", rule=REPLAYER, scope=Scope.TEACH)
def vote_on_pair(call: Call, replay_id: UUID, interaction_id: UUID, body: ReplayVote) -> ReplayPair:
    """Say which answer is better, and be told which was which; 409 with code `voted` the second time."""
    found = tutor.cast_vote(call.session, call.actor, replay_id, interaction_id, body.choice)
    return ReplayPair.model_validate(found)


def replay_shape(view: tutor.ReplayView) -> Replay:
    """A replay on the wire."""
    row, counts, prompt = view.replay, view.counts, view.prompt
    return Replay(
        id=row.id,
        class_id=row.class_id,
        class_name=view.klass.name if view.klass else None,
        challenge_id=row.challenge_id,
        challenge_title=view.challenge.title if view.challenge else None,
        model_id=row.model_id,
        model=f"{view.model.name} {view.model.version}",
        prompt_id=row.prompt_id,
        instruction=f"{prompt.alias}, version {prompt.version}" if prompt else None,
        state=row.state,
        since=row.selection.get("since"),
        until=row.selection.get("until"),
        created_by=view.by,
        created_at=row.created_at,
        ended_at=row.ended_at,
        waiting=counts.waiting,
        completed=counts.completed,
        failed=counts.failed,
        tokens=counts.tokens,
        cost=counts.cost,
        currency=view.model.currency,
    )
