"""Working on a challenge: session, draft and history."""

from __future__ import annotations

import base64
from dataclasses import asdict
from uuid import UUID

import orjson

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import SOLVER
from lectorium_wire.authoring import AttachedFile
from lectorium_wire.base import Page, Query
from lectorium_wire.submissions import Draft, DraftSave, DraftSaved, HistoryEntry, WorkSession

routes = Routes("work")


@routes.post(
    "/challenges/{challenge_id}/session", rule=SOLVER, scope=Scope.WORK, status=200, idempotent=False
)
def open_session(call: Call, challenge_id: UUID) -> WorkSession:
    """Begin, or go on: the release notebook, the files beside it, and my draft if there is one."""
    opened = submissions.open_session(call.session, call.services.store, call.actor, challenge_id)
    return WorkSession.model_construct(
        id=opened.id,
        challenge_id=opened.challenge_id,
        started_at=opened.started_at,
        release=orjson.loads(opened.release),
        files=[
            AttachedFile.model_construct(name=name, content=base64.b64encode(data).decode())
            for name, data in opened.files.items()
        ],
        draft=draft_shape(opened.draft) if opened.draft else None,
    )


@routes.delete("/challenges/{challenge_id}/session", rule=SOLVER, scope=Scope.WORK)
def end_session(call: Call, challenge_id: UUID) -> None:
    """End my session of work."""
    authoring.find_setting(call.session, call.actor, challenge_id, receipt=True)
    submissions.end_session(call.session, call.actor, challenge_id)


@routes.get("/challenges/{challenge_id}/draft", rule=SOLVER)
def get_draft(call: Call, challenge_id: UUID) -> Draft:
    """My draft as the server holds it; 404 with code `no_draft` before the first save."""
    return draft_shape(submissions.own_draft(call.session, call.actor, challenge_id))


@routes.put("/challenges/{challenge_id}/draft", rule=SOLVER, scope=Scope.WORK, large=True)
def save_draft(call: Call, challenge_id: UUID, body: DraftSave) -> DraftSaved:
    """Save my work, if it is based on the revision held here.

    Otherwise 409 with code `draft_conflict` and the server's draft as `current`: nothing is overwritten.
    """
    saved = submissions.save_draft(
        call.session,
        call.actor,
        challenge_id,
        revision=body.revision,
        content=body.content,
        focused=body.focused_seconds,
    )
    return DraftSaved.model_validate(saved)


@routes.get("/challenges/{challenge_id}/history", rule=SOLVER)
def list_history(call: Call, challenge_id: UUID, query: Query) -> Page[HistoryEntry]:
    """My saved states, newest first, without their contents."""
    found = submissions.list_history(call.session, call.actor, challenge_id, page_request(query))
    return page_of(found, HistoryEntry.model_validate)


@routes.get("/challenges/{challenge_id}/history/{revision}", rule=SOLVER)
def get_history(call: Call, challenge_id: UUID, revision: int) -> Draft:
    """One of my saved states."""
    return draft_shape(submissions.read_history(call.session, call.actor, challenge_id, revision))


def draft_shape(draft: submissions.Draft) -> Draft:
    """A draft on the wire; its notebook is ours already and isn't looked through again."""
    return Draft.model_construct(**asdict(draft))
