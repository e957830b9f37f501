"""Who may do what in the Hub: groups follow people's roles, roles give scopes, tokens carry them."""

from __future__ import annotations

from typing import Any

from lectorium_server.auth.scopes import ACCESS, ROLE_SCOPES, SERVICE, Scope, custom_scopes, scopes_of

SUPERVISOR = "supervisor"
CLASS_STAFF = "class-staff"

__all__ = ["CLASS_STAFF", "custom_scopes", "load_roles", "server_token_scopes", "services"]


def load_roles() -> list[dict[str, Any]]:
    """The value of ``c.JupyterHub.load_roles``: a Hub role for each of ours, given to its group."""
    of_people = [
        {
            "name": f"lectorium-{role}",
            "description": f"What the token of a person with the role {role} may be used for",
            "groups": [role],
            "scopes": scopes_of(role),
        }
        for role in ROLE_SCOPES
    ]
    # Who helps to teach a class needs to, whatever their role in the school.
    of_people.append(
        {
            "name": f"lectorium-{CLASS_STAFF}",
            "description": "What the token of a person who helps to teach a class may be used for",
            "groups": [CLASS_STAFF],
            "scopes": scopes_of("student", staff_of_a_class=True),
        }
    )
    # A server of one's own and the service are everybody's; nobody is the Hub's administrator.
    everybody = {"name": "user", "scopes": ["self", ACCESS]}
    # The operator's own hand: who reads this token's file owns everything anyway.
    supervisor = {"name": SUPERVISOR, "scopes": ["proxy", "delete:users"], "services": [SUPERVISOR]}
    return [everybody, *of_people, supervisor]


def services(api_address: str, api_token: str, supervisor_token: str) -> list[dict[str, Any]]:
    """The value of ``c.JupyterHub.services``: the API, which our supervisor starts, and the supervisor."""
    api = {
        "name": SERVICE,
        "url": api_address,
        "api_token": api_token,
        "oauth_no_confirm": True,
        "oauth_client_allowed_scopes": _carried(),
        "info": {"title": "Lectorium"},
    }
    return [api, {"name": SUPERVISOR, "api_token": supervisor_token, "display": False}]


def server_token_scopes() -> list[str]:
    """What the token of a person's server asks for; it gets of it what the person holds."""
    return ["users:activity!user", "access:servers!server", *_carried()]


def _carried() -> list[str]:
    return [ACCESS, *(scope.value for scope in Scope)]
