"""Challenges: what there is to solve, and help with it."""

from __future__ import annotations

import re
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.home import api as home
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ANYONE, AUTHOR_ROLE, MAKER, SOLVER
from lectorium_wire.base import Page
from lectorium_wire.challenges import (
    Challenge,
    ChallengeCreate,
    ChallengePatch,
    Hint,
    HintReveal,
    Hints,
    PracticeCard,
    PracticeQuery,
    VisibleTest,
)

routes = Routes("challenges")
UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
PRACTICE_FOLDER = "Practice"


@routes.get("/challenges", rule=ANYONE)
def list_challenges(call: Call, query: PracticeQuery) -> Page[PracticeCard]:
    """The organization's standalone challenges that fit, by title, with my own state.

    What stands in an exam that isn't over is left out.
    """
    wanted = authoring.Wanted(
        search=query.search or "",
        topics=[topic for topic in (query.topics or "").split(",") if topic.strip()],
        difficulty=query.difficulty,
        kind=query.kind,
        author_id=call.actor.user_id if query.mine else None,
    )
    found = home.practice_cards(call.session, call.actor, wanted, page_request(query))
    return page_of(found, practice_shape)


@routes.post("/challenges", rule=AUTHOR_ROLE, scope=Scope.TEACH)
def create_challenge(call: Call, body: ChallengeCreate) -> Challenge:
    """Set a frozen version as practice for the whole organization, in no class."""
    made = authoring.create_challenge(call.session, call.actor, body.problem_version_id, body.title)
    return challenge_shape(home.challenge_view(call.session, call.actor, made.id))


@routes.get("/challenges/{challenge_id}", rule=SOLVER)
def get_challenge(call: Call, challenge_id: UUID) -> Challenge:
    """A challenge, with its rules and my own state."""
    return challenge_shape(home.challenge_view(call.session, call.actor, challenge_id))


@routes.patch("/challenges/{challenge_id}", rule=MAKER, scope=Scope.TEACH)
def change_challenge(call: Call, challenge_id: UUID, body: ChallengePatch) -> Challenge:
    """Give a standalone challenge another title; who works on it keeps everything."""
    authoring.change_challenge(call.session, call.actor, challenge_id, body.title)
    return challenge_shape(home.challenge_view(call.session, call.actor, challenge_id))


@routes.delete("/challenges/{challenge_id}", rule=MAKER, scope=Scope.TEACH)
def delete_challenge(call: Call, challenge_id: UUID) -> None:
    """Take a standalone challenge away; what students did in it stays."""
    authoring.delete_challenge(call.session, call.actor, challenge_id)


def still_open(call: Call, challenge_id: UUID) -> None:
    """A hint isn't told again in an exam, nor while its problem stands in one (I8)."""
    authoring.read_hints(call.session, call.actor, challenge_id)


@routes.post("/challenges/{challenge_id}/hints", rule=SOLVER, scope=Scope.WORK, again=still_open)
def reveal_hint(call: Call, challenge_id: UUID, body: HintReveal) -> Hint:
    """Take the next step of help; 404 with code `no_more_hints` after the last one.

    With `step` that one, and if it is taken already its text again at no cost. With `cost` only at that
    price: 409 with code `cost_changed` where it is another by now, which `current` holds as `cost`.
    """
    hints = authoring.reveal_hint(call.session, call.actor, challenge_id, step=body.step, agreed=body.cost)
    return hint_shape(hints, hints.taken[(body.step or len(hints.taken)) - 1])


@routes.get("/challenges/{challenge_id}/hints", rule=SOLVER)
def list_hints(call: Call, challenge_id: UUID) -> Hints:
    """The steps of help that I have taken, how many are left, and what the next one costs."""
    hints = authoring.read_hints(call.session, call.actor, challenge_id)
    return Hints(
        items=[hint_shape(hints, taken) for taken in hints.taken],
        left=hints.left,
        next_cost=hints.next_cost,
    )


def hint_shape(hints: authoring.Hints, taken: authoring.Taken) -> Hint:
    """A step of help on the wire."""
    texts = hints.version.hints
    return Hint(
        step=taken.step,
        of=len(texts),
        markdown=texts[taken.step - 1],
        cost=taken.cost,
        revealed_at=taken.revealed_at,
    )


def practice_shape(card: home.PracticeCard) -> PracticeCard:
    """A standalone challenge of the list on the wire."""
    challenge, version, problem = card.practice.challenge, card.practice.version, card.practice.problem
    return PracticeCard(
        id=challenge.id,
        title=challenge.title,
        kind=version.kind,
        class_id=None,
        points_total=card.points_total,
        topics=problem.topics,
        difficulty=problem.difficulty,
        languages=version.languages,
        author_name=card.practice.author,
        state=card.state,
        best_score=card.best_score,
        may_change=card.may_change,
    )


def challenge_shape(view: home.ChallengeView) -> Challenge:
    """A challenge on the wire."""
    setting, rules, version = view.setting, view.setting.rules, view.setting.version
    return Challenge(
        id=setting.challenge.id,
        title=setting.challenge.title,
        kind=version.kind,
        class_id=setting.challenge.class_id,
        points_total=view.points_total,
        class_name=setting.access.klass.name if setting.access else None,
        item_id=setting.item.id if setting.item else None,
        item_title=setting.item.title if setting.item else None,
        assignment_position=setting.position,
        description_markdown=version.description_markdown,
        languages=setting.languages,
        mode=rules.mode,
        due_date=rules.due_date,
        release_date=rules.release_date,
        max_attempts=rules.max_attempts,
        accept_late=rules.accept_late,
        attempts_used=view.attempts_used,
        attempts_left=view.attempts_left,
        is_closed=view.closed_reason is not None,
        closed_reason=view.closed_reason,
        version_number=version.number,
        hint_count=0 if setting.in_exam else len(version.hints),
        visible_tests=[
            VisibleTest(id=case.id, name=case.name, points=view.worth(case))
            for case in view.cases
            if case.visibility == "always"
        ],
        hidden_tests=not setting.in_exam and any(case.visibility != "always" for case in view.cases),
        state=view.state,
        best_score=view.best_score,
        file_name=file_name(setting),
    )


def file_name(setting: authoring.Setting) -> str:
    """A good place for the notebook in the student's home: class, item and problem by name."""
    title = _safe(setting.challenge.title)
    if setting.access is None or setting.item is None:
        return f"{PRACTICE_FOLDER}/{title}.ipynb"
    klass, item = setting.access.klass, _safe(setting.item.title)
    folder = _safe(f"{klass.name} {klass.section}")
    if title == item and setting.position == 1:
        return f"{folder}/{item}.ipynb"
    return f"{folder}/{item}/{setting.position} {title}.ipynb"


def _safe(name: str) -> str:
    return UNSAFE.sub("-", name).strip(" .-")[:80] or "Untitled"
