"""The tutor: asking, following an answer, looking back, and what is allowed where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call, StreamCall
from lectorium_server.routing.route import Kind, Routes
from lectorium_server.routing.rules import ADMIN, CONTENT_EDIT, READER, SOLVER
from lectorium_server.tutor.following import follow_answer
from lectorium_server.tutor.shapes import interaction_shape, name_of, row_shape
from lectorium_wire.base import Page
from lectorium_wire.tutor import (
    CodeRun,
    CodeRunCreate,
    Interaction,
    InteractionCreate,
    InteractionQuery,
    InteractionRow,
    PolicyValue,
    Rating,
    TutorPolicy,
    TutorPolicyChange,
    TutorStatus,
)

routes = Routes("tutor")
SCHOOL = tutor.Scope()


@routes.get("/challenges/{challenge_id}/tutor", rule=SOLVER)
def get_tutor(call: Call, challenge_id: UUID) -> TutorStatus:
    """Whether I can ask the tutor about a challenge now, how much help there is, and what is left today."""
    status = tutor.status_of(call.session, call.actor, challenge_id, call.services.relay.serving)
    return TutorStatus.model_construct(
        available=status.code is None,
        code=status.code,
        reason=status.reason,
        help_level=status.policy.help_level,
        model=name_of(status.model),
        daily_limit=status.day.limit,
        used=status.day.used,
        left=status.day.left,
        resets_at=status.day.ends_at,
        hint_steps=list(status.hint_steps),
        next_hint_step=status.next_hint_step,
        answering=status.answering,
    )


@routes.post("/challenges/{challenge_id}/interactions", rule=SOLVER, scope=Scope.WORK, idempotent=False)
def ask_tutor(call: Call, challenge_id: UUID, body: InteractionCreate) -> Interaction:
    """Ask the tutor; the answer comes by its events, and goes on without a reader.

    A repeated `message_key` is the same question. 409 with code `exam` while I sit an exam, with `answering`
    and the running question's id as `current` while one is answered; 403 with `tutor_off`; 429 with
    `daily_limit`, and when to come back as `Retry-After`.
    """
    asked = tutor.ask(call.session, call.actor, challenge_id, _question(body))
    if asked.is_new:
        call.services.relay.begin_after(call.session, asked.interaction.id)
    return interaction_shape(tutor.view_of(call.session, asked.interaction), asked.left)


@routes.get("/challenges/{challenge_id}/interactions", rule=READER)
def list_interactions(call: Call, challenge_id: UUID, query: InteractionQuery) -> Page[InteractionRow]:
    """My conversation about a challenge, newest first; staff who see student data may ask for a student's."""
    found = tutor.list_interactions(
        call.session,
        call.actor,
        challenge_id,
        page_request(query),
        student_id=query.student_id,
        kind=query.kind,
    )
    return page_of(found, row_shape)


@routes.get("/interactions/{interaction_id}", rule=READER)
def get_interaction(call: Call, interaction_id: UUID) -> Interaction:
    """A question and its answer so far, or a run, with the code as it stood."""
    return _own(call, tutor.find_interaction(call.session, call.actor, interaction_id))


@routes.get("/interactions/{interaction_id}/events", rule=READER, kind=Kind.STREAM)
async def stream_answer(call: StreamCall, interaction_id: UUID) -> None:
    """An answer as server-sent events, everything so far first.

    `delta` is more of its text, with the number of characters so far as the event's id: send it as
    `Last-Event-ID` to go on there. `status` says what is being done. The last event is `done` with the whole
    interaction, or `failed`. Comments keep the line open.
    """
    await follow_answer(call, interaction_id)


@routes.post(
    "/interactions/{interaction_id}/stop", rule=READER, scope=Scope.WORK, status=200, idempotent=False
)
def stop_interaction(call: Call, interaction_id: UUID) -> Interaction:
    """Stop my answer; what was said so far is kept. One that has ended stays as it is."""
    tutor.stop(call.session, call.actor, interaction_id)
    call.services.relay.stop_after(call.session, interaction_id)
    return _own(call, tutor.find_interaction(call.session, call.actor, interaction_id))


