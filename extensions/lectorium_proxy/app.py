"""The extension: one handler and one way upstream."""

from __future__ import annotations

from jupyter_server.extension.application import ExtensionApp

from lectorium_proxy.handler import ProxyHandler
from lectorium_proxy.upstream import Upstream


class LectoriumProxy(ExtensionApp):
    """Forwards ``/lectorium/api`` to the service, for this server's owner only."""

    name = "lectorium_proxy"

    def initialize_handlers(self) -> None:
        """Everything below the API's prefix."""
        self.upstream = Upstream.from_environment()
        self.handlers.append((r"/lectorium/api(/.*)?", ProxyHandler, {"upstream": self.upstream}))

    async def stop_extension(self) -> None:
        """Close what is open upstream."""
        await self.upstream.close()
