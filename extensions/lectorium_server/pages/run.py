"""Runs a page's function in one transaction; a refused form brings its page back with the reason."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from lectorium.kit.errors import DomainError, Invalid
from lectorium.kit.memory import remember
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials.api import Upload
from lectorium_server.auth.person import Person
from lectorium_server.auth.viewing import looking, require_seen_by_students
from lectorium_server.pages.frame import Download, Redirect, View
from lectorium_server.pages.stale import Overtaken
from lectorium_server.routing.call import Call
from lectorium_server.routing.errors import invalid
from lectorium_server.routing.parse import read_query
from lectorium_server.routing.route import Route
from lectorium_server.routing.table import Match
from lectorium_server.services import Services

Fields = Mapping[str, list[bytes]]
STOP = "stop_viewing"
"""The one action that is open to who looks at a class as a student."""
OF_SCRIPTS = re.compile(r"search|sort\d*")
"""What the pages' own scripts keep in an address: see ``pages.js``."""


def run_page(
    services: Services,
    match: Match,
    person: Person,
    query: Fields,
    form: Fields,
    files: Mapping[str, Upload] | None = None,
    *,
    network: str = "",
    viewing: courses.Viewing | None = None,
) -> View | Redirect | Download:
    """What a page's function returns; blocks, so it is called in a thread."""
    from lectorium_server.pages.table import BACK

    route = match.route
    back = BACK.get(route.operation_id)
    if viewing is not None and route.operation_id != STOP:
        return _look(services, match, person, query, viewing)
    if back is None:
        arguments = {**match.values, **_query(match, query)}
        with services.database.transaction() as session:
            remember(session)
            answer: View | Redirect | Download = route.handler(Call(services, person, session), **arguments)
            return answer
    texts = {name: _text(values[-1]) for name, values in form.items()}
    asked = _query(match, query)
    try:
        filled = {**_without_empty_files(match.route, texts), **_filed(match.route, files or {})}
        return _act(services, match, person, filled, asked, network)
    except DomainError as error:
        known = inspect.signature(back).parameters
        values = {name: value for name, value in {**match.values, **asked}.items() if name in known}
        with services.database.transaction() as session:
            view: View = back(Call(services, person, session), **values)
        left = error.untouched if isinstance(error, Overtaken) else frozenset()
        typed = {name: text for name, text in texts.items() if name not in left}
        return View(view.template, {**view.context, "problem": error, "form": typed}, error.status)


def _text(value: bytes) -> str:
    return value.decode("utf-8-sig", "replace").replace("\x00", "")


def _without_empty_files(route: Route, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a form; a file's field where nothing was chosen arrives as a text, and says nothing."""
    asked = _file_fields(route)
    typed = sorted(name for name in asked if texts.get(name))
    if typed:
        raise Invalid(
            "The form sent text in place of a file. Nothing was changed. Choose the file again, and send it.",
            field=typed[0],
        )
    return {name: value for name, value in texts.items() if name not in asked}


def _filed(route: Route, files: Mapping[str, Upload]) -> dict[str, Upload | str]:
    """Files as they came where the form asks for them so, and as text where it asks for text."""
    asked = _file_fields(route)
    return {name: file if name in asked else _text(file.content) for name, file in files.items()}


def _file_fields(route: Route) -> frozenset[str]:
    fields = route.body.model_fields if route.body else {}
    return frozenset(name for name, field in fields.items() if Upload in get_args(field.annotation))


def _look(
    services: Services, match: Match, person: Person, query: Fields, viewing: courses.Viewing
) -> View | Redirect | Download:
    """The page as a student sees it; whatever isn't reading that class is refused."""
    require_seen_by_students(match.route)
    arguments = {**match.values, **_query(match, query)}
    with looking(services, person, viewing) as call:
        answer: View | Redirect | Download = match.route.handler(call, **arguments)
        return answer


def _act(
    services: Services,
    match: Match,
    person: Person,
    texts: Mapping[str, Upload | str],
    asked: Mapping[str, Any],
    network: str,
) -> View | Redirect:
    arguments = {**match.values, **asked}
    if match.route.body is not None:
        try:
            arguments["body"] = match.route.body.model_validate(texts)
        except ValidationError as error:
            raise invalid(error) from None
    with services.database.transaction() as session:
        answer: View | Redirect = match.route.handler(
            Call(services, person, session, network=network), **arguments
        )
        return answer


def _query(match: Match, query: Fields) -> dict[str, Any]:
    """``done`` belongs to the frame; what takes no parameters takes any address.

    How a table was sorted and filtered is kept in the address for the script that does it, on every page;
    a page that has a parameter of that name is given it.  A form that takes some is sent to an address that
    says where its page was: it comes back there.
    """
    if match.route.query is None:
        return {}
    kept = {name for name in query if OF_SCRIPTS.fullmatch(name)} - match.route.query.model_fields.keys()
    given = {name: values for name, values in query.items() if name not in kept | {"done"}}
    return {"query": read_query(match.route, given)}
