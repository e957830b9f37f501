"""Myself, and the organization's accounts."""

from __future__ import annotations

from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.base import Empty
from lectorium_wire.people import Me, PasswordChange, Role, User, UserCreate, UserPatch
from lectorium_wire.service import Gpus, Health


class UserChanges(TypedDict, total=False):
    """What an administrator may change about an account."""

    name: str
    role: Role
    password: str
    disabled: bool
    external_identity: str


class PeopleRoutes(Routes):
    """Who is who."""

    def health(self) -> Health:
        """Whether the service, its database and its queue answer, and its version."""
        return self._get("/health", Health)

    def me(self) -> Me:
        """Who I am, and my place in my classes."""
        return self._get("/me", Me)

    def change_my_password(self, current: str, new: str) -> None:
        """Change my own password; raises :class:`~lectorium_client.Invalid` if ``current`` is wrong."""
        body = make(PasswordChange, current=current, new=new)
        self._post("/me/password", Empty, body, repeatable=False)

    def users(self, search: str | None = None) -> Pages[User]:
        """Accounts of the organization by username (administrators); ``search``: the beginning of a name."""
        return self._pages("/users", User, search=search)

    def create_user(
        self,
        username: str,
        *,
        email: str,
        name: str,
        role: Role = "student",
        password: str | None = None,
    ) -> User:
        """Make an account (administrators); without a password it can't sign in with one yet."""
        body = make(UserCreate, username=username, email=email, name=name, role=role, password=password)
        return self._post("/users", User, body)

    def change_user(self, user_id: UUID, **changes: Unpack[UserChanges]) -> User:
        """Change an account, or close it with ``disabled=True`` (administrators).

        ``external_identity`` links it with the school's own sign-in; an empty one unlinks it.
        """
        return self._patch(f"/users/{user_id}", User, make(UserPatch, **changes))

    def gpus(self) -> Gpus:
        """The devices for kernels, free or taken; none is no fault."""
        return self._get("/gpus", Gpus)
