"""Instructions to the model: their versions, two of them compared, a new one written and tried."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN
from lectorium_wire.base import Body
from lectorium_wire.tutor_admin import MAX_INSTRUCTION

routes = Pages("tutor instructions")
EXAMPLE = "My loop never ends. What is wrong?"


class InstructionQuery(Body):
    """Which versions are compared; empty: the newest with the one before it."""

    before: UUID | Literal[""] = ""
    after: UUID | Literal[""] = ""


class InstructionForm(Form):
    """The next version of an instruction, to keep or only to try on a question."""

    alias: str = Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")
    body: str = Field(min_length=1, max_length=MAX_INSTRUCTION)
    question: str = Field(default="", max_length=8_000)
    level: Literal["concepts", "steps", "open"] = "steps"
    model_id: UUID | Literal[""] = ""
    do: Literal["keep", "try"] = "keep"


@routes.get("/tutor/instructions", rule=ADMIN, scope=Scope.ADMIN)
def view_instructions(call: Call, query: InstructionQuery | None = None) -> View:
    """All versions, two compared, and the form for the next one."""
    serving = tutor.serving_now(call.services.platform.models)
    asked = query or InstructionQuery()
    prompts = tutor.list_prompts(call.session, call.actor.organization_id)
    shown = [each for each in prompts if each.alias == prompts[0].alias][:2]
    after = next((each for each in prompts if each.id == asked.after), shown[0])
    before = next((each for each in prompts if each.id == asked.before), shown[-1])
    return View(
        "tutor_instructions.html",
        {
            "access": None,
            "tab": "instructions",
            "prompts": prompts,
            "before": before,
            "after": after,
            "lines": authoring.compare_texts(before.body, after.body),
            "models": sorted(
                tutor.list_models(call.session, call.actor), key=lambda each: not serving.reaches(each.model)
            ),
            "is_served": serving.reaches,
            "example": EXAMPLE,
            "answer": None,
        },
    )


@routes.action("/tutor/instructions", rule=ADMIN, scope=Scope.ADMIN, back=view_instructions)
def write_instruction(call: Call, body: InstructionForm) -> Redirect | View:
    """Keep the next version; or ask a model with it, and keep nothing."""
    text = body.body.replace("\r\n", "\n")
    if body.do == "keep":
        tutor.add_prompt(call.session, call.actor, body.alias, text)
        return Redirect("/tutor/instructions", "instruction_added")
    trial = tutor.Trial(text, body.question or EXAMPLE, level=body.level)
    # In a transaction of its own: no connection is held while a model thinks.
    models = call.services.platform.models
    serving = tutor.serving_now(models)
    with call.services.database.transaction() as session:
        ask = tutor.prepare_trial(session, call.actor, body.model_id or None, trial, serving)
    answer = models.complete(ask)
    view = view_instructions(call)
    typed = {**body.model_dump(mode="json"), "body": text}
    return View(view.template, {**view.context, "answer": answer, "form": typed})
