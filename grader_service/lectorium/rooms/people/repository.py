"""Statements over people."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, String, any_, func, literal, or_, select

from lectorium.rooms.people.models import Organization, User


def living() -> Select[User]:
    """All accounts that have not ended."""
    return select(User).where(User.deleted_at.is_(None))


def by_login(login: str) -> Select[User]:
    """The account that a typed name means: the sign-in name."""
    return living().where(User.login_name == login)


def by_email(email: str) -> Select[User]:
    """Accounts with an address."""
    return living().where(func.lower(User.email) == email.lower())


def in_organization(organization_id: UUID) -> Select[User]:
    """All accounts of a school."""
    return living().where(User.organization_id == organization_id)


def by_name_or_email(organization_id: UUID, name: str) -> Select[User]:
    """The account in a school with that username or address."""
    typed = name.strip().lower()
    return in_organization(organization_id).where(
        or_(User.username == typed, func.lower(User.email) == typed)
    )


def people_named(organization_id: UUID, names: Collection[str]) -> Select[User]:
    """The accounts in a school with any of these usernames or addresses, which are given in small letters."""
    wanted = literal(list(names), ARRAY(String()))
    return in_organization(organization_id).where(
        or_(User.username == any_(wanted), func.lower(User.email) == any_(wanted))
    )


def search(organization_id: UUID, text: str | None) -> Select[User]:
    """Accounts of a school whose name, username or address begins like ``text``."""
    statement = in_organization(organization_id)
    return statement.where(begins_with(text)) if text else statement


def begins_with(text: str) -> ColumnElement[bool]:
    """Whether any name of a person begins like ``text``."""
    prefix = text.strip().lower()
    columns = (User.username, func.lower(User.name), func.lower(User.email))
    return or_(*(column.startswith(prefix, autoescape=True) for column in columns))


def organization_by_slug(slug: str) -> Select[Organization]:
    """A school by its short name."""
    return select(Organization).where(Organization.slug == slug)
