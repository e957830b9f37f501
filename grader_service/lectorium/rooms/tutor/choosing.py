"""Which model answers: the one that the policy names, else the best that is served."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Invalid, Unavailable
from lectorium.llm import EMBEDDED, Endpoints
from lectorium.rooms.people.api import Organization
from lectorium.rooms.tutor.models import Model

MILLION = 1_000_000


class ModelSettings(BaseModel):
    """Version 1 of a model's settings; ``context_tokens`` is what question and answer share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: int = Field(default=1, ge=1, le=1)
    temperature: float = Field(default=0.2, ge=0, le=2)
    max_tokens: int = Field(default=400, ge=1, le=8_192)
    context_tokens: int = Field(default=4_096, ge=512, le=1_000_000)


@dataclass(frozen=True)
class Serving:
    """The servers of the settings, and what they serve now, for those that tell."""

    endpoints: Endpoints
    served: Mapping[str, Collection[str]]

    def has(self, model: Model) -> bool:
        """Whether a model's server has it, as far as it tells."""
        return model.served_name in self.served.get(model.endpoint, (model.served_name,))

    def reaches(self, model: Model) -> bool:
        """Whether its server is set up, too."""
        return model.endpoint in self.endpoints and self.has(model)


@dataclass(frozen=True)
class Chosen:
    """Who answers, and who was meant where that one couldn't (K6)."""

    model: Model
    fell_back_from: Model | None = None

    @property
    def settings(self) -> ModelSettings:
        """How it is asked."""
        return ModelSettings.model_validate(self.model.settings)


class NoModel(Unavailable):
    """Nothing serves a model here."""

    default_code = "no_model"


def choose(session: Session, organization_id: UUID, model_id: UUID | None, serving: Serving) -> Chosen:
    """The model that answers a school's students; raises :class:`NoModel`.

    Without ``model_id`` only our own stack is asked: where students' words go is somebody's decision.
    """
    usable = open_to(session, organization_id, serving.endpoints)
    meant = session.get(Model, model_id) if model_id is not None else None
    if meant is not None and _can(meant, usable, serving):
        return Chosen(meant)
    ours = select(Model).where(Model.retired_at.is_(None), Model.organization_id.is_(None))
    living = session.scalars(ours.order_by(Model.id.desc()))
    found = [model for model in living if model.endpoint == EMBEDDED and _can(model, usable, serving)]
    if not found:
        raise NoModel(
            "No language model is set up here. Your work and your question are safe. "
            "Ask whoever runs this platform to set one up."
        )
    return Chosen(found[0], meant)


def open_to(session: Session, organization_id: UUID, endpoints: Endpoints) -> frozenset[str]:
    """The servers that a school may ask: those that name it by slug or name, and those that name nobody."""
    names: set[str] = set()
    if any(owners is not None for owners in endpoints.values()):
        school = session.get_one(Organization, organization_id)
        names = {school.slug, school.name}
    return frozenset(name for name, owners in endpoints.items() if owners is None or owners & names)


def refuse_closed(
    session: Session, organization_id: UUID, model: Model, endpoints: Endpoints, field: str
) -> None:
    """Raise :class:`Invalid` naming ``field`` where a model's server is open to other schools only."""
    closed = endpoints.keys() - open_to(session, organization_id, endpoints)
    if model.endpoint in closed:
        raise Invalid(
            f"The server of {model.name} {model.version} isn't set up for your school. Nothing was changed, "
            "and nothing asked. Choose another model, or ask whoever runs this platform.",
            field=field,
        )


def refuse_unserved(model: Model, serving: Serving, field: str) -> None:
    """Raise :class:`Invalid` naming ``field`` where a model's server says that it doesn't serve it."""
    if not serving.has(model):
        raise Invalid(
            f"{model.name} {model.version} isn't served now. Nothing was asked. Choose another, or have it "
            "installed: `lectorium tutor list` shows how.",
            code="not_served",
            field=field,
        )


def cost_of(model: Model, prompt_tokens: int, completion_tokens: int) -> Decimal:
    """What an answer cost, exactly, in the model's currency: prices are for a million tokens."""
    return (model.input_price * prompt_tokens + model.output_price * completion_tokens) / MILLION


def _can(model: Model, usable: Collection[str], serving: Serving) -> bool:
    return model.retired_at is None and model.endpoint in usable and serving.has(model)


def plain_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they are stored; raises pydantic's error for what they aren't."""
    return ModelSettings.model_validate(settings).model_dump()
