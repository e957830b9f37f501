"""Instructions as administrators keep them: every version, page by page, and trying one out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer

from lectorium.kit.database import new_id
from lectorium.kit.errors import Invalid, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.llm import Ask, Message
from lectorium.rooms.people.api import STAFF, Actor
from lectorium.rooms.tutor.choosing import ModelSettings, Serving, refuse_closed, refuse_unserved
from lectorium.rooms.tutor.models import HelpLevel, Model, TutorPrompt
from lectorium.rooms.tutor.models_admin import ADMINS
from lectorium.rooms.tutor.prompts import check_body, fill_in


@dataclass(frozen=True)
class Trial:
    """An instruction to try on a question of one's own, before it is kept."""

    body: str
    question: str
    title: str = "An exercise"
    language: str = "python"
    level: HelpLevel = "steps"


def page_of_prompts(
    session: Session, actor: Actor, page: PageRequest, alias: str | None = None
) -> Slice[TutorPrompt]:
    """Versions of the platform's instructions and of the school's own, the newest first, without bodies."""
    actor.require(STAFF, "see the tutor's instructions")
    statement = (
        select(TutorPrompt)
        .options(defer(TutorPrompt.body, raiseload=True))
        .where(
            or_(TutorPrompt.organization_id == actor.organization_id, TutorPrompt.organization_id.is_(None))
        )
    )
    if alias is not None:
        statement = statement.where(TutorPrompt.alias == alias)
    return fetch_page(session, statement, (TutorPrompt.id,), page, casts=(UUID,), descending=True)


def find_prompt(session: Session, actor: Actor, prompt_id: UUID) -> TutorPrompt:
    """One version; raises :class:`NotFound`."""
    actor.require(STAFF, "see the tutor's instructions")
    row = session.get(TutorPrompt, prompt_id)
    if row is None or row.organization_id not in {None, actor.organization_id}:
        raise NotFound.of("instruction")
    return row


def prepare_trial(
    session: Session, actor: Actor, model_id: UUID | None, trial: Trial, serving: Serving
) -> Ask:
    """What a model would be asked with an instruction that isn't kept yet; nothing is stored.

    Raises :class:`Invalid` for what can't be an instruction, and for a model that has retired, isn't served
    now, or is on a server of other schools.
    """
    actor.require(ADMINS, "try instructions for the tutor")
    check_body(trial.body)
    model = session.get(Model, model_id) if model_id is not None else None
    if model is None or model.organization_id not in {None, actor.organization_id} or model.retired_at:
        raise Invalid(
            "There is no such model, or it has retired. Nothing was asked. Choose another one.",
            field="model_id",
        )
    refuse_closed(session, actor.organization_id, model, serving.endpoints, "model_id")
    refuse_unserved(model, serving, "model_id")
    row = TutorPrompt(id=new_id(), alias="trial", version=1, body=trial.body)
    filled = fill_in(row, title=trial.title, language=trial.language, level=trial.level, hint_step=None)
    settings = ModelSettings.model_validate(model.settings)
    messages = [Message("system", filled.text), Message("user", trial.question)]
    return Ask(model.endpoint, model.served_name, messages, settings.temperature, settings.max_tokens)
