"""Making and changing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Invalid, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.people import audit, passwords, repository
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.erasing import PSEUDONYM, is_reserved
from lectorium.rooms.people.models import Organization, Role, User

ADMIN_ONLY: frozenset[Role] = frozenset({"admin"})


@dataclass(frozen=True)
class NewUser:
    """What an account needs; without a password only an external sign-in opens it."""

    username: str
    email: str
    name: str
    role: Role = "student"
    password: str | None = None
    external_identity: str | None = None
    by_chance: bool = False
    """Whether the password was made by :func:`generate_password`."""


def create_organization(session: Session, name: str, slug: str) -> Organization:
    """Found a school; raises :class:`Conflict` if the name or short name is taken."""
    organization = Organization(id=new_id(), name=name, slug=slug)
    try:
        with session.begin_nested():
            session.add(organization)
    except IntegrityError:
        raise Conflict(
            "A school of that name exists. Nothing was changed. Choose another.", field="slug"
        ) from None
    return organization


def add_user(session: Session, organization_id: UUID, new: NewUser) -> User:
    """Make an account, whoever asks; raises :class:`Conflict` naming the field that is taken.

    Raises :class:`Invalid` for a name that could be taken for an erased person's.
    """
    reserved = why_reserved(new.username)
    if reserved:
        raise Invalid(f"{reserved} Nothing was changed. Choose another.", code="reserved", field="username")
    organization = session.get_one(Organization, organization_id)
    user = User(
        id=new_id(),
        organization_id=organization_id,
        username=new.username,
        login_name=_free_login(session, new.username, organization.slug),
        email=new.email,
        name=new.name,
        role=new.role,
        password_hash=(
            passwords.hash_password(new.password, by_chance=new.by_chance) if new.password else None
        ),
        external_identity=new.external_identity,
        created_at=now(session),
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise _taken(error) from None
    return user


def why_reserved(username: str) -> str | None:
    """Why nobody may be called that, in a sentence; None where they may."""
    if not username.lower().startswith(PSEUDONYM):
        return None
    return f"Usernames that begin with {PSEUDONYM} are kept for people who were erased."


def create_user(session: Session, actor: Actor, new: NewUser) -> User:
    """Make an account in the administrator's school."""
    actor.require(ADMIN_ONLY, "make accounts")
    user = add_user(session, actor.organization_id, new)
    audit.record(
        session, actor, "user.create", "user", [user.id], after={"username": new.username, "role": new.role}
    )
    return user


def change_user(
    session: Session,
    actor: Actor,
    user_id: UUID,
    *,
    name: str | None = None,
    role: Role | None = None,
    password: str | None = None,
    disabled: bool | None = None,
    external_identity: str | None = None,
) -> User:
    """Change an account in the administrator's school; absent values stay.

    ``external_identity`` links the account with the school's own sign-in; an empty one unlinks it.
    Raises :class:`Conflict` where another account has it.
    """
    actor.require(ADMIN_ONLY, "change accounts")
    session.get(User, user_id, with_for_update=True, populate_existing=True)  # nobody is erased meanwhile
    user = find_user(session, actor, user_id)
    if user.id == actor.user_id and (disabled or (role is not None and role != "admin")):
        raise Conflict(
            "You can't take your own administration away. Nothing was changed. Ask another administrator."
        )
    before = _picture(user)
    user.name = name if name is not None else user.name
    user.role = role if role is not None else user.role
    if password is not None:
        user.password_hash = passwords.hash_password(password)
    if disabled is not None:
        user.disabled_at = now(session) if disabled else None
    if external_identity is not None:
        _link(session, user, external_identity)
    after = _picture(user) | ({"password": True} if password is not None else {})
    audit.record(session, actor, "user.change", "user", [user.id], before=before, after=after)
    return user


def _picture(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "role": user.role,
        "disabled": user.disabled,
        "external_identity": user.external_identity,
    }


def _link(session: Session, user: User, identity: str) -> None:
    try:
        with session.begin_nested():
            user.external_identity = identity.strip() or None
    except IntegrityError:
        raise Conflict(
            "Another account has this external identity. Nothing was changed. Unlink it there first.",
            code="identity_taken",
            field="external_identity",
        ) from None


def change_password(session: Session, actor: Actor, current: str, new: str) -> None:
    """Change one's own password; raises :class:`Invalid` if the current one is wrong."""
    user = session.get_one(User, actor.user_id)
    if not passwords.verify_password(user.password_hash, current):
        raise Invalid("That isn't your current password. It still holds. Try again.", field="current")
    user.password_hash = passwords.hash_password(new)
    audit.record(session, actor, "user.password", "user", [user.id])


def set_password(session: Session, login_name: str, password: str) -> User:
    """Set somebody's password from the command line; raises :class:`NotFound`."""
    user = session.scalar(repository.by_login(login_name))
    if user is None:
        raise NotFound.of("account")
    user.password_hash = passwords.hash_password(password)
    user.failed_logins, user.login_not_before = 0, None
    return user


def find_user(session: Session, actor: Actor, user_id: UUID) -> User:
    """An account of the actor's own school; raises :class:`NotFound`."""
    user = session.get(User, user_id)
    if user is None or user.deleted_at is not None or user.organization_id != actor.organization_id:
        raise NotFound.of("account")
    return user


def list_users(session: Session, actor: Actor, search: str | None, page: PageRequest) -> Slice[User]:
    """The school's accounts by username."""
    actor.require(ADMIN_ONLY, "list accounts")
    statement = repository.search(actor.organization_id, search)
    return fetch_page(session, statement, (User.username, User.id), page, casts=(str, UUID))


def organization_name(session: Session, organization_id: UUID) -> str:
    """A school's name."""
    return session.get_one(Organization, organization_id).name


def _free_login(session: Session, username: str, slug: str) -> str:
    """Neither anybody's, nor an erased person's: their folder on the Hub has the name."""
    for wanted in (username, f"{username}--{slug}", *(f"{username}--{slug}-{n}" for n in range(2, 100))):
        taken = select(User.id).where(User.login_name == wanted).exists() | is_reserved(literal(wanted))
        if not session.scalar(select(taken)):
            return wanted
    return f"{username}--{new_id().hex}"


def _taken(error: IntegrityError) -> Conflict:
    field = "email" if "email" in str(error.orig) else "username"
    return Conflict(
        f"That {field} is taken in this school. Nothing was changed. Choose another.", field=field
    )


__all__ = [
    "NewUser",
    "add_user",
    "change_password",
    "change_user",
    "create_organization",
    "create_user",
    "find_user",
    "list_users",
    "organization_name",
    "set_password",
]
