"""Passwords, roles and groups from our own accounts."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from jupyterhub.auth import Authenticator
from sqlalchemy.orm import Session
from tornado import web
from traitlets import Any as AnyTrait
from traitlets import default

from lectorium.kit.errors import DomainError
from lectorium.kit.throttle import DoublingThrottle, Throttle, network
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium_hub.database import people_database
from lectorium_hub.roles import CLASS_STAFF

Answer = TypeVar("Answer")
# A password check takes 64 MB for some 50 ms; what comes in more at once waits its turn.
CHECKS_AT_ONCE = 2
LONGEST_NAME, LONGEST_PASSWORD = 254, 1024
EMPTY = "A name and a password are needed. Your work is kept. Fill in both."
WAIT = (
    "There were too many failed sign-ins with this name from your network. The account is safe, and open "
    "from elsewhere. Try again in {seconds} seconds, or ask an administrator of your school for a new "
    "password."
)
CROWDED = (
    "There were too many failed sign-ins from this network. All accounts are safe. "
    "Try again in {seconds} seconds."
)


FREE_FAILURES, SECONDS_PER_FAILURE = 30, 3.0
"""Of one address, whichever names it tries: generous, since a whole school may come from one."""
FREE_FOR_ONE_NAME, LONGEST_WAIT = 5, 3600.0
"""Of one address with one name: who guesses here makes nobody elsewhere wait."""


class PeopleAuthenticator(Authenticator):  # type: ignore[misc] # jupyterhub ships no types
    """Asks the accounts' table; the role becomes the person's group in the Hub."""

    throttle = AnyTrait(help="Slows down addresses that fail often.")
    guesses = AnyTrait(help="Slows down an address that fails often with one name.")
    executor = AnyTrait(help="The threads in which passwords are checked.")

    @default("throttle")
    def _own_throttle(self) -> Throttle:
        return Throttle(FREE_FAILURES, SECONDS_PER_FAILURE)

    @default("guesses")
    def _own_guesses(self) -> DoublingThrottle:
        return DoublingThrottle(FREE_FOR_ONE_NAME, LONGEST_WAIT)

    @default("executor")
    def _own_executor(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(CHECKS_AT_ONCE, thread_name_prefix="passwords")

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any]:
        """Sign in with the form's ``username`` and ``password``; raises 403 or 429 with words for people."""
        login, password = data.get("username", "").strip(), data.get("password", "")
        if not login or not password or len(login) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            raise web.HTTPError(403, EMPTY)
        address = network(handler.request.remote_ip)
        guess = f"{login.lower()} {address}"
        _refuse(self.throttle.wait(address), CROWDED)
        _refuse(self.guesses.wait(guess), WAIT)
        self.guesses.failed(guess)  # beforehand, so that many at once count like many after each other
        outcome = await self.in_thread(lambda session: people.authenticate(session, login, password))
        if outcome.signed_in is None:
            self.throttle.failed(address)
            raise refusal(outcome.error)
        self.guesses.forgive(guess)
        return await self.welcome(outcome.signed_in)

    async def refresh_user(self, user: Any, handler: Any = None) -> dict[str, Any] | bool:  # noqa: ARG002
        """The account's role now; False once it is closed, which ends its sessions and tokens."""
        groups = await self.in_thread(lambda session: groups_of(session, user.name))
        return {"name": user.name, "groups": groups} if groups else False

    async def welcome(self, signed_in: people.SignedIn) -> dict[str, Any]:
        """What JupyterHub wants to know of a person."""
        groups = await self.in_thread(lambda session: groups_of(session, signed_in.login_name))
        return {
            "name": signed_in.login_name,
            "groups": groups,
            "user_info": {"name": signed_in.name, "display_name": signed_in.name},
        }

    async def in_thread(self, work: Callable[[Session], Answer]) -> Answer:
        """Do something with the accounts in one transaction, off the Hub's loop."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, _transact, work)


def _refuse(wait: float, words: str) -> None:
    """Raise 429 while somebody has to wait."""
    if wait > 0:
        raise web.HTTPError(429, words.format(seconds=math.ceil(wait)))


def groups_of(session: Session, login_name: str) -> list[str]:
    """A person's role in the school, and whether they help to teach a class; none for a closed account."""
    role = people.role_of(session, login_name)
    if role is None:
        return []
    return [role, CLASS_STAFF] if courses.is_class_staff(session, login_name) else [role]


def refusal(error: DomainError | None) -> web.HTTPError:
    """The domain's refusal as the Hub shows it on its form (where 401 would mean another kind of sign-in)."""
    if error is None or error.status == 401:
        return web.HTTPError(403, "Sign-in was refused." if error is None else error.detail)
    return web.HTTPError(error.status, error.detail)


def _transact(work: Callable[[Session], Answer]) -> Answer:
    with people_database().transaction() as session:
        return work(session)
