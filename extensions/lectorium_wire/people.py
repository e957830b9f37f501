"""People: who is who, and who may sign in."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Query, Shape

Role = Literal["student", "teacher", "ta", "admin", "researcher"]
USERNAME = r"^[a-z0-9][a-z0-9._-]{0,62}$"


class Person(Shape):
    """A person as others may see them."""

    id: UUID
    username: str
    name: str


class User(Person):
    """An account as its owner and an administrator see it."""

    email: str
    role: Role
    organization_id: UUID
    created_at: Instant
    last_login_at: Instant | None
    disabled: bool = False
    external_identity: str | None = Field(
        default=None, description="What the school's own sign-in calls this person"
    )


class ClassAccess(Shape):
    """What I may do in one class."""

    class_id: UUID
    class_name: str
    role: Literal["student", "ta", "teacher"]
    content: Literal["none", "view", "edit"]
    student_data: Literal["none", "view", "grade"]


class Me(User):
    """The caller."""

    organization_name: str
    classes: list[ClassAccess]


class UserCreate(Body):
    """An account made by an administrator."""

    username: str = Field(pattern=USERNAME)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    name: str = Field(min_length=1, max_length=200)
    role: Role = "student"
    password: str | None = Field(default=None, min_length=8, max_length=1024)


class UserPatch(Body):
    """What an administrator may change; absent keys stay."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    role: Role | None = None
    password: str | None = Field(default=None, min_length=8, max_length=1024)
    disabled: bool | None = None
    external_identity: str | None = Field(
        default=None,
        max_length=255,
        description="What the school's own sign-in calls this person; empty unlinks it",
    )


class UserQuery(Query):
    """Find people by the beginning of a name, username or address."""

    search: str | None = Field(default=None, max_length=100)


class PasswordChange(Body):
    """One's own password."""

    current: str = Field(max_length=1024)
    new: str = Field(min_length=8, max_length=1024)
