"""Editing what stands in an assignment: problems, their order and points, and how it is taken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.home import api as home
from lectorium.sandbox.languages import TABLE
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.stale import LONGEST, fingerprint, touched
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT
from lectorium_wire.base import Body

routes = Pages("contents")
FOUND = PageRequest(8)


class ContentsQuery(Body):
    """What is looked for in the library, to be added."""

    find: str = Field(default="", max_length=100)


class AddForm(Form):
    """A frozen version to be added."""

    version_id: UUID


class MoveForm(Form):
    """One step up or down from the order that was shown, or to a place in it, counted from 0."""

    challenge_id: UUID
    order: str = Field(max_length=4000)
    do: Literal["up", "down", "to"]
    to: int = Field(default=0, ge=0, le=1000)


class PlaceForm(Form):
    """How a problem is taken here; empty is the default.

    ``of`` says whose form it is, ``seen`` what it showed.
    """

    title: str = Field(min_length=1, max_length=200)
    custom_points: Decimal | Literal[""] = ""
    hint_cost: Decimal | Literal[""] = ""
    language: str = Field(default="", max_length=40)
    do: Literal["save", "remove"] = "save"
    of: UUID | None = None
    seen: str = Field(default="", max_length=LONGEST)


class SettingsForm(Form):
    """How the whole assignment is taken; empty is no limit."""

    mode: authoring.Mode
    difficulty: authoring.Difficulty
    max_attempts: int | Literal[""] = ""
    accept_late: Literal["yes", ""] = ""
    time_limit_mins: int | Literal[""] = ""
    language: str = Field(default="", max_length=40)
    hint_cost: Decimal | Literal[""] = ""
    of: Literal["settings", ""] = ""
    seen: str = Field(default="", max_length=LONGEST)


@routes.get("/items/{item_id}/contents", rule=CONTENT_EDIT)
def view_contents(call: Call, item_id: UUID, query: ContentsQuery | None = None) -> View:
    """The problems in order, what may be added, and the settings."""
    asked = query or ContentsQuery()
    view = home.contents_view(call.session, call.actor, item_id)
    contents = view.contents
    return View(
        "contents.html",
        {
            "access": contents.placed.access,
            "item": contents.placed.item,
            "contents": contents,
            "places": view.places,
            "warnings": view.warnings,
            "shown": {each.place.row.id: shown_place(each.place) for each in view.places},
            "settings": shown_settings(contents),
            "fingerprint": fingerprint,
            "order": ",".join(str(each.place.row.id) for each in view.places),
            "find": asked.find,
            "found": _found(call, asked.find, contents.placed.item.content_type) if asked.find else None,
            "languages": [(language.name, language.title) for language in TABLE.values()],
        },
    )


@routes.action("/items/{item_id}/contents/add", rule=CONTENT_EDIT, back=view_contents)
def add_to_contents(call: Call, item_id: UUID, body: AddForm) -> Redirect:
    """Add a version at the end."""
    contents = authoring.add_problem(call.session, call.actor, item_id, body.version_id)
    return _back(item_id, "added", contents.places[-1].row.id)


@routes.action("/items/{item_id}/contents/move", rule=CONTENT_EDIT, back=view_contents)
def move_in_contents(call: Call, item_id: UUID, body: MoveForm) -> Redirect:
    """Move a problem up or down, or to where it was dropped."""
    before = _ids(body.order)
    after = _moved(before, body)
    authoring.reorder_problems(call.session, call.actor, item_id, before, after)
    return _back(item_id, "", body.challenge_id)


@routes.action("/items/{item_id}/contents/settings", rule=CONTENT_EDIT, back=view_contents)
def save_settings(call: Call, item_id: UUID, body: SettingsForm) -> Redirect:
    """Change how the whole is taken: what was changed in the form."""
    contents = authoring.lock_contents(call.session, call.actor, item_id)
    mine = touched(body.seen, _typed(body), shown_settings(contents))
    changes = {
        **_given(body, "max_attempts", "time_limit_mins"),
        "mode": body.mode,
        "difficulty": body.difficulty,
        "accept_late": body.accept_late == "yes",
        "language": [body.language] if body.language else None,
        "hint_cost": body.hint_cost or Decimal(0),
    }
    authoring.change_settings(call.session, call.actor, item_id, _only(changes, mine))
    return _back(item_id, "changed")


@routes.action("/items/{item_id}/contents/{challenge_id}", rule=CONTENT_EDIT, back=view_contents)
def save_place(call: Call, item_id: UUID, challenge_id: UUID, body: PlaceForm) -> Redirect:
    """Change how a problem is taken here, or take it out."""
    if body.do == "remove":
        authoring.remove_problem(call.session, call.actor, item_id, challenge_id)
        return _back(item_id, "taken_out")
    contents = authoring.lock_contents(call.session, call.actor, item_id, challenge_id)
    place = next(each for each in contents.places if each.row.id == challenge_id)
    mine = touched(body.seen, _typed(body), shown_place(place))
    changes = {
        **_given(body, "custom_points", "hint_cost"),
        "title": body.title,
        "language": [body.language] if body.language else None,
    }
    authoring.change_place(call.session, call.actor, item_id, challenge_id, _only(changes, mine))
    return _back(item_id, "changed", challenge_id)


def shown_place(place: authoring.Place) -> dict[str, str]:
    """A problem as its form shows it, by field: only what the form has."""
    shown = {"title": place.challenge.title, "custom_points": _number(place.row.custom_points)}
    if place.version.hints:
        shown["hint_cost"] = _number(place.config.hint_cost)
    if len(place.version.languages) > 1:
        shown["language"] = (place.config.allowed_languages or [""])[0]
    return shown


def shown_settings(contents: authoring.Contents) -> dict[str, str]:
    """The settings as their form shows them, by field."""
    config = contents.config
    return {
        "mode": contents.assignment.mode,
        "difficulty": contents.assignment.difficulty,
        "max_attempts": "" if config.max_attempts is None else str(config.max_attempts),
        "hint_cost": _number(config.hint_cost),
        "time_limit_mins": "" if config.time_limit_mins is None else str(config.time_limit_mins),
        "language": (config.allowed_languages or [""])[0],
        "accept_late": "yes" if config.accept_late else "",
    }


def _typed(body: PlaceForm | SettingsForm) -> dict[str, str]:
    """What was typed, as the form shows it."""
    return {name: _number(value) if isinstance(value, Decimal) else str(value) for name, value in body}


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _only(changes: dict[str, Any], mine: set[str]) -> dict[str, Any]:
    """What was changed in the form, by the settings' own names."""
    return {"allowed_languages" if name == "language" else name: changes[name] for name in mine}


