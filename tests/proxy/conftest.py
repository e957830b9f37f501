"""A student's server, running for real, before the real service and before a small one with bad habits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from lectorium_hub.stack.ports import find_free
from lectorium_server.auth.scopes import scopes_of
from tests.proxy.upstream import SmallUpstream, running_upstream
from tests.server.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.server.hub import SmallHub
from tests.server.service import RunningService
from tests.server.world import World

START_SECONDS = 90


@dataclass
class StudentServer:
    """A running single-user server, its owner, and the token with which a browser of theirs would come."""

    url: str
    owner: str
    token: str
    own_token: str

    def client(self, token: str | None = "owner") -> httpx.Client:
        headers = (
            {} if token is None else {"Authorization": f"token {self.token if token == 'owner' else token}"}
        )
        return httpx.Client(base_url=f"{self.url}/lectorium/api", headers=headers, timeout=30)


@contextmanager
def student_server(folder: Path, hub: SmallHub, owner: str, api_url: str) -> Iterator[StudentServer]:
    """Start ``jupyterhub.singleuser`` for somebody; stop it at the end."""
    prefix, port = f"/user/{owner}", find_free()
    access = f"access:servers!server={owner}/"
    own_token = hub.token(owner, [*scopes_of("student"), access])
    environment = {
        **os.environ,
        "HOME": str(folder),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTERHUB_SINGLEUSER_LOAD_OTHER_EXTENSIONS": "1",
        "JUPYTERHUB_SINGLEUSER_APP": "jupyter-server",
        "JUPYTERHUB_API_TOKEN": own_token,
        "JUPYTERHUB_API_URL": hub.api_url,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_USER": owner,
        "JUPYTERHUB_CLIENT_ID": f"jupyterhub-user-{owner}",
        "JUPYTERHUB_SERVICE_PREFIX": f"{prefix}/",
        "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}{prefix}/",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": f'["{access}", "access:servers!user={owner}"]',
        "LECTORIUM_API_URL": api_url,
    }
    enable = "--ServerApp.jpserver_extensions={'lectorium_proxy': True}"
    command = [sys.executable, "-m", "jupyterhub.singleuser", enable, "--allow-root"]
    log = folder / "server.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, cwd=folder, stdout=output, stderr=output) as process,
    ):
        try:
            server = StudentServer(
                f"http://127.0.0.1:{port}{prefix}", owner, hub.token(owner, [access]), own_token
            )
            _wait(server, process, log)
            yield server
        finally:
            process.terminate()


def _wait(server: StudentServer, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{server.url}/api").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The student's server didn't start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def upstream() -> Iterator[SmallUpstream]:
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def before_service(
    service: RunningService, hub: SmallHub, world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudentServer]:
    """The owner is a student; upstream is the real service."""
    folder = tmp_path_factory.mktemp("home")
    with student_server(folder, hub, world.login("student1"), service.url) as server:
        yield server


@pytest.fixture(scope="session")
def before_upstream(
    upstream: SmallUpstream, hub: SmallHub, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudentServer]:
    """Upstream is the small one."""
    with student_server(tmp_path_factory.mktemp("home"), hub, "somebody", f"{upstream.url}/deep") as server:
        yield server
