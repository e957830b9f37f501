"""Signing in: with a password, or as whom an external provider says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import DomainError, TooMany, Unauthorized
from lectorium.rooms.people import passwords, repository
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.models import Role, User

FREE_FAILURES = 60
"""Of one account from all addresses together; one address alone is slowed down long before (by the Hub)."""
LONGEST_WAIT = timedelta(minutes=5)
FORGIVEN_AFTER = timedelta(minutes=15)
"""One failure. One address gets a try an hour in the end, so that alone it never reaches the bound."""


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in."""

    user_id: UUID
    login_name: str
    role: Role
    name: str


class SignInRefused(Unauthorized):
    """Wrong name or password, or a closed account: which of these isn't said."""

    default_code = "sign_in_refused"


@dataclass(frozen=True)
class Outcome:
    """What an attempt to sign in came to; a refusal is returned, not raised, so that it is counted."""

    signed_in: SignedIn | None = None
    error: DomainError | None = None


def authenticate(session: Session, login: str, password: str) -> Outcome:
    """Check a name (or address) and password.

    This is the bound for an account whoever guesses: after 60 failures each doubles the wait, up
    to five minutes; one is forgiven every quarter of an hour.  An unknown name costs the same
    time as a wrong password.
    """
    user = _find(session, login)
    moment = now(session)
    if user is not None and user.login_not_before is not None and user.login_not_before > moment:
        return Outcome(error=_slow_down(user.login_not_before - moment))
    matches = passwords.verify_password(user.password_hash if user else None, password)
    if user is None or not matches:
        _count_failure(user, moment)
        return Outcome(error=_refused())
    if user.disabled:
        return Outcome(error=_refused())
    return Outcome(signed_in=_welcome(user, moment, password))


def sign_in_external(session: Session, identity: str) -> SignedIn | None:
    """The account of an external identity, if one is linked and open."""
    user = session.scalar(repository.living().where(User.external_identity == identity))
    if user is None or user.disabled:
        return None
    user.last_login_at = now(session)
    return _signed_in(user)


def by_login_name(session: Session, login_name: str) -> User | None:
    """The open account of a Hub user name."""
    user = session.scalar(repository.by_login(login_name))
    return user if user is not None and not user.disabled else None


ACTOR = select(User.id, User.organization_id, User.role, User.name).where(
    User.login_name == bindparam("login"), User.deleted_at.is_(None), User.disabled_at.is_(None)
)
"""Asked before nearly every page: only what an actor is, and made once."""


def actor_for(session: Session, login_name: str) -> Actor:
    """The caller behind a Hub user name; raises :class:`Unauthorized` if the account is closed."""
    row = session.execute(ACTOR, {"login": login_name}).one_or_none()
    if row is None:
        raise Unauthorized(
            "This account is closed or unknown. Your work is kept. Ask your school's administrator."
        )
    return Actor(*row)


def _find(session: Session, login: str) -> User | None:
    typed = login.strip().lower()
    if "@" not in typed:
        return session.scalar(repository.by_login(typed).with_for_update())
    users = session.scalars(repository.by_email(typed).limit(2).with_for_update()).all()
    return users[0] if len(users) == 1 else None


def _count_failure(user: User | None, moment: datetime) -> None:
    if user is None:
        return
    over = _remembered(user, moment) + 1 - FREE_FAILURES
    wait = min(timedelta(seconds=2 ** min(over, 10)), LONGEST_WAIT) if over >= 0 else timedelta(0)
    user.failed_logins, user.login_not_before = over + FREE_FAILURES, moment + wait


def _remembered(user: User, moment: datetime) -> int:
    """Failures not forgiven yet; ``login_not_before`` says when the last was, and its wait over."""
    since = moment - (user.login_not_before or moment)
    return max(0, user.failed_logins - max(0, since // FORGIVEN_AFTER))


def _welcome(user: User, moment: datetime, password: str) -> SignedIn:
    user.failed_logins, user.login_not_before, user.last_login_at = 0, None, moment
    if user.password_hash and passwords.needs_rehash(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return _signed_in(user)


def _signed_in(user: User) -> SignedIn:
    return SignedIn(user.id, user.login_name, user.role, user.name)


def _refused() -> DomainError:
    return SignInRefused("Name and password don't match an open account. Your work is kept. Try again.")


def _slow_down(wait: timedelta) -> DomainError:
    seconds = int(wait.total_seconds()) + 1
    return TooMany(
        f"Too many failed sign-ins. The account is safe. Try again in {seconds} seconds.", code="slow_down"
    )


def has_login(session: Session, login_name: str) -> bool:
    """Whether an account has this login name, open or closed."""
    return session.scalar(select(User.id).where(User.login_name == login_name).limit(1)) is not None


def role_of(session: Session, login_name: str) -> Role | None:
    """The role of an open account, for the Hub's groups."""
    return session.scalar(
        select(User.role).where(
            User.login_name == login_name, User.deleted_at.is_(None), User.disabled_at.is_(None)
        )
    )
