"""The application: a headless Jupyter Server that offers our routes and pages, and nothing of its own."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from jupyter_server import log as host_log
from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado.web import RedirectHandler, RequestHandler
from traitlets import Unicode
from traitlets.config import Config

from lectorium.kit.settings import SECRETS_DIR, get_settings
from lectorium.platform import Platform
from lectorium_server.auth.hub import HubIdentityProvider, NothingOfTheHost
from lectorium_server.events.broker import Broker
from lectorium_server.metrics import MetricsHandler
from lectorium_server.pages.handler import NoSuchPageHandler, PageHandler
from lectorium_server.pages.table import PAGES
from lectorium_server.routes import TABLE
from lectorium_server.routing.handler import ApiHandler
from lectorium_server.services import Services

HERE = Path(__file__).parent
DRAIN_BYTES = 64_000_000
"""What is read and dropped of a body over the limit, so that the 413 arrives; beyond it the line is cut."""


def log_request(handler: RequestHandler) -> None:
    """As the host logs, but not even for debugging what went well: making up its line costs each request."""
    if handler.get_status() >= 300:
        host_log.log_request(handler, record_prometheus_metrics=False)  # type: ignore[no-untyped-call]


class HeadlessServer(ServerApp):
    """Jupyter Server without contents, kernels and the rest."""

    default_services: ClassVar[tuple[str, ...]] = ("auth", "security")  # type: ignore[assignment,misc]


class LectoriumServer(ExtensionAppJinjaMixin, ExtensionApp):
    """The trusted API and the staff's pages."""

    name = "lectorium_server"
    extension_url = "/lectorium/"
    load_other_extensions = False
    serverapp_class = HeadlessServer
    static_paths: ClassVar[list[str]] = [str(HERE / "pages" / "static")]  # type: ignore[misc]
    template_paths: ClassVar[list[str]] = [str(HERE / "pages" / "templates")]  # type: ignore[misc]
    lab_url = Unicode("/hub/home", config=True, help="Where people open their own server")

    def initialize_settings(self) -> None:
        """Connect lazily to the platform's parts: one that is down answers 503 and doesn't stop us."""
        settings = get_settings()
        assert self.serverapp is not None
        # The host lets debug records through to its handlers, which drop them: a tenth of a short request.
        self.serverapp.log.setLevel(self.serverapp.log_level)
        self.services = Services(Platform(settings))
        self.broker = Broker(settings.database_url)

    def initialize_handlers(self) -> None:
        """The API, the pages, and the way to them."""
        api = {"table": TABLE, "services": self.services, "broker": self.broker}
        assert self.serverapp is not None
        home = url_path_join(self.serverapp.base_url, "lectorium", "")
        self.handlers.append((r"/lectorium/api(?:/.*)?", ApiHandler, api))
        self.handlers.append(
            (r"/lectorium(?:/.*)?", PageHandler, {"table": PAGES, "services": self.services})
        )
        self.handlers.append((r"/metrics", MetricsHandler, {"services": self.services}))
        self.handlers.append((r"/?", RedirectHandler, {"url": home, "permanent": False}))
        self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        """The host's last rule takes every other address: its bare page becomes ours, with the way back."""
        assert self.serverapp is not None
        last = self.serverapp.web_app.wildcard_router
        last.rules.pop()
        last.add_rules([(r".*", NoSuchPageHandler, {"table": PAGES, "services": self.services})])

    async def _start_jupyter_server_extension(self, _: ServerApp) -> None:
        self.broker.start()
        self.services.relay.start(self.broker)

    async def stop_extension(self) -> None:
        """Let running requests end, and mark the answers that don't."""
        await self.services.relay.stop()
        await self.broker.stop()
        self.services.close()


def hub_token() -> str:
    """The service's own token: from the folder of secrets, or from the environment."""
    folder = os.environ.get(SECRETS_DIR)
    secret = Path(folder) / "lectorium_api_token" if folder else None
    if secret is not None and secret.exists():
        return secret.read_text().strip()
    return os.environ.get("JUPYTERHUB_API_TOKEN", "")


def service_config() -> Config:
    """What differs from a usual Jupyter Server; address and prefix are the Hub's to say."""
    address = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", "http://127.0.0.1:8889"))
    token = hub_token()
    config = Config()
    config.ServerApp.update(
        {
            "ip": address.hostname or "127.0.0.1",
            "port": address.port or 80,
            "port_retries": 0,
            "base_url": os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/"),
            "open_browser": False,
            "allow_root": True,
            "allow_remote_access": True,
            "trust_xheaders": True,
            "record_http_request_metrics": False,
            "answer_yes": True,
            "max_body_size": DRAIN_BYTES,
            "max_buffer_size": DRAIN_BYTES,
            "identity_provider_class": HubIdentityProvider,
            "authorizer_class": NothingOfTheHost,
            # All replicas share the Hub's token, so they share this; it changes nothing on disk.
            "cookie_secret": hashlib.sha256(b"cookies of the pages:" + token.encode()).digest(),
            # tornado's own check comes before sign-in and refuses tokens; Jupyter's comes after and stays.
            "tornado_settings": {"xsrf_cookies": False, "log_function": log_request},
        }
    )
    config.HubAuth.api_token = token
    return config
