"""From the Hub's answer to a person, and what their token may be used for."""

from __future__ import annotations

from typing import Any

from lectorium.kit.errors import Forbidden
from lectorium_server.auth.person import Person
from lectorium_server.auth.scopes import ACCESS, DESCRIPTIONS, Scope
from lectorium_server.routing.route import Route
from lectorium_server.routing.rules import Rule
from lectorium_server.services import Services


async def person_of(services: Services, user: Any) -> Person:
    """The person behind a Hub user, who may be None where a token doesn't reach this service."""
    if user is None:
        raise Forbidden(
            f"This token may not reach Lectorium. Nothing was changed. Make one with the scope {ACCESS}.",
            code="token_lacks_access",
        )
    login: str = user.hub_user["name"]
    actor = services.people.remembered(login)
    if actor is None:
        actor = await services.threads.run(services.people.actor, login)
    return Person(actor, login, frozenset(user.hub_user["scopes"]))


def may_use(route: Route, person: Person) -> None:
    """The person's role where it decides alone, then the token's scope; raises :class:`Forbidden`."""
    check(route.rule, route.scope, person)


def check(rule: Rule, scope: Scope | None, person: Person) -> None:
    """The same for what is no route of ours; raises :class:`Forbidden`."""
    if rule.roles is not None and person.actor.role not in rule.roles:
        raise Forbidden(
            f"Only these may do that: {rule.text.lower()}. Nothing was changed. "
            "Ask an administrator if you should be one of them.",
            code="role_too_small",
        )
    if scope is not None and scope.value not in person.scopes:
        raise Forbidden(
            f"This token lacks the scope {scope.value} ({DESCRIPTIONS[scope].lower()}). "
            "Nothing was changed. Use a token that has it.",
            code="token_lacks_scope",
        )
