"""Sign-in through the Hub: browsers by OAuth, programs by token."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth import Authorizer, User
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from tornado.web import HTTPError, RequestHandler
from traitlets import default

CACHE_SECONDS = 10


class SharedHubAuth(HubOAuth):  # type: ignore[misc] # jupyterhub ships no types
    """Asks the Hub once for a token, however many requests come with it at the same time."""

    cache_max_age = CACHE_SECONDS

    def __init__(self, **kwargs: Any) -> None:
        """Nothing is under way yet."""
        super().__init__(**kwargs)
        self._under_way: dict[str, asyncio.Future[Any]] = {}

    async def _check_hub_authorization(
        self, url: str, api_token: str, cache_key: str | None = None, use_cache: bool = True
    ) -> Any:
        key = cache_key or ""
        if not use_cache or not key or key in self.cache:
            return await super()._check_hub_authorization(url, api_token, cache_key, use_cache)
        if key not in self._under_way:
            question = asyncio.ensure_future(self._look_up(url, api_token, key))
            self._under_way[key] = question
            question.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(self._under_way[key])

    async def _look_up(self, url: str, api_token: str, key: str) -> Any:
        """Whose a token is. A Hub whose database is away knows nobody: it doesn't know us either, then."""
        ask = super()._check_hub_authorization
        found = await ask(url, api_token, use_cache=False)
        if found is None:
            if await ask(url, self.api_token, use_cache=False) is None:
                raise HTTPError(503, "The Hub knows nobody now, not even this service.")
            found = await ask(url, api_token, use_cache=False)
        self.cache[key] = found
        return found


class HubIdentityProvider(JupyterHubIdentityProvider):  # type: ignore[misc] # jupyterhub ships no types
    """The Hub's identity provider over :class:`SharedHubAuth`."""

    @default("hub_auth")
    def _default_hub_auth(self) -> SharedHubAuth:
        return SharedHubAuth(parent=self)


class NothingOfTheHost(Authorizer):
    """The host's own API (contents, kernels) isn't offered; our routes and pages decide for themselves."""

    def is_authorized(
        self,
        handler: RequestHandler,  # noqa: ARG002 # the signature is the host's
        user: User,  # noqa: ARG002
        action: str,  # noqa: ARG002
        resource: str,
    ) -> bool:
        """Never, except reports about the pages' own policy."""
        return resource == "csp"
