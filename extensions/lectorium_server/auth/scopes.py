"""The one table of scopes: what a token may be used for.

A scope limits a *token*; what its *person* may do in a class is the domain's to say.  The
Hub's configuration takes its custom scopes and role grants from here, so this module
imports nothing heavy.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

SERVICE = "lectorium"
ACCESS = f"access:services!service={SERVICE}"


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "custom:lectorium:read"
    WORK = "custom:lectorium:work"
    TEACH = "custom:lectorium:teach"
    ADMIN = "custom:lectorium:admin"


DESCRIPTIONS = MappingProxyType(
    {
        Scope.READ: "Read classes, work, results and grades that its person may see",
        Scope.WORK: "Join classes, save drafts, run tests and submit",
        Scope.TEACH: "Change classes, content, rosters and grades",
        Scope.ADMIN: "Manage the accounts of the organization",
    }
)

ROLE_SCOPES = MappingProxyType(
    {
        "student": (Scope.READ, Scope.WORK),
        "researcher": (Scope.READ, Scope.WORK),
        "ta": (Scope.READ, Scope.WORK, Scope.TEACH),
        "teacher": (Scope.READ, Scope.WORK, Scope.TEACH),
        "admin": (Scope.READ, Scope.WORK, Scope.TEACH, Scope.ADMIN),
    }
)


def custom_scopes() -> dict[str, dict[str, str]]:
    """The value of ``c.JupyterHub.custom_scopes``."""
    return {scope.value: {"description": text} for scope, text in DESCRIPTIONS.items()}


def scopes_of(role: str, *, staff_of_a_class: bool = False) -> list[str]:
    """What the tokens of a person with this organization role may carry, access to the service included.

    Somebody who helps in a class without being staff of the organization needs to teach there too.
    """
    granted = list(ROLE_SCOPES.get(role, ROLE_SCOPES["student"]))
    if staff_of_a_class and Scope.TEACH not in granted:
        granted.append(Scope.TEACH)
    return [ACCESS, *(scope.value for scope in granted)]