@routes.put("/interactions/{interaction_id}/rating", rule=READER, scope=Scope.WORK)
def rate_interaction(call: Call, interaction_id: UUID, body: Rating) -> Interaction:
    """Thumbs up or down for an answer of mine, or neither."""
    return _own(call, tutor.rate(call.session, call.actor, interaction_id, body.rating))


@routes.post("/challenges/{challenge_id}/code-runs", rule=SOLVER, scope=Scope.WORK, idempotent=False)
def record_code_run(call: Call, challenge_id: UUID, body: CodeRunCreate) -> CodeRun:
    """Keep a run of code in my own kernel as a part of my journey; a repeated `message_key` is the same."""
    run = tutor.Run(body.message_key, body.code, body.stdin, body.stdout, body.cell_id)
    return CodeRun.model_validate(tutor.record_run(call.session, call.actor, challenge_id, run))


@routes.get("/tutor/policy", rule=ADMIN, scope=Scope.ADMIN)
def get_school_policy(call: Call) -> TutorPolicy:
    """What the school says about the tutor."""
    return _policy(tutor.read_policy(call.session, call.actor, SCHOOL))


@routes.patch("/tutor/policy", rule=ADMIN, scope=Scope.ADMIN)
def change_school_policy(call: Call, body: TutorPolicyChange) -> TutorPolicy:
    """Change what the school says about the tutor: what classes and challenges leave open."""
    return _change(call, SCHOOL, body)


@routes.get("/classes/{class_id}/tutor-policy", rule=CONTENT_EDIT, scope=Scope.TEACH)
def get_class_policy(call: Call, class_id: UUID) -> TutorPolicy:
    """What a class says about the tutor, and what holds in it."""
    return _policy(tutor.read_policy(call.session, call.actor, tutor.Scope(class_id=class_id)))


@routes.patch("/classes/{class_id}/tutor-policy", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_class_policy(call: Call, class_id: UUID, body: TutorPolicyChange) -> TutorPolicy:
    """Change what a class says about the tutor."""
    return _change(call, tutor.Scope(class_id=class_id), body)


@routes.get("/challenges/{challenge_id}/tutor-policy", rule=CONTENT_EDIT, scope=Scope.TEACH)
def get_challenge_policy(call: Call, challenge_id: UUID) -> TutorPolicy:
    """What a challenge says about the tutor, and what holds there; a standalone one's, for who set it."""
    return _policy(tutor.read_policy(call.session, call.actor, tutor.Scope(challenge_id=challenge_id)))


@routes.patch("/challenges/{challenge_id}/tutor-policy", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_challenge_policy(call: Call, challenge_id: UUID, body: TutorPolicyChange) -> TutorPolicy:
    """Change what a challenge says about the tutor."""
    return _change(call, tutor.Scope(challenge_id=challenge_id), body)


def _question(body: InteractionCreate) -> tutor.Question:
    given = body.context
    use = {"code": given.use_code, "error": given.use_error, "run": given.use_run}
    return tutor.Question(
        body.message_key,
        body.kind,
        body.text,
        body.code,
        given.error,
        given.cell_id,
        given.attempt_id,
        use,
    )


def _own(call: Call, view: tutor.InteractionView) -> Interaction:
    """With what is left today, where it is the caller's own."""
    row = view.interaction
    is_own = row.user_id == call.actor.user_id
    left = tutor.left_today(call.session, call.actor, row.challenge_id) if is_own else None
    return interaction_shape(view, left)


def _change(call: Call, scope: tutor.Scope, body: TutorPolicyChange) -> TutorPolicy:
    changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    return _policy(tutor.change_policy(call.session, call.actor, scope, changes))


def _policy(view: tutor.PolicyView) -> TutorPolicy:
    def value(name: str) -> PolicyValue:
        held = getattr(view.holds, name)
        plain = str(held) if isinstance(held, UUID) else held
        return PolicyValue.model_construct(value=plain, source=view.holds.sources[name])

    holds = {name: value(name) for name in view.said}
    return TutorPolicy.model_construct(**view.said, holds=holds)
