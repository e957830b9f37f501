"""The caller of a service: a person known by name, never a bare id."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lectorium.kit.errors import Forbidden
from lectorium.rooms.people.models import Role, User

STAFF: frozenset[Role] = frozenset({"teacher", "ta", "admin"})
AUTHORS: frozenset[Role] = frozenset({"teacher", "admin"})


@dataclass(frozen=True)
class Actor:
    """Who is acting, and in which school.

    ``seen_by`` is who looks at one class, ``within``, as this person sees it: only to read, and nothing else
    of this person's.
    """

    user_id: UUID
    organization_id: UUID
    role: Role
    name: str
    within: UUID | None = None
    seen_by: Actor | None = None

    @classmethod
    def of(cls, user: User) -> Actor:
        """The actor that an account is."""
        return cls(user.id, user.organization_id, user.role, user.name)

    @property
    def is_admin(self) -> bool:
        """An administrator of the school."""
        return self.role == "admin"

    def require(self, roles: frozenset[Role], doing: str) -> None:
        """Raise :class:`Forbidden` unless in one of the roles; ``doing`` completes "may ..."."""
        if self.role not in roles:
            allowed = " and ".join(f"{role}s" for role in sorted(roles))
            raise Forbidden(
                f"Only {allowed} may {doing}. Nothing was changed. Ask an administrator if you should."
            )
