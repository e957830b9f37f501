"""Accounts: my own, and the organization's for its administrators."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest
from lectorium.rooms.people import api as people
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import ADMIN, ANYONE
from lectorium_wire.base import Query
from lectorium_wire.people import USERNAME, Role

routes = Pages("accounts")
PAGE = 200


class UsersQuery(Query):
    """Filter and page."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    search: str | None = Field(default=None, max_length=100)


class UserForm(Form):
    """A new account."""

    username: str = Field(pattern=USERNAME)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    name: str = Field(min_length=1, max_length=200)
    role: Role = "student"
    password: str = Field(default="", max_length=1024)


class ChangeForm(Form):
    """What an administrator changes with one button."""

    role: Role | None = None
    disabled: Literal["yes", "no"] | None = None
    new_password: Literal["yes"] | None = None
    external_identity: str | None = Field(default=None, max_length=255)


class PasswordForm(Form):
    """My own password, typed twice."""

    current: str = Field(max_length=1024)
    new: str = Field(min_length=8, max_length=1024)
    again: str = Field(max_length=1024)


@routes.get("/users", rule=ADMIN, scope=Scope.ADMIN)
def view_users(call: Call, query: UsersQuery | None = None) -> View:
    """The organization's accounts."""
    asked = query or UsersQuery()
    page = PageRequest(asked.limit, asked.after)
    users = people.list_users(call.session, call.actor, asked.search or None, page)
    name = people.organization_name(call.session, call.actor.organization_id)
    linked = any(user.external_identity for user in users.items)
    context = {
        "users": users,
        "search": asked.search or "",
        "organization": name,
        "given": None,
        "erasures": people.count_requests(call.session, call.actor),
        "school_sign_in": linked or bool(call.services.settings.oauth_client_id),
    }
    return View("users.html", context)


@routes.action("/users", rule=ADMIN, scope=Scope.ADMIN, back=view_users)
def make_user(call: Call, body: UserForm) -> View:
    """Make an account; without a password one is made up and shown this once."""
    password = body.password or people.generate_password()
    values = {**body.model_dump(), "password": password}
    user = people.create_user(call.session, call.actor, people.NewUser(**values))
    return _with_password(call, user, password if not body.password else None)


@routes.action("/users/{user_id}", rule=ADMIN, scope=Scope.ADMIN, back=view_users)
def change_user(call: Call, user_id: UUID, body: ChangeForm) -> View | Redirect:
    """Change a role, close or open an account, link the school's sign-in, or give a new password."""
    changes: dict[str, Any] = {"role": body.role} if body.role else {}
    if body.disabled:
        changes["disabled"] = body.disabled == "yes"
    if body.external_identity is not None:
        changes["external_identity"] = body.external_identity
    password = people.generate_password() if body.new_password else None
    user = people.change_user(call.session, call.actor, user_id, password=password, **changes)
    return _with_password(call, user, password) if password else Redirect("/users", "changed")


@routes.get("/me", rule=ANYONE)
def view_me(call: Call) -> View:
    """My account."""
    user = people.find_user(call.session, call.actor, call.actor.user_id)
    name = people.organization_name(call.session, call.actor.organization_id)
    return View("me.html", {"user": user, "organization": name})


@routes.action("/me/password", rule=ANYONE, scope=Scope.WORK, back=view_me)
def change_password(call: Call, body: PasswordForm) -> Redirect:
    """Change my password."""
    if body.new != body.again:
        raise Invalid(
            "The two new passwords differ. The old one still holds. Type them again.", field="again"
        )
    people.change_password(call.session, call.actor, body.current, body.new)
    return Redirect("/me", "password")


def _with_password(call: Call, user: people.User, password: str | None) -> View:
    view = view_users(call)
    return View(view.template, {**view.context, "given": (user, password)})
