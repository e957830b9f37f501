"""Models as administrators keep them: added, priced, retired; never deleted (K6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.llm import Endpoints
from lectorium.rooms.people.api import STAFF, Actor, Role, record
from lectorium.rooms.tutor.choosing import ModelSettings, open_to, plain_settings, refuse_closed
from lectorium.rooms.tutor.models import Model, TutorPolicy

ADMINS: frozenset[Role] = frozenset({"admin"})
CHANGEABLE = ("description", "settings", "input_price", "output_price")
"""The rest says what a recorded answer was given by, and so never changes: add a version instead."""
CURRENCY = re.compile(r"[A-Z]{3}")
LEAST_QUESTION = 256
"""Tokens that must be left for what is asked."""


@dataclass(frozen=True)
class NewModel:
    """What a model needs; prices are per million tokens, ``endpoint`` names a server of the settings."""

    name: str
    version: str
    endpoint: str
    served_name: str
    description: str = ""
    settings: Mapping[str, Any] = field(default_factory=lambda: ModelSettings().model_dump())
    input_price: Decimal = Decimal(0)
    output_price: Decimal = Decimal(0)
    currency: str = "EUR"


@dataclass(frozen=True)
class ModelView:
    """A model, and how many settings of the actor's school name it."""

    model: Model
    policies: int

    @property
    def is_ours(self) -> bool:
        """Whether it comes with the platform, and isn't the school's to change."""
        return self.model.organization_id is None

    @property
    def settings(self) -> ModelSettings:
        """How it is asked."""
        return ModelSettings.model_validate(self.model.settings)


def list_models(session: Session, actor: Actor, *, retired: bool = False) -> list[ModelView]:
    """The platform's models and the school's own, for its staff, by name; one query."""
    actor.require(STAFF, "see the tutor's models")
    statement = (
        select(Model, func.count(TutorPolicy.id))
        .outerjoin(
            TutorPolicy,
            (TutorPolicy.model_id == Model.id) & (TutorPolicy.organization_id == actor.organization_id),
        )
        .where(or_(Model.organization_id.is_(None), Model.organization_id == actor.organization_id))
        .group_by(Model.id)
        .order_by(Model.retired_at.is_not(None), Model.name, Model.version, Model.id)
    )
    if not retired:
        statement = statement.where(Model.retired_at.is_(None))
    return [ModelView(*row) for row in session.execute(statement)]


def find_model(session: Session, actor: Actor, model_id: UUID) -> ModelView:
    """One of them; raises :class:`NotFound`."""
    actor.require(STAFF, "see the tutor's models")
    return _view(session, actor, _known(session, actor, model_id))


def add_model(session: Session, actor: Actor, new: NewModel, endpoints: Endpoints) -> ModelView:
    """Add a model of the school's own; audited.  Raises :class:`Invalid` naming the field.

    ``endpoints`` are those of the settings; of them only those may be named that this school may ask.
    """
    actor.require(ADMINS, "add models")
    usable = open_to(session, actor.organization_id, endpoints)
    if new.endpoint not in usable:
        raise Invalid(
            f"No server called “{new.endpoint[:60]}” is set up for your school. Nothing was changed. "
            f"Choose one of: {', '.join(sorted(usable)) or 'none is set up yet'}.",
            field="endpoint",
        )
    if not CURRENCY.fullmatch(new.currency):
        raise Invalid(
            "A currency is three capital letters, such as EUR. Nothing was changed. Correct it.",
            field="currency",
        )
    values = {**asdict(new), "settings": checked_settings(new.settings)}
    made = Model(id=new_id(), organization_id=actor.organization_id, created_at=now(session), **values)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise Conflict(
            f"There is a model {new.name} {new.version} already, perhaps a retired one. Nothing was changed. "
            "Give this one another version.",
            code="model_exists",
            field="version",
        ) from None
    record(session, actor, "tutor.model_changed", "tutor_model", [made.id], after=_picture(made))
    return ModelView(made, 0)


def change_model(session: Session, actor: Actor, model_id: UUID, changes: Mapping[str, Any]) -> ModelView:
    """Change how a model of the school's own is asked, described or priced; audited.

    What was answered before keeps what it cost then.
    """
    model = _own(session, actor, model_id)
    if "settings" in changes:
        wanted = {**model.settings, **changes["settings"]}
        changes = {**changes, "settings": checked_settings(wanted)}
    before = _picture(model)
    for name in CHANGEABLE:
        if name in changes:
            setattr(model, name, changes[name])
    _record(session, actor, model, before)
    return _view(session, actor, model)


def retire_model(session: Session, actor: Actor, model_id: UUID) -> ModelView:
    """Let a model of the school's own answer no more; what names it falls back, and says so (K6)."""
    model = _own(session, actor, model_id)
    before = _picture(model)
    model.retired_at = model.retired_at or now(session)
    _record(session, actor, model, before)
    return _view(session, actor, model)


def bring_back_model(session: Session, actor: Actor, model_id: UUID, endpoints: Endpoints) -> ModelView:
    """Let a retired model of the school's own answer again, unless its server is other schools' by now."""
    model = _own(session, actor, model_id)
    refuse_closed(session, actor.organization_id, model, endpoints, "retired")
    before = _picture(model)
    model.retired_at = None
    _record(session, actor, model, before)
    return _view(session, actor, model)


def checked_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they are stored; raises :class:`Invalid` naming what doesn't fit."""
    try:
        plain = plain_settings(settings)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(["settings", *map(str, first["loc"])])
        raise Invalid(f"`{name}`: {first['msg']}. Nothing was changed. Correct it.", field=name) from None
    if plain["context_tokens"] - plain["max_tokens"] < LEAST_QUESTION:
        raise Invalid(
            f"The answer would leave fewer than {LEAST_QUESTION} tokens for the question. "
            "Nothing was changed. Let answers be shorter, or give more context.",
            field="settings.max_tokens",
        )
    return plain


def _known(session: Session, actor: Actor, model_id: UUID, *, lock: bool = False) -> Model:
    model = session.get(Model, model_id, populate_existing=lock, with_for_update=lock)
    if model is None or model.organization_id not in {None, actor.organization_id}:
        raise NotFound.of("model")
    return model


def _own(session: Session, actor: Actor, model_id: UUID) -> Model:
    """A model of the school's own, locked until the commit."""
    actor.require(ADMINS, "change models")
    model = _known(session, actor, model_id, lock=True)
    if model.organization_id is None:
        raise Forbidden(
            "This model comes with the platform, for every school on it. Nothing was changed. "
            "Choose another one in the tutor's settings, or add one of your own.",
            code="platform_model",
        )
    return model


def _view(session: Session, actor: Actor, model: Model) -> ModelView:
    counted = select(func.count()).where(
        TutorPolicy.model_id == model.id, TutorPolicy.organization_id == actor.organization_id
    )
    return ModelView(model, session.scalar(counted) or 0)


def _record(session: Session, actor: Actor, model: Model, before: dict[str, Any]) -> None:
    session.flush()
    after = _picture(model)
    names = [name for name in after if after[name] != before[name]]
    if names:
        record(
            session,
            actor,
            "tutor.model_changed",
            "tutor_model",
            [model.id],
            before={name: before[name] for name in names},
            after={name: after[name] for name in names},
        )


def _picture(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "version": model.version,
        "description": model.description,
        "endpoint": model.endpoint,
        "served_name": model.served_name,
        "settings": dict(model.settings),
        "input_price": f"{model.input_price.normalize():f}",
        "output_price": f"{model.output_price.normalize():f}",
        "currency": model.currency,
        "retired": model.retired_at is not None,
    }
