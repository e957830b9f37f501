"""Keeping the tutor: models, instructions, costs."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ADMIN, CLASS_STAFF, STAFF_ROLE
from lectorium_wire.base import Page
from lectorium_wire.tutor_admin import (
    CostQuery,
    CostRow,
    Grouping,
    Prompt,
    PromptCreate,
    PromptQuery,
    PromptRow,
    TutorModel,
    TutorModelCreate,
    TutorModelPatch,
)

routes = Routes("tutor administration")


@routes.get("/tutor/models", rule=STAFF_ROLE)
def list_models(call: Call) -> Page[TutorModel]:
    """The platform's models and the school's own, retired ones last."""
    found = tutor.list_models(call.session, call.actor, retired=True)
    return Page[TutorModel](items=[model_shape(each) for each in found])


@routes.post("/tutor/models", rule=ADMIN, scope=Scope.ADMIN)
def add_model(call: Call, body: TutorModelCreate) -> TutorModel:
    """Add a model of the school's own."""
    new = tutor.NewModel(
        body.name.strip(),
        body.version.strip(),
        body.endpoint,
        body.served_name,
        body.description,
        body.settings.model_dump(),
        body.input_price,
        body.output_price,
        body.currency,
    )
    endpoints = call.services.platform.models.endpoints
    return model_shape(tutor.add_model(call.session, call.actor, new, endpoints))


@routes.patch("/tutor/models/{model_id}", rule=ADMIN, scope=Scope.ADMIN)
def change_model(call: Call, model_id: UUID, body: TutorModelPatch) -> TutorModel:
    """Change how a model of the school's own is asked and priced, retire it, or bring it back."""
    changes: dict[str, Any] = body.model_dump(exclude_none=True, exclude={"retired"})
    view = tutor.change_model(call.session, call.actor, model_id, changes)
    if body.retired is not None:
        if body.retired:
            view = tutor.retire_model(call.session, call.actor, model_id)
        else:
            endpoints = call.services.platform.models.endpoints
            view = tutor.bring_back_model(call.session, call.actor, model_id, endpoints)
    return model_shape(view)


@routes.get("/tutor/prompts", rule=STAFF_ROLE)
def list_prompts(call: Call, query: PromptQuery) -> Page[PromptRow]:
    """Versions of instructions, by alias, the newest first, without their texts."""
    found = tutor.page_of_prompts(call.session, call.actor, page_request(query), query.alias)
    return page_of(found, prompt_row)


@routes.get("/tutor/prompts/{prompt_id}", rule=STAFF_ROLE)
def get_prompt(call: Call, prompt_id: UUID) -> Prompt:
    """A version of an instruction with its text."""
    row = tutor.find_prompt(call.session, call.actor, prompt_id)
    return Prompt(**prompt_row(row).model_dump(), body=row.body)


@routes.post("/tutor/prompts", rule=ADMIN, scope=Scope.ADMIN)
def add_prompt(call: Call, body: PromptCreate) -> Prompt:
    """Write the next version of an instruction; it is used from the next question on."""
    row = tutor.add_prompt(call.session, call.actor, body.alias, body.body)
    return Prompt(**prompt_row(row).model_dump(), body=row.body)


@routes.get("/tutor/costs", rule=ADMIN, scope=Scope.ADMIN)
def list_school_costs(call: Call, query: CostQuery) -> Page[CostRow]:
    """Questions, tokens and costs of the whole school; days are those of each class's time zone."""
    return _costs(call, None, query)


@routes.get("/classes/{class_id}/tutor-costs", rule=CLASS_STAFF)
def list_class_costs(call: Call, class_id: UUID, query: CostQuery) -> Page[CostRow]:
    """Questions, tokens and costs of a class; of an assistant's sections only, where confined to some."""
    return _costs(call, class_id, query)


def _costs(call: Call, class_id: UUID | None, query: CostQuery) -> Page[CostRow]:
    zone = tutor.zone_of(call.session, call.actor, class_id)
    span = tutor.span_of(call.session, query.since, query.until, zone)
    by = [cast("Grouping", each) for each in query.by.split(",") if each]
    found = tutor.list_costs(call.session, call.actor, class_id, span, page_request(query), by)
    return page_of(found, CostRow.model_validate)


def model_shape(view: tutor.ModelView) -> TutorModel:
    """A model on the wire."""
    model = view.model
    return TutorModel(
        id=model.id,
        name=model.name,
        version=model.version,
        description=model.description,
        endpoint=model.endpoint,
        served_name=model.served_name,
        settings=view.settings.model_dump(),
        input_price=model.input_price,
        output_price=model.output_price,
        currency=model.currency,
        is_ours=view.is_ours,
        policies=view.policies,
        created_at=model.created_at,
        retired_at=model.retired_at,
    )


def prompt_row(row: tutor.TutorPrompt) -> PromptRow:
    """A version of an instruction on the wire."""
    return PromptRow(
        id=row.id,
        alias=row.alias,
        version=row.version,
        is_ours=row.organization_id is None,
        created_at=row.created_at,
    )
