"""The process's own numbers for Prometheus: an administrator's business, and nobody else's."""

from __future__ import annotations

import prometheus_client
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler

from lectorium.kit.errors import DomainError, Unauthorized
from lectorium_server.auth.caller import check, person_of
from lectorium_server.auth.scopes import Scope
from lectorium_server.routing.errors import explain, render
from lectorium_server.routing.rules import ADMIN
from lectorium_server.services import Services


class MetricsHandler(JupyterHandler):
    """Stands before the host's own handler, which answers whoever is signed in."""

    services: Services

    def initialize(self, services: Services) -> None:
        """Take what the application holds."""
        self.services = services

    @allow_unauthenticated
    async def get(self) -> None:
        """Answer an administrator, or a scraper with a token of theirs."""
        try:
            await self._check_caller()
        except Exception as error:  # noqa: BLE001 # the edge: whatever it is becomes an answer
            self._refuse(explain(error))
            return
        self.set_header("Content-Type", prometheus_client.CONTENT_TYPE_LATEST)
        self.finish(prometheus_client.generate_latest(prometheus_client.REGISTRY))

    async def _check_caller(self) -> None:
        if self.current_user is None and not getattr(self, "_cached_hub_user", None):
            raise Unauthorized("You are not signed in here. Nothing was changed. Send a token.")
        check(ADMIN, Scope.ADMIN, await person_of(self.services, self.current_user))

    def _refuse(self, error: DomainError) -> None:
        reply = render(error)
        self.set_status(reply.status)
        for name, value in reply.headers.items():
            self.set_header(name, value)
        self.set_header("Content-Type", reply.media_type)
        self.finish(reply.body)