def _back(item_id: UUID, done: str, challenge_id: UUID | None = None) -> Redirect:
    return Redirect(
        f"/items/{item_id}/contents", done, f"place-{challenge_id}" if challenge_id is not None else ""
    )


def _given(body: BaseModel, *names: str) -> dict[str, Any]:
    """Fields where empty means none."""
    return {name: None if getattr(body, name) == "" else getattr(body, name) for name in names}


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(each) for each in text.split(",") if each]
    except ValueError:
        raise Invalid(
            "The order can't be read. Nothing was changed. Reload the page and move it again.", field="order"
        ) from None


def _moved(ids: list[UUID], body: MoveForm) -> list[UUID]:
    moving = body.challenge_id
    if moving not in ids:
        return ids
    rest, here = [each for each in ids if each != moving], ids.index(moving)
    place = {"up": max(0, here - 1), "down": here + 1, "to": body.to}[body.do]
    return [*rest[:place], moving, *rest[place:]]


def _found(call: Call, find: str, content_type: str) -> list[authoring.Entry]:
    """Problems to add: questions for a quiz, and everything else for an assignment."""
    wanted = authoring.Wanted(search=find, kind="question" if content_type == "quiz" else None)
    found = authoring.list_problems(call.session, call.actor, wanted, FOUND).items
    return [entry for entry in found if content_type == "quiz" or entry.newest.kind != "question"]
