"""The Hub's configuration, from what the stack (or an administrator) puts into the environment.

==========================  =========================================================================
``LECTORIUM_SECRETS_DIR``   the folder of secrets, see :mod:`lectorium_hub.stack`
``LECTORIUM_HOME``          the state folder: homes in ``users/``, servers' logs in ``logs/servers/``
``LECTORIUM_BIND_URL``      what the proxy listens on
``LECTORIUM_PROXY_API_URL`` the proxy's own API
``LECTORIUM_HUB_URL``       where the Hub listens
``LECTORIUM_API_URL``       where the API service listens
``LECTORIUM_PUBLIC_URL``    what people open
``LECTORIUM_SUBDOMAIN_HOST``  optional: a host whose subdomains people's servers get, as production should
==========================  =========================================================================
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lectorium.kit.settings import Settings, get_settings
from lectorium_hub.database import people_database
from lectorium_hub.gpus.desk import Desk
from lectorium_hub.gpus.devices import Device, DeviceError, discover
from lectorium_hub.roles import custom_scopes, load_roles, server_token_scopes, services
from lectorium_hub.spawners import hooks
from lectorium_hub.spawners.processes import MARK
from lectorium_hub.spawners.spawner import SandboxSpawner

TEMPLATES = Path(__file__).parent / "templates"
PASSWORDS = "lectorium_hub.authenticators.people.PeopleAuthenticator"
EXTERNAL = "lectorium_hub.authenticators.external.ExternalAuthenticator"
API_PREFIX = "/services/lectorium/"
# How long a changed role or a closed account may go unnoticed by the Hub.
REFRESH_SECONDS = 60
STARTS_AT_ONCE = 16
# Names become folders, host names and parts of addresses: no slash, nothing hidden.
NAMES = r"^[^\W_][\w.@+-]{0,127}$"


@dataclass(frozen=True)
class Site:
    """Where everything is; no secret is kept here."""

    home: Path
    secrets: Path
    bind_url: str
    proxy_api_url: str
    hub_url: str
    api_url: str
    public_url: str
    subdomain_host: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Site:
        """Read the table above; raises ``KeyError`` for what is missing."""
        return cls(
            home=Path(environ["LECTORIUM_HOME"]),
            secrets=Path(environ["LECTORIUM_SECRETS_DIR"]),
            bind_url=environ["LECTORIUM_BIND_URL"],
            proxy_api_url=environ["LECTORIUM_PROXY_API_URL"],
            hub_url=environ["LECTORIUM_HUB_URL"],
            api_url=environ["LECTORIUM_API_URL"],
            public_url=environ["LECTORIUM_PUBLIC_URL"],
            subdomain_host=environ.get("LECTORIUM_SUBDOMAIN_HOST", ""),
        )

    def secret(self, name: str) -> str:
        """One secret; raises ``FileNotFoundError``."""
        return (self.secrets / name).read_text().strip()


def configure(c: Any, site: Site | None = None) -> None:
    """Configure a JupyterHub; ``c`` is traitlets' configuration."""
    site = site or Site.from_environment()
    settings = get_settings()
    _network(c, site)
    _storage(c, site, settings)
    _people(c, site, settings)
    _servers(c, site, settings)
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.logo_file = str(TEMPLATES / "logo.svg")


def _network(c: Any, site: Site) -> None:
    c.JupyterHub.bind_url = site.bind_url
    c.JupyterHub.hub_bind_url = site.hub_url
    c.JupyterHub.subdomain_host = site.subdomain_host
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = site.proxy_api_url
    c.ConfigurableHTTPProxy.auth_token = site.secret("lectorium_proxy_token")


def _storage(c: Any, site: Site, settings: Settings) -> None:
    c.JupyterHub.db_url = settings.hub_database_url
    c.JupyterHub.db_kwargs = {"pool_pre_ping": True}
    c.JupyterHub.upgrade_db = True
    c.JupyterHub.cookie_secret_file = str(site.secrets / "lectorium_cookie_secret")


def _people(c: Any, site: Site, settings: Settings) -> None:
    c.JupyterHub.authenticator_class = EXTERNAL if settings.oauth_client_id else PASSWORDS
    c.PeopleAuthenticator.allow_all = True  # whoever has an open account
    c.PeopleAuthenticator.manage_groups = True
    c.PeopleAuthenticator.username_pattern = NAMES
    c.PeopleAuthenticator.auth_refresh_age = REFRESH_SECONDS
    # "Can't be refreshed" means here that the account is closed: its tokens end too.
    c.PeopleAuthenticator.auth_refresh_strict = True
    c.PeopleAuthenticator.refresh_pre_spawn = True
    if settings.oauth_client_id:
        _external(c, site, settings)
    tokens = (site.secret("lectorium_api_token"), site.secret("lectorium_supervisor_token"))
    c.JupyterHub.custom_scopes = custom_scopes()
    c.JupyterHub.load_roles = load_roles()
    c.JupyterHub.services = services(site.api_url, *tokens)


def _external(c: Any, site: Site, settings: Settings) -> None:
    external = c.ExternalAuthenticator
    external.login_service = "your school's account"
    external.enable_pkce = True
    external.authorize_url = settings.oauth_authorize_url
    external.token_url = settings.oauth_token_url
    external.userdata_url = settings.oauth_userinfo_url
    external.client_id = settings.oauth_client_id
    external.client_secret = settings.oauth_client_secret
    external.username_claim = settings.oauth_username_claim
    external.scope = ["openid", "profile", "email"]
    external.oauth_callback_url = f"{site.public_url}/hub/oauth_callback"


def _servers(c: Any, site: Site, settings: Settings) -> None:
    mark = os.environ.get(MARK, str(site.home))
    desk = Desk(_devices(settings.gpu_devices), people_database, partial(hooks.running_servers, mark))
    around = hooks.Hooks(desk)
    c.JupyterHub.spawner_class = SandboxSpawner
    c.JupyterHub.concurrent_spawn_limit = STARTS_AT_ONCE
    spawner = c.SandboxSpawner
    spawner.homes_folder = str(site.home / "users")
    spawner.state_folder = str(site.home)
    spawner.logs_folder = str(site.home / "logs" / "servers")
    spawner.handed_on = server_environment(site, mark)
    spawner.notebook_dir = "~"
    spawner.default_url = "/lab"
    spawner.disable_user_config = True
    spawner.server_token_scopes = server_token_scopes()
    spawner.options_form = around.form
    spawner.options_from_form = hooks.options_from_form
    spawner.apply_user_options = hooks.apply_options
    spawner.pre_spawn_hook = around.prepare
    spawner.post_stop_hook = around.ended
    spawner.http_timeout = 60
    spawner.poll_interval = 15


def _devices(wanted: str) -> tuple[Device, ...]:
    """The GPUs to offer: none where they can't be found out, since everything else works without."""
    try:
        return discover(wanted)
    except DeviceError as error:
        logging.getLogger("jupyterhub").warning("No GPU is offered: %s Run `lectorium doctor`.", error)
        return ()


def server_environment(site: Site, mark: str) -> dict[str, str]:
    """What every person's server is told by us; a student reads all of it."""
    return {"LECTORIUM_API_URL": f"{site.api_url}{API_PREFIX}", MARK: mark}
