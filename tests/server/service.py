"""The API service as it really runs: a process of its own, beside a Postgres, a Valkey and a small Hub."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from lectorium_hub.stack import valkey
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.ports import find_free
from lectorium_hub.stack.secrets import SecretFolder
from tests.server.hub import SmallHub

PREFIX = "/services/lectorium"
START_SECONDS = 60
PLAIN = httpx.create_ssl_context()
"""Of all clients: each would read the machine's certificates anew, which takes longer than most tests."""
CLIENTS: list[httpx.Client] = []
"""What is open; a test's own end with it (``nobody_keeps_a_line``)."""


@dataclass
class RunningService:
    """A running service and how to call it."""

    url: str
    hub: SmallHub
    log: Path
    pid: int

    @property
    def api(self) -> str:
        return f"{self.url}{PREFIX}/lectorium/api"

    def client(self, login: str | None = None, scopes: list[str] | None = None) -> httpx.Client:
        """A client of somebody, or of a stranger."""
        headers = {} if login is None else {"Authorization": f"token {self.hub.token(login, scopes)}"}
        return self.open(base_url=self.api, headers=headers, timeout=60)

    def open(self, **options: Any) -> httpx.Client:
        """A client that is closed with the test that opened it."""
        CLIENTS.append(httpx.Client(verify=PLAIN, **options))
        return CLIENTS[-1]


def close_clients(first: int = 0) -> None:
    """All that were opened after so many."""
    while len(CLIENTS) > first:
        CLIENTS.pop().close()


@contextmanager
def running_valkey(folder: Path) -> Iterator[str]:
    """A queue of the tests' own; gives its URL."""
    home = Home(folder)
    home.create()
    secrets = SecretFolder(home.secrets)
    secrets.generate()
    port = find_free()
    valkey.configure(home, secrets, port)
    with (
        (folder / "valkey.log").open("wb") as log,
        subprocess.Popen(valkey.server_command(home), stdout=log, stderr=log) as process,
    ):
        try:
            yield valkey.url(secrets, port)
        finally:
            process.terminate()


@contextmanager
def running_service(folder: Path, settings: dict[str, str], hub: SmallHub) -> Iterator[RunningService]:
    """Start ``python -m lectorium_server`` and stop it at the end."""
    port = find_free()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        **{f"LECTORIUM_{key.upper()}": value for key, value in settings.items()},
        "LECTORIUM_OBJECTS_URL": f"folder://{folder / 'objects'}",
        "JUPYTERHUB_API_TOKEN": hub.token("lectorium"),
        "JUPYTERHUB_API_URL": hub.api_url,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "service-lectorium",
        "JUPYTERHUB_SERVICE_NAME": "lectorium",
        "JUPYTERHUB_SERVICE_PREFIX": f"{PREFIX}/",
        "JUPYTERHUB_SERVICE_URL": url,
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{PREFIX}/oauth_callback",
    }
    log = folder / "service.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "lectorium_server"],
            env=environment,
            stdout=output,
            stderr=output,
            cwd=folder,
        ) as process,
    ):
        try:
            service = RunningService(url, hub, log, process.pid)
            _wait(service, process)
            yield service
        finally:
            close_clients()
            process.terminate()


def _wait(service: RunningService, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{service.api}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The service didn't start:\n{service.log.read_text()[-4000:]}")
