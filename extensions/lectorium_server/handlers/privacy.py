"""My own data: taking it out, what I allow, and being erased."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.wiring import LOSSES
from lectorium_server.auth.scopes import Scope
from lectorium_server.exporting import own_data
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Download, Routes
from lectorium_server.routing.rules import ADMIN, ANYONE
from lectorium_wire.base import Empty, Page, Query
from lectorium_wire.people import Person
from lectorium_wire.privacy import (
    Consent,
    ConsentChange,
    ErasureDecision,
    ErasureLoss,
    ErasurePlan,
    ErasureRefusal,
    ErasureRequest,
    OpenRequest,
    PersonErased,
)

routes = Routes("privacy")


@routes.get("/me/export", rule=ANYONE)
def export_my_data(call: Call) -> Download:
    """All that the organization keeps about me, as a ZIP archive that is made while it is sent.

    A README and one file of JSON lines for each thing; `contents.json`, at its end, counts the lines. Not
    while I sit an exam.
    """
    return own_data(call)


@routes.get("/me/consents", rule=ANYONE)
def list_my_consents(call: Call) -> Page[Consent]:
    """What I am asked to allow, and what I said."""
    found = people.own_consents(call.session, call.actor)
    return Page[Consent](items=[Consent.model_validate(each) for each in found])


@routes.put("/me/consents", rule=ANYONE, scope=Scope.WORK)
def put_my_consent(call: Call, body: ConsentChange) -> Consent:
    """Give my consent, or withdraw it: from then on nothing of mine is read for that purpose."""
    changed = people.set_consent(
        call.session, call.actor, body.purpose, given=body.given, text_version=body.text_version
    )
    return Consent.model_validate(changed)


@routes.get("/me/erasure", rule=ANYONE)
def list_my_requests(call: Call) -> Page[ErasureRequest]:
    """My last request to be erased, however it ended; empty where there was none."""
    found = people.own_request(call.session, call.actor)
    return Page[ErasureRequest](items=[ErasureRequest.model_validate(found)] if found else [])


@routes.post("/me/erasure", rule=ANYONE, scope=Scope.WORK)
def ask_erasure(call: Call) -> ErasureRequest:
    """Ask to be erased: an administrator of the organization decides."""
    return ErasureRequest.model_validate(people.ask_erasure(call.session, call.actor))


@routes.delete("/me/erasure", rule=ANYONE, scope=Scope.WORK)
def withdraw_erasure(call: Call) -> None:
    """Take my request back."""
    people.withdraw_erasure(call.session, call.actor)


@routes.get("/erasures", rule=ADMIN, scope=Scope.ADMIN)
def list_erasures(call: Call, query: Query) -> Page[OpenRequest]:
    """Who asks to be erased, the first first."""
    found = people.open_requests(call.session, call.actor, page_request(query))
    return page_of(found, lambda row: open_request(*row))


@routes.get("/erasures/{request_id}", rule=ADMIN, scope=Scope.ADMIN)
def get_erasure(call: Call, request_id: UUID) -> ErasurePlan:
    """What erasing this person will do, and what must be settled before."""
    plan = home.plan_erasure(call.session, call.actor, request_id, LOSSES)
    losses = [ErasureLoss(table=loss.table, what=loss.what, rows=rows) for loss, rows in plan.losses]
    asked = open_request(plan.request, plan.user)
    return ErasurePlan(**asked.model_dump(), losses=losses, obstacles=plan.obstacles)


@routes.post("/erasures/{request_id}/decline", rule=ADMIN, scope=Scope.ADMIN, status=200)
def decline_erasure(call: Call, request_id: UUID, body: ErasureRefusal) -> Empty:
    """Don't erase, and tell the person why."""
    people.decline_erasure(call.session, call.actor, request_id, body.answer)
    return Empty()


@routes.post("/erasures/{request_id}/erase", rule=ADMIN, scope=Scope.ADMIN, status=200, idempotent=False)
def erase_person(call: Call, request_id: UUID, body: ErasureDecision) -> PersonErased:
    """Erase who has asked for it: nobody can undo that.

    Their identity gives way to a pseudonym everywhere, what they said to the tutor goes, and work, grades,
    sums and changes stay. Refused while they sit an exam, where a class would have no teacher, and within a
    minute of closing their account.
    """
    done = home.erase(call.session, call.actor, request_id, body.username, LOSSES)
    return PersonErased(pseudonym=done.pseudonym, login_name=done.login_name)


def open_request(found: people.DataRequest, user: people.User) -> OpenRequest:
    """A request on the wire."""
    return OpenRequest(id=found.id, person=Person.model_validate(user), requested_at=found.requested_at)
