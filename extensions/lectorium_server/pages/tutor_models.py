"""The tutor's models, for administrators: which there are, which answer now, adding, pricing, retiring."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN

routes = Pages("tutor models")
Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
Temperature = Annotated[float, Field(ge=0, le=2)]
AnswerTokens = Annotated[int, Field(ge=1, le=8_192)]
ContextTokens = Annotated[int, Field(ge=512, le=1_000_000)]


class ChangeForm(Form):
    """How a model is described, asked and priced."""

    description: str = Field(default="", max_length=2_000)
    temperature: Temperature = 0.2
    max_tokens: AnswerTokens = 400
    context_tokens: ContextTokens = 4_096
    input_price: Price = Decimal(0)
    output_price: Price = Decimal(0)

    @property
    def settings(self) -> dict[str, object]:
        """Version 1 of a model's settings."""
        return {
            "v": 1,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "context_tokens": self.context_tokens,
        }


class ModelForm(ChangeForm):
    """A model of the school's own."""

    name: str = Field(min_length=1, max_length=100)
    version: str = Field(min_length=1, max_length=60)
    endpoint: str = Field(min_length=1, max_length=60)
    served_name: str = Field(min_length=1, max_length=200)
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")


class RetireForm(Form):
    """Retire it, or bring it back."""

    retire: Literal["yes", "no"]


@routes.get("/tutor/models", rule=ADMIN, scope=Scope.ADMIN)
def view_models(call: Call) -> View:
    """All models, with what their servers say now; those are asked before the database is."""
    models = call.services.platform.models
    reached = tutor.reach(models)
    usable = tutor.open_to(call.session, call.actor.organization_id, models.endpoints)
    return View(
        "tutor_models.html",
        {
            "access": None,
            "tab": "models",
            "models": tutor.list_models(call.session, call.actor, retired=True),
            "reached": {name: served for name, served in reached.items() if name in usable},
            "endpoints": sorted(usable),
        },
    )


@routes.action("/tutor/models", rule=ADMIN, scope=Scope.ADMIN, back=view_models)
def make_model(call: Call, body: ModelForm) -> Redirect:
    """Add a model of the school's own."""
    new = tutor.NewModel(
        body.name,
        body.version,
        body.endpoint,
        body.served_name,
        body.description,
        body.settings,
        body.input_price,
        body.output_price,
        body.currency,
    )
    serving = tutor.serving_now(call.services.platform.models)
    added = tutor.add_model(call.session, call.actor, new, serving.endpoints)
    return Redirect("/tutor/models", "model_added" if serving.has(added.model) else "model_added_unserved")


@routes.get("/tutor/models/{model_id}", rule=ADMIN, scope=Scope.ADMIN)
def view_model(call: Call, model_id: UUID) -> View:
    """One model, and what names it."""
    view = tutor.find_model(call.session, call.actor, model_id)
    named = tutor.naming(call.session, call.actor, model_id)
    return View("tutor_model.html", {"access": None, "tab": "models", "view": view, "named": named})


@routes.action("/tutor/models/{model_id}", rule=ADMIN, scope=Scope.ADMIN, back=view_model)
def set_model(call: Call, model_id: UUID, body: ChangeForm) -> Redirect:
    """Change how it is described, asked and priced."""
    changes = {
        "description": body.description,
        "settings": body.settings,
        "input_price": body.input_price,
        "output_price": body.output_price,
    }
    tutor.change_model(call.session, call.actor, model_id, changes)
    return Redirect(f"/tutor/models/{model_id}", "changed")


@routes.action("/tutor/models/{model_id}/retire", rule=ADMIN, scope=Scope.ADMIN, back=view_model)
def retire(call: Call, model_id: UUID, body: RetireForm) -> Redirect:
    """Let it answer no more, or again."""
    if body.retire == "yes":
        tutor.retire_model(call.session, call.actor, model_id)
        return Redirect(f"/tutor/models/{model_id}", "model_retired")
    tutor.bring_back_model(call.session, call.actor, model_id, call.services.platform.models.endpoints)
    return Redirect(f"/tutor/models/{model_id}", "model_back")
