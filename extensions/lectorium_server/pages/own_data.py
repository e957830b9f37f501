"""Your data: taking it out, what one allows, and being erased."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lectorium.rooms.people import api as people
from lectorium.wiring import EXPORTED
from lectorium_server.auth.scopes import Scope
from lectorium_server.exporting import own_data
from lectorium_server.pages.frame import Download, Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ANYONE
from lectorium_wire.privacy import Purpose

routes = Pages("own data")


class ConsentForm(Form):
    """The answer to one question, in the words that were shown."""

    purpose: Purpose
    given: Literal["yes", "no"]
    text_version: int = Field(ge=1, le=1_000_000)


class ErasureForm(Form):
    """Ask, or take it back."""

    asked: Literal["yes", "no"]


@routes.get("/me/data", rule=ANYONE)
def view_data(call: Call) -> View:
    """What is kept about me, and what I can do about it."""
    context = {
        "school": people.organization_name(call.session, call.actor.organization_id),
        "parts": EXPORTED,
        "request": people.own_request(call.session, call.actor),
        "consents": people.own_consents(call.session, call.actor),
    }
    return View("own_data.html", context)


@routes.get("/me/data/export.zip", rule=ANYONE)
def download_data(call: Call) -> Download:
    """All of it, as one archive."""
    return own_data(call)


@routes.action("/me/data/consent", rule=ANYONE, scope=Scope.WORK, back=view_data)
def answer_consent(call: Call, body: ConsentForm) -> Redirect:
    """Allow a use, or no more."""
    given = body.given == "yes"
    people.set_consent(call.session, call.actor, body.purpose, given=given, text_version=body.text_version)
    return Redirect("/me/data", "consent_given" if given else "consent_withdrawn")


@routes.action("/me/data/erasure", rule=ANYONE, scope=Scope.WORK, back=view_data)
def ask_erasure(call: Call, body: ErasureForm) -> Redirect:
    """Ask to be erased, or take that back."""
    if body.asked == "yes":
        people.ask_erasure(call.session, call.actor)
        return Redirect("/me/data", "erasure_asked")
    people.withdraw_erasure(call.session, call.actor)
    return Redirect("/me/data", "erasure_withdrawn")
