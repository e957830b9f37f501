"""The school's own sign-in (OAuth 2 or OpenID Connect), beside our passwords."""

from __future__ import annotations

from typing import Any

from oauthenticator.generic import GenericOAuthenticator  # type: ignore[import-untyped]
from tornado import web

from lectorium.rooms.people import api as people
from lectorium_hub.authenticators.people import PeopleAuthenticator

UNKNOWN = (
    "Your school signed you in, but no open account here belongs to that name. Nothing was changed. "
    "Ask your teacher or administrator to connect your account."
)


class ExternalAuthenticator(PeopleAuthenticator, GenericOAuthenticator):  # type: ignore[misc]
    """Asks the school's provider who it is, and our table which account that is.

    The provider's word is one claim (``username_claim``), which must equal an account's external
    identity: the provider decides nothing but that. The form with a password stays, for accounts
    that the provider doesn't know.
    """

    async def authenticate(
        self, handler: Any, data: dict[str, str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The form's password where there is one, else the provider's answer; raises 403."""
        if data and "username" in data:
            return await PeopleAuthenticator.authenticate(self, handler, data)
        answer = await GenericOAuthenticator.authenticate(self, handler, data, **kwargs)
        identity = answer["name"]
        signed_in = await self.in_thread(lambda session: people.sign_in_external(session, identity))
        if signed_in is None:
            raise web.HTTPError(403, UNKNOWN)
        return await self.welcome(signed_in)

    def login_url(self, base_url: str) -> str:
        """Where the school's button leads; the form posts to the Hub's own page."""
        return str(GenericOAuthenticator.login_url(self, base_url))

    async def check_allowed(self, *_: Any) -> bool:
        """Whoever has an open account; that was asked when signing in."""
        return True
