"""How much the tutor helps: one page each for the school, a class and a problem."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages import tutor_texts
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.errors import invalid
from lectorium_server.routing.rules import ADMIN, CONTENT_EDIT

routes = Pages("tutor")
Level = Literal["off", "concepts", "steps", "open"]


class Seen(BaseModel):
    """What the form was filled from: what was changed in the meantime isn't overwritten."""

    model_config = ConfigDict(extra="forbid")

    help_level: Level | None
    model_id: UUID | None
    prompt_alias: str | None
    solutions_in_context: bool | None
    daily_limit: int | None


class PolicyForm(Form):
    """The five settings; empty inherits."""

    help_level: Level | Literal[""] = ""
    model_id: UUID | Literal[""] = ""
    prompt_alias: str = Field(default="", max_length=60)
    solutions_in_context: Literal["", "yes", "no"] = ""
    daily_limit: Annotated[int, Field(ge=0, le=10_000)] | Literal[""] = ""
    seen: str = Field(max_length=1000)

    @property
    def said(self) -> dict[str, Any]:
        """The settings as the domain has them."""
        return {
            "help_level": self.help_level or None,
            "model_id": self.model_id or None,
            "prompt_alias": self.prompt_alias or None,
            "solutions_in_context": {"yes": True, "no": False}.get(self.solutions_in_context),
            "daily_limit": None if self.daily_limit == "" else self.daily_limit,
        }

    def shown(self) -> dict[str, Any]:
        """The settings as they were when the form was made."""
        try:
            return Seen.model_validate_json(self.seen).model_dump()
        except ValidationError as error:
            raise invalid(error, "seen") from None


@routes.get("/tutor", rule=ADMIN, scope=Scope.ADMIN)
def view_school_tutor(call: Call) -> View:
    """What holds in the whole school, and which classes decide something themselves."""
    serving = tutor.serving_now(call.services.platform.models)
    differing = tutor.differing_in_school(call.session, call.actor)
    return _view(call, tutor.Scope(), serving, {"differing": differing, "tab": "settings"})


@routes.action("/tutor", rule=ADMIN, scope=Scope.ADMIN, back=view_school_tutor)
def change_school_tutor(call: Call, body: PolicyForm) -> Redirect:
    """Change what classes and problems leave open."""
    return _change(call, tutor.Scope(), body, "/tutor")


@routes.get("/classes/{class_id}/tutor", rule=CONTENT_EDIT)
def view_class_tutor(call: Call, class_id: UUID) -> View:
    """What holds in a class, and which of its problems decide something themselves."""
    serving = tutor.serving_now(call.services.platform.models)
    differing = tutor.differing_in_class(call.session, call.actor, class_id)
    problems = tutor.challenges_in_class(call.session, call.actor, class_id)
    found = courses.require(call.session, call.actor, class_id, content="edit")
    context = {"access": found, "differing": differing, "problems": problems, "tab": "settings"}
    return _view(call, tutor.Scope(class_id=class_id), serving, context)


@routes.action("/classes/{class_id}/tutor", rule=CONTENT_EDIT, back=view_class_tutor)
def change_class_tutor(call: Call, class_id: UUID, body: PolicyForm) -> Redirect:
    """Change what a class says."""
    return _change(call, tutor.Scope(class_id=class_id), body, f"/classes/{class_id}/tutor")


@routes.get("/challenges/{challenge_id}/tutor", rule=CONTENT_EDIT)
def view_challenge_tutor(call: Call, challenge_id: UUID) -> View:
    """What holds for one problem; a standalone one's, for who set it."""
    serving = tutor.serving_now(call.services.platform.models)
    challenge = authoring.find_challenge(call.session, call.actor, challenge_id)
    found = None
    if challenge.class_id is not None:
        found = courses.require(call.session, call.actor, challenge.class_id, content="edit")
    context = {"access": found, "challenge": challenge, "tab": "settings"}
    return _view(call, tutor.Scope(challenge_id=challenge_id), serving, context)


@routes.action("/challenges/{challenge_id}/tutor", rule=CONTENT_EDIT, back=view_challenge_tutor)
def change_challenge_tutor(call: Call, challenge_id: UUID, body: PolicyForm) -> Redirect:
    """Change what a problem says."""
    return _change(call, tutor.Scope(challenge_id=challenge_id), body, f"/challenges/{challenge_id}/tutor")


def _view(call: Call, scope: tutor.Scope, serving: tutor.Serving, context: dict[str, Any]) -> View:
    view = tutor.read_policy(call.session, call.actor, scope)
    models = tutor.list_models(call.session, call.actor, retired=True)
    aliases = {each.alias for each in tutor.list_prompts(call.session, call.actor.organization_id)}
    return View(
        "tutor_settings.html",
        {
            "access": None,
            "challenge": None,
            "differing": [],
            "problems": [],
            **context,
            "policy": view,
            "seen": Seen(**view.said).model_dump_json(),
            "models": models,
            "is_served": serving.reaches,
            "aliases": sorted(aliases),
            "warnings": tutor_texts.warnings(view.holds, models, serving),
        },
    )


def _change(call: Call, scope: tutor.Scope, body: PolicyForm, page: str) -> Redirect:
    """Only what was changed in the form is changed."""
    seen, said = body.shown(), body.said
    changes = {name: value for name, value in said.items() if value != seen[name]}
    tutor.change_policy(call.session, call.actor, scope, changes, seen)
    return Redirect(page, "tutor_changed")
