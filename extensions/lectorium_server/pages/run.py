"""Runs a page's function in one transaction; a refused form brings its page back with the reason."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from lectorium.kit.errors import DomainError
from lectorium_server.auth.person import Person
from lectorium_server.pages.frame import Download, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.errors import invalid
from lectorium_server.routing.parse import read_query
from lectorium_server.routing.table import Match
from lectorium_server.services import Services

Fields = Mapping[str, list[bytes]]


def run_page(
    services: Services, match: Match, person: Person, query: Fields, form: Fields
) -> View | Redirect | Download:
    """What a page's function returns; blocks, so it is called in a thread."""
    from lectorium_server.pages.table import BACK

    route = match.route
    back = BACK.get(route.operation_id)
    if back is None:
        arguments = {**match.values, **_query(match, query)}
        with services.database.transaction() as session:
            answer: View | Redirect | Download = route.handler(Call(services, person, session), **arguments)
            return answer
    texts = {
        name: values[-1].decode("utf-8-sig", "replace").replace("\x00", "") for name, values in form.items()
    }
    try:
        return _act(services, match, person, texts)
    except DomainError as error:
        known = inspect.signature(back).parameters
        values = {name: value for name, value in match.values.items() if name in known}
        with services.database.transaction() as session:
            view: View = back(Call(services, person, session), **values)
        return View(view.template, {**view.context, "problem": error, "form": texts}, error.status)


def _act(services: Services, match: Match, person: Person, texts: dict[str, str]) -> View | Redirect:
    arguments = dict(match.values)
    if match.route.body is not None:
        try:
            arguments["body"] = match.route.body.model_validate(texts)
        except ValidationError as error:
            raise invalid(error) from None
    with services.database.transaction() as session:
        answer: View | Redirect = match.route.handler(Call(services, person, session), **arguments)
        return answer


def _query(match: Match, query: Fields) -> dict[str, Any]:
    """``done`` belongs to the frame; a page without parameters takes any address."""
    if match.route.query is None:
        return {}
    given = {name: values for name, values in query.items() if name != "done"}
    return {"query": read_query(match.route, given)}
