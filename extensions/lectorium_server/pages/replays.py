"""Replays: begun from a form, watched, and read side by side, blind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.llm import EMBEDDED
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN, DATA_GRADE, REPLAYER
from lectorium_wire.base import Body, Query
from lectorium_wire.tutor_admin import Day

routes = Pages("replays")
PAGE = 50
WHOLE = PageRequest(200)
"""A replay has no more questions."""


class BeginForm(Form):
    """What to ask again, and of whom; empty days are no matter, an empty instruction is the one of then."""

    challenge_id: UUID | Literal[""] = ""
    model_id: UUID
    prompt_id: UUID | Literal[""] = ""
    since: Day | Literal[""] = ""
    until: Day | Literal[""] = ""
    most: Annotated[int, Field(ge=1, le=200)] = 20


class PairQuery(Body):
    """Which question is shown; empty: the next that nobody has voted on."""

    question: UUID | Literal[""] = ""


class VoteForm(Form):
    """Which of the two is better."""

    question: UUID
    choice: Literal["left", "right", "tie", "neither"]


class StepForm(Form):
    """Stop it, or go on."""

    do: Literal["cancel", "retry"]


@dataclass(frozen=True)
class Place:
    """Where questions are taken from: a class, a standalone challenge, or the whole school."""

    access: courses.Access | None
    challenge: authoring.Challenge | None

    @property
    def path(self) -> str:
        """Where its replays are begun."""
        if self.challenge is not None:
            return f"/challenges/{self.challenge.id}/replays"
        return f"/classes/{self.access.klass.id}/tutor/replays" if self.access else "/tutor/replays"


@routes.get("/tutor/replays", rule=ADMIN, scope=Scope.ADMIN)
def view_school_replays(call: Call, query: Query | None = None) -> View:
    """All replays of the school."""
    return _list(call, Place(None, None), query)


@routes.get("/classes/{class_id}/tutor/replays", rule=DATA_GRADE)
def view_class_replays(call: Call, class_id: UUID, query: Query | None = None) -> View:
    """A class's replays, and the form for the next."""
    found = courses.require(call.session, call.actor, class_id, student_data="grade")
    return _list(call, Place(found, None), query)


@routes.action("/tutor/replays", rule=ADMIN, scope=Scope.ADMIN, back=view_school_replays)
def begin_school_replay(call: Call, body: BeginForm) -> Redirect:
    """Ask questions of the whole school again."""
    return _begin(call, body, {})


@routes.action("/classes/{class_id}/tutor/replays", rule=DATA_GRADE, back=view_class_replays)
def begin_class_replay(call: Call, class_id: UUID, body: BeginForm) -> Redirect:
    """Ask questions of a class, or of one of its problems, again."""
    return _begin(call, body, {"class_id": class_id})


@routes.get("/challenges/{challenge_id}/replays", rule=REPLAYER)
def view_challenge_replays(call: Call, challenge_id: UUID) -> View:
    """The form for one problem; a standalone one's, for who set it."""
    tutor.require_replayer(call.session, call.actor, challenge_id)
    challenge = authoring.find_challenge(call.session, call.actor, challenge_id)
    found = None
    if challenge.class_id is not None:
        found = courses.access(call.session, call.actor, challenge.class_id)
    return _list(call, Place(found, challenge), None)


@routes.action("/challenges/{challenge_id}/replays", rule=REPLAYER, back=view_challenge_replays)
def begin_challenge_replay(call: Call, challenge_id: UUID, body: BeginForm) -> Redirect:
    """Ask the questions about one problem again."""
    return _begin(call, body, {"challenge_id": challenge_id})


@routes.get("/replays/{replay_id}", rule=REPLAYER)
def view_replay(call: Call, replay_id: UUID, query: PairQuery | None = None) -> View:
    """How far a replay is, one question with both answers, and what the votes come to."""
    asked = query or PairQuery()
    where = (call.session, call.actor, replay_id)
    view = tutor.find_replay(*where)
    pair = tutor.read_pair(*where, asked.question) if asked.question else tutor.next_pair(*where)
    return View(
        "replay.html",
        {
            "access": view.access,
            "replay": view,
            "pair": pair,
            "rows": tutor.list_items(*where, WHOLE).items,
            "totals": tutor.totals_of(*where),
            "tab": "replays",
        },
    )


@routes.action("/replays/{replay_id}/vote", rule=REPLAYER, back=view_replay)
def vote(call: Call, replay_id: UUID, body: VoteForm) -> View:
    """Say which answer is better, and see which was which."""
    tutor.cast_vote(call.session, call.actor, replay_id, body.question, body.choice)
    return view_replay(call, replay_id, PairQuery(question=body.question))


@routes.action("/replays/{replay_id}", rule=REPLAYER, back=view_replay)
def step_replay(call: Call, replay_id: UUID, body: StepForm) -> Redirect:
    """Stop it, or go on."""
    step = tutor.cancel_replay if body.do == "cancel" else tutor.retry_replay
    step(call.session, call.actor, replay_id)
    return Redirect(f"/replays/{replay_id}", f"replay_{body.do}")


def _list(call: Call, place: Place, query: Query | None) -> View:
    serving = tutor.serving_now(call.services.platform.models)
    asked, found = query or Query(), place.access
    whole = found is None or found.sections is None
    listed = None
    if place.challenge is None and whole:
        page = PageRequest(min(asked.limit, PAGE), asked.after)
        class_id = found.klass.id if found else None
        listed = tutor.list_replays(call.session, call.actor, class_id, page)
    models = tutor.list_models(call.session, call.actor)
    return View(
        "replays.html",
        {
            "access": found,
            "place": place,
            "replays": listed,
            "models": sorted(models, key=lambda each: not serving.has(each.model)),
            "is_served": serving.has,
            "outside": sorted({each.model.endpoint for each in models} - {EMBEDDED}),
            "prompts": tutor.list_prompts(call.session, call.actor.organization_id),
            "problems": _problems(call, found),
            "tab": "replays",
        },
    )


def _problems(call: Call, found: courses.Access | None) -> Any:
    """The class's problems to choose from, for who sees them all."""
    if found is None or found.content != "edit":
        return []
    return tutor.challenges_in_class(call.session, call.actor, found.klass.id)


def _begin(call: Call, body: BeginForm, place: dict[str, UUID]) -> Redirect:
    new = tutor.NewReplay(
        **{**place, **({"challenge_id": body.challenge_id} if body.challenge_id else {})},
        model_id=body.model_id,
        prompt_id=body.prompt_id or None,
        since=body.since or None,
        until=body.until or None,
        most=body.most,
    )
    serving = tutor.serving_now(call.services.platform.models)
    view = tutor.begin_replay(call.session, call.actor, new, serving)
    return Redirect(f"/replays/{view.replay.id}", "replay_begun")
